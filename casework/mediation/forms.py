"""What is asked in a mediation: at the intake, and by each move of the workflow."""

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField

from casework.accounts.models import Dictionary, User
from casework.accounts.queries import colleague_names, colleagues, has_one_home, home_of, homes_of
from casework.engine import clock, money
from casework.engine.errors import Refused
from casework.engine.workflow import Move
from casework.matters.carrying import Seed
from casework.matters.forms import CourtNumberField
from casework.matters.models import Channel
from casework.mediation.models import (
    SUCCESSFUL,
    Confirmation,
    Mediation,
    Outcome,
    Procedure,
    Reached,
    Route,
    Satisfaction,
)
from casework.mediation.rules import RETENTION_YEARS
from casework.parties.forms import PhoneField, offer
from casework.parties.models import IdKind
from casework.permissions import P
from casework.web.forms import (
    ChoiceField,
    ChoiceRadios,
    CodeField,
    CodeRadios,
    CodesField,
    CountField,
    DayField,
    EditForm,
    Form,
    HourField,
    IdField,
    LineField,
    PlainTextField,
    ReadField,
    YuanField,
    at_most,
    read_day,
    required,
)

COURT_SOURCES = ("court", "prefiling")


class IntakeForm(Form):
    """Three required answers; the rest is asked when it is needed."""

    name = LineField("劳动者姓名", [required("请填写劳动者姓名"), at_most(50)])
    phone = PhoneField("手机号")
    employer = LineField("用人单位", [required("请填写用人单位"), at_most(100)])
    employer_id = HiddenField()
    dispute_type = CodeRadios("纠纷类型", [required("请选择纠纷类型")])
    claimed_fen = YuanField("涉案金额")
    facts = PlainTextField("诉求摘要")
    source = CodeField("案件来源")
    received_on = DayField("收案日期", [required("请填写收案日期")], future=False)
    unit_id = IdField("受理单位")
    handler_id = IdField("承办人", blank="以后分派")
    people = CountField("劳动者人数", least=1, most=100_000)
    worker_types = CodesField("劳动者类别")
    claim_category = CodeField("请求类别", blank="以后再填")
    id_kind = ChoiceField("证件类型", of=IdKind, default=IdKind.RESIDENT)
    id_number = LineField("证件号码", [at_most(30)])
    court_number = CourtNumberField("法院案号")
    procedure = ChoiceField("法院程序", of=Procedure, blank="不适用")
    signed_for_on = DayField("签收移交材料日期", future=False)
    first_meeting_on = DayField("首次约见日期")
    first_meeting_at = HourField("首次约见时间")

    def __init__(self, user: User, usual_source: str | None = None, seed: Seed | None = None, **kwargs):
        super().__init__(**kwargs)
        on = self.received_on.data or clock.today()
        offer(self.dispute_type, Dictionary.DISPUTE_TYPE)
        offer(self.worker_types, Dictionary.WORKER_TYPE)
        offer(self.claim_category, Dictionary.CLAIM_CATEGORY)
        offer(self.source, Dictionary.SOURCE, on)
        self.unit_id.offer(lambda: [(u.id, u.name) for u in homes_of(user, P.MEDIATION_REGISTER)])
        within = user.reach.units(P.MEDIATION_ASSIGN)
        self.handler_id.offer(lambda: map(tuple, colleague_names(within, P.MEDIATION_CONDUCT)))
        if not self.is_submitted() and not self.restored:
            self.source.data = usual_source or "window"
            self.received_on.data = clock.today()
            self.unit_id.data = home_of(user, P.MEDIATION_REGISTER).id
            if seed is not None:
                self._take_over(seed)
        if has_one_home(user, P.MEDIATION_REGISTER):
            del self.unit_id
        if not user.can(P.MEDIATION_ASSIGN):
            del self.handler_id

    def _take_over(self, seed: Seed) -> None:
        """Put in what is known from the matter this one comes from. Masked numbers come along unseen, with their record."""
        origin = seed.origin
        self.name.data, self.employer.data = seed.who, seed.employer_name
        self.dispute_type.data, self.facts.data = seed.dispute_type, seed.facts
        self.claimed_fen.data = seed.claimed_fen or None
        self.claim_category.data = seed.claims[0].category if len(seed.claims) == 1 else None
        self.people.data = origin.people if origin.people > 1 else None
        self.court_number.data = seed.court_number
        if self.unit_id and origin.unit_id in {int(value) for value, _ in self.unit_id.pairs if value}:
            self.unit_id.data = origin.unit_id


class FactsForm(EditForm):
    """What was logged, corrected or completed later."""

    dispute_type = CodeField("纠纷类型", [required("请选择纠纷类型")])
    cause = CodeField("案由", blank="未填")
    source = CodeField("案件来源", [required("请选择案件来源")])
    received_on = DayField("收案日期", [required("请填写收案日期")], future=False)
    claimed_fen = YuanField("请求金额合计")
    people = CountField("劳动者人数", [required("请填写劳动者人数")], least=1)
    is_collective = BooleanField("集体争议")
    facts = PlainTextField("案情与诉求")
    court_number = CourtNumberField("法院案号")
    procedure = ChoiceField("法院程序", of=Procedure, blank="不适用")
    signed_for_on = DayField("签收移交材料日期", future=False)
    is_arbitrated = BooleanField("已经过仲裁")
    award_number = LineField("仲裁裁决书文号", [at_most(60)])
    award_received_on = DayField("收到裁决书日期", future=False)
    sued_on = DayField("起诉日期", future=False)

    def __init__(self, mediation: Mediation, **kwargs):
        super().__init__(mediation, **kwargs)
        offer(self.dispute_type, Dictionary.DISPUTE_TYPE, mediation.received_on)
        offer(self.cause, Dictionary.CAUSE, self.received_on.data or mediation.received_on)
        offer(self.source, Dictionary.SOURCE, self.received_on.data or mediation.received_on)
        if len(mediation.claims) > 1:
            del self.claimed_fen


class InstalmentsField(ReadField):
    """One instalment a line: the day and the amount."""

    kind = "textarea"

    def process_formdata(self, values):
        self.data = None
        if values and values[0].strip():
            try:
                self.data = self.read(values[0])
            except Refused as refusal:
                self.unread = True
                raise ValueError(str(refusal)) from refusal
            except ValueError:
                self.unread = True
                raise

    def read(self, text):
        rows = []
        for line in text.strip().splitlines():
            parts = line.replace("，", " ").replace("：", " ").replace("\t", " ").split(None, 1)
            if not parts:
                continue
            if len(parts) != 2:
                raise Refused(
                    "每行写一期：日期、空格、金额，例如 2026-12-05 5000。这一行看不懂：%(line)s",
                    line=line.strip(),
                )
            rows.append(
                {"due_on": read_day(parts[0], clock.today()), "amount_fen": money.parse_yuan(parts[1])}
            )
        return rows

    def shown(self, value):
        return "\n".join(f"{row['due_on'].isoformat()} {money.yuan(row['amount_fen'])}" for row in value)


class Answers(Form):
    """Every question that a move may ask. ``form_for`` keeps those of one move."""

    handler_id = IdField("承办人", [required("请选择承办人")], blank="请选择")
    on = DayField("日期", [required("请填写日期")], future=False)
    reason = PlainTextField("原因", [required("请写明原因"), at_most(500)])
    extent = ChoiceRadios("达成的范围", [required("请选择达成的范围")], of=Outcome, only=SUCCESSFUL)
    agreed_fen = YuanField("协议金额合计")
    is_nonmonetary = BooleanField("非金钱给付（恢复劳动关系、补缴社保、出具证明等）")
    agreement = PlainTextField("协议内容", [required("请写下协议内容")])
    effective_on = DayField(
        "协议生效日期", description="双方签名或盖章、调解员签名并加盖调解组织印章之日；空白表示当日"
    )
    instalments = InstalmentsField(
        "履行安排", description="每行一期：日期 金额，例如 2026-12-05 5000；空白表示当日一次付清"
    )
    ground = CodeRadios("终结原因", [required("请选择终结原因")])
    withdrawal = ChoiceRadios(
        "撤回的情形", [required("请选择撤回的情形")], of=Outcome, only=(Outcome.WITHDRAWN, Outcome.RECONCILED)
    )
    days = CountField("延长天数", [required("请填写延长天数")], least=1, most=365)
    consent = LineField(
        "双方同意延期的依据", [required("请写明双方同意延期的依据，例如延期调解同意书"), at_most(200)]
    )
    paid_fen = YuanField("到账金额", [required("请填写到账金额")])
    route = ChoiceRadios(
        "向谁申请", [required("请选择司法确认或仲裁审查")], of=Route, only=(Route.JUDICIAL, Route.ARBITRATION)
    )
    decision = ChoiceRadios(
        "结果",
        [required("请选择结果")],
        of=Confirmation,
        only=(Confirmation.CONFIRMED, Confirmation.DISMISSED, Confirmation.WITHDRAWN),
    )
    document_number = LineField("文书号", [at_most(60)])
    channel = ChoiceRadios(
        "方式", of=Channel, only=(Channel.PHONE, Channel.ROOM, Channel.ONLINE), default=Channel.PHONE
    )
    reached = ChoiceRadios("联系结果", [required("请选择联系结果")], of=Reached)
    satisfaction = ChoiceField("是否满意", of=Satisfaction, blank="未问")
    retention_years = CountField("保管期限（年）", [required("请填写保管期限")], least=1, most=100)
    archive_number = LineField("卷号", [at_most(60)])
    note = PlainTextField("说明", [at_most(2000)])


def _with_unit(person: User) -> str:
    return _("%(name)s（%(unit)s）", name=person.name, unit=person.unit.short_name)


def form_for(move: Move, mediation: Mediation, user: User, draft: str | None = None) -> Answers:
    """The questions of one move, with the answers that are likely, or those of a draft."""
    form = Answers(draft=draft)
    for name in list(form._fields):
        if name not in (*move.asks, *move.may_ask, "csrf_token"):
            del form[name]
    if "handler_id" in form:
        people = colleagues(user.reach.units(P.MEDIATION_ASSIGN), P.MEDIATION_CONDUCT)
        form.handler_id.offer([(p.id, _with_unit(p)) for p in people if p.id != mediation.handler_id])
    if "ground" in form:
        offer(form.ground, Dictionary.ENDING_GROUND)
        form.ground.offer([pair for pair in form.ground.pairs if pair[0] in FAILURES])
    if not form.is_submitted() and not form.restored:
        if "on" in form:
            form.on.data = clock.today()
        if "retention_years" in form:
            form.retention_years.data = RETENTION_YEARS[mediation.is_collective]
    return form


FAILURES = ("unwilling", "unreachable", "divided", "expired", "unsigned", "other")


class ResultForm(EditForm):
    """One worker's own result in a case of several."""

    outcome_code = CodeField("结果", blank="随全案")
    agreed_fen = YuanField("协议金额")
    is_representative = BooleanField("代表人")

    def __init__(self, entry, **kwargs):
        super().__init__(entry, **kwargs)
        self.outcome_code.offer([(value, _(label)) for value, label in Outcome.options()])


class BulkForm(Form):
    """To whom several cases are given at once."""

    handler_id = IdField("承办人", [required("请选择承办人")], blank="请选择")

    def __init__(self, user: User, **kwargs):
        super().__init__(**kwargs)
        people = colleagues(user.reach.units(P.MEDIATION_ASSIGN), P.MEDIATION_CONDUCT)
        self.handler_id.offer([(p.id, _with_unit(p)) for p in people])
