"""The task list of a legal-aid case: five groups, each task with where it stands and where it is done."""

from dataclasses import dataclass, field, replace

from casework.legal_aid import subsidies
from casework.legal_aid.models import ENDED, EXAMINED, Form, Status
from casework.legal_aid.queries import CaseFile

DONE, CURRENT, TODO, SKIPPED = "done", "current", "todo", "skipped"
IN_COURT = (Form.ARBITRATION, Form.FIRST, Form.SECOND, Form.RETRIAL, Form.ENFORCEMENT)  # filed and numbered
HEARD = (Form.ARBITRATION, Form.FIRST, Form.SECOND, Form.RETRIAL)


@dataclass(frozen=True)
class Task:
    """One thing to do. ``page`` is the page of the room where it is done, with its arguments."""

    label: str
    state: str
    page: str = ""
    args: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Tasks that belong together. It is as far as the least of them."""

    label: str
    tasks: tuple[Task, ...]

    @property
    def state(self) -> str:
        states = {task.state for task in self.tasks} - {SKIPPED}
        if not states:
            return SKIPPED
        if states == {DONE}:
            return DONE
        return TODO if states == {TODO} else CURRENT


def groups(file: CaseFile) -> tuple[Group, ...]:
    """The five groups, in their order."""
    return (
        Group("申请与身份", _application(file)),
        Group("经济状况或免于审查理由", _means(file)),
        Group("审批与指派", _decision(file)),
        Group("办理", _one_at_a_time(_work(file))),
        Group("结案归档与补贴", _closing(file)),
    )


def _one_at_a_time(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Tasks that follow one another: only the first that is not done is under way."""
    current = next((task for task in tasks if task.state == CURRENT), None)
    return tuple(replace(t, state=TODO) if t.state == CURRENT and t is not current else t for t in tasks)


def first_to_do(found: tuple[Group, ...]) -> Task | None:
    """The first incomplete task."""
    return next((t for group in found for t in group.tasks if t.state in (CURRENT, TODO)), None)


def _move(name: str) -> dict:
    return {"page": "move", "args": {"name": name}}


def _state(is_done, *, is_current=True, applies=True) -> str:
    if is_done:
        return DONE
    return SKIPPED if not applies else CURRENT if is_current else TODO


def _application(file: CaseFile) -> tuple[Task, ...]:
    a, goes_on = file.aid, file.aid.is_open
    first = file.workers[0]
    return (
        Task("登记申请", DONE, "edit"),
        Task(
            "核对身份证件",
            _state(first.worker.id_number_mark, applies=goes_on),
            "worker",
            {"entry": first.id},
        ),
        Task(
            "案情与请求",
            _state(a.facts and file.claims, applies=goes_on),
            "edit" if not a.facts else "claims",
        ),
        Task(
            "补充材料",
            _state(a.supplemented_on, applies=a.status == Status.SUPPLEMENTING),
            **_move("supplement" if a.status == Status.SUPPLEMENTING else "notify"),
        ),
    )


def _means(file: CaseFile) -> tuple[Task, ...]:
    a, goes_on = file.aid, file.aid.is_open
    is_exempt, is_stated = bool(a.exemption), a.income_per_head_fen is not None
    return (
        Task("免予核查的情形", _state(is_exempt, applies=goes_on and not is_stated), "means"),
        Task("经济困难状况说明", SKIPPED if is_exempt else _state(is_stated, applies=goes_on), "means"),
        Task("诚信承诺", SKIPPED if is_exempt else _state(a.promised_on, applies=goes_on), "means"),
        Task("补办手续", _state(a.papers_on, applies=a.urgency is not None), **_move("papers")),
    )


def _decision(file: CaseFile) -> tuple[Task, ...]:
    a, goes_on = file.aid, file.aid.is_open
    is_granted = a.status == Status.GRANTED
    is_checked = any(check.lawyer_id == a.handler_id for check in file.checks)
    return (
        Task("审查决定", _state(a.decided_on, is_current=a.status == Status.APPLIED, applies=a.status in EXAMINED),
             **_move("grant")),
        Task("利益冲突检查", _state(is_checked, is_current=is_granted, applies=goes_on), "check"),
        Task("指派律师", _state(a.assigned_on, is_current=is_granted, applies=goes_on), "check"),
        Task("律师接受", _state(a.taken_on, is_current=a.status == Status.ASSIGNED, applies=goes_on), **_move("take")),
    )  # fmt: skip


def _work(file: CaseFile) -> tuple[Task, ...]:
    a, works = file.aid, file.works
    goes_on, at_work = a.is_open, a.status == Status.WORKING
    forms = {work.form for work in works}
    in_court, heard = [w for w in works if w.form in IN_COURT], [w for w in works if w.form in HEARD]
    is_ended = bool(works) and all(work.ended_on for work in works)
    target = ("work", {"entry": works[-1].id}) if works else ("add_work", {})
    return (
        Task("委托协议", _state(a.engaged_on, is_current=a.status == Status.TAKEN, applies=goes_on), **_move("engage")),
        Task("会见", _state(any(m.is_held for m in file.meetings), is_current=at_work, applies=goes_on), "meet"),
        Task("登记援助事项", _state(works, is_current=at_work, applies=goes_on), "add_work"),
        Task("立案", SKIPPED if forms and not in_court else
             _state(in_court and all(w.filed_on for w in in_court), is_current=at_work, applies=goes_on), *target),
        Task("开庭", SKIPPED if forms and not heard else
             _state(heard and all(w.heard_on or w.ended_on for w in heard), is_current=at_work, applies=goes_on), *target),
        Task("文书与结果", _state(is_ended, is_current=at_work, applies=goes_on), *target),
    )  # fmt: skip


def _closing(file: CaseFile) -> tuple[Task, ...]:
    a, status = file.aid, file.aid.status
    is_wound_up = a.is_open or status in ENDED or a.filed_on is not None  # and not ended before any work
    is_worked_out = (
        status == Status.WORKING and bool(file.works) and all(work.ended_on for work in file.works)
    )
    pays = file.subsidy is None and (subsidies.is_due(a) or a.handler_id is None)
    return (
        Task("办结与结案报告", _state(a.closing_report and a.concluded_on, is_current=is_worked_out,
             applies=a.is_open), **_move("conclude")),
        Task("提交案卷", _state(a.filed_on, is_current=status == Status.CONCLUDED, applies=is_wound_up), **_move("file")),
        Task("审核案卷", _state(a.reviewed_on, is_current=status == Status.FILED, applies=is_wound_up), **_move("review")),
        Task("发放补贴", _state(file.subsidy, is_current=status == Status.REVIEWED, applies=is_wound_up and pays),
             **_move("pay")),
        Task("归档", _state(a.archived_on, is_current=not a.is_open and status not in (Status.CONCLUDED, Status.FILED)),
             **_move("archive")),
    )  # fmt: skip
