"""Questions that every kind of matter asks alike."""

from flask import request
from flask_babel import gettext as _
from werkzeug.urls import iri_to_uri
from wtforms import BooleanField, HiddenField

from casework.accounts.models import User
from casework.accounts.queries import colleague_names, unions, units_for
from casework.engine.reading import row_id
from casework.matters.court_numbers import parse_court_number
from casework.matters.models import Audience, Channel, EmployerRole, Kind
from casework.matters.queries import MISSING, Filters, handlers_among
from casework.matters.rules import KINDS
from casework.parties.forms import offer
from casework.permissions import P
from casework.web.forms import (
    ChoiceField,
    ChoiceRadios,
    CodeField,
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
    required,
)

DUE = (("overdue", "已超期"), ("today", "今天到期"), ("soon", "三个工作日内"))


class CourtNumberField(ReadField):
    """法院案号: both brackets, blanks and full-width digits are understood; kept in one form."""

    def read(self, text):
        return parse_court_number(text).text


class NoteForm(Form):
    """A line of progress."""

    text = PlainTextField("进展", [required("请写下进展：联系了谁，说了什么")])
    audience = ChoiceRadios("谁能看到", of=Audience, default=Audience.CASE)
    happened_on = DayField("发生日期", future=False)


class MeetingForm(Form):
    """An appointment."""

    held_on = DayField("日期", [required("请填写日期")])
    starts_at = HourField("时间")
    channel = ChoiceRadios("方式", of=Channel, default=Channel.ROOM)
    place = LineField("地点或链接", [at_most(200)])
    present = LineField("参加人", [at_most(200)])


class MeetingResultForm(EditForm):
    """What came of an appointment."""

    present = LineField("参加人", [at_most(200)])
    summary = PlainTextField("会上情况", [required("请写下会上的情况")])


class TransferForm(Form):
    """To whom a matter is offered, and why."""

    to_unit_id = IdField("移交给", [required("请选择接收单位")], blank="请选择")
    to_user_id = IdField("本单位的同事", blank="由接收单位安排", description="只在移交给本单位同事时选择")
    reason = LineField("移交原因", [required("请写明移交原因"), at_most(300)])

    def __init__(self, matter, **kwargs):
        super().__init__(**kwargs)
        self.to_unit_id.offer([(u.id, u.name) for u in unions()])
        near = colleague_names(frozenset({matter.unit_id}), KINDS[matter.kind].conducts)
        self.to_user_id.offer([(u.id, u.name) for u in near if u.id != matter.handler_id])


class TransferAnswerForm(Form):
    """Take it over, or send it back."""

    answer = LineField("说明", [at_most(300)], description="退回时请写明原因")


class ClaimsForm(Form):
    """Around the lines: what they were when the page was opened, so that a colleague's are not replaced unseen."""

    base = HiddenField()

    def __init__(self, now: str, **kwargs):
        super().__init__(**kwargs)
        self.now = now
        if not self.is_submitted():
            self.base.data = now

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.base.data and self.base.data != self.now:
            self.form_errors.append(
                _("在您打开之后，别人已改过请求事项。请对照案件页核对；再次保存将以您现在填写的为准。")
            )
            self.base.data = self.now
            return False
        return valid


class ClaimRow(Form):
    """One line of what is asked for."""

    category = CodeField("类别", blank="—")
    worker_id = IdField("劳动者", blank="全体")
    claimed_fen = YuanField("请求金额")
    agreed_fen = YuanField("协议金额")
    paid_fen = YuanField("到账金额")


class AddEmployerForm(Form):
    """A further employer of a case."""

    employer = LineField("单位名称", [required("请填写单位名称"), at_most(100)])
    employer_id = HiddenField()
    role = ChoiceField("在本案中的身份", of=EmployerRole, default=EmployerRole.USING)


class QueryField(HiddenField):
    """The query string of a list, as an address writes it."""

    def process_formdata(self, values):
        self.data = iri_to_uri("".join(values).lstrip("?").split("#")[0])


class SaveViewForm(Form):
    """A name for a list."""

    name = LineField("视图名称", [required("请给这个视图起个名字"), at_most(30)])
    shared = BooleanField("与本单位共享")
    query = QueryField(validators=[at_most(1000)])


class FilterForm(Form):
    """The query form above a list: GET, everything in the address. ``read()`` gives the filters."""

    class Meta:
        csrf = False

    text = LineField("案号、姓名、单位、手机尾号", name="q")
    state = CodeField("状态", blank="全部")
    handler = IdField("承办人", blank="全部")
    received_from = DayField("收案日期从", name="from")
    received_to = DayField("到", name="to")
    dispute_type = CodeField("纠纷类型", blank="全部", name="type")
    outcome = CodeField("结果", blank="全部")
    unit = IdField("单位", blank="全部")
    source = CodeField("案件来源", blank="全部")
    employer = LineField("用人单位")
    amount_from = YuanField("金额从", name="min")
    amount_to = YuanField("到", name="max")
    due = CodeField("期限", blank="全部")
    missing = CodeField("待补", blank="全部")

    def __init__(self, user: User, kind: Kind, face, **kwargs):
        super().__init__(formdata=request.args, **kwargs)
        facts = KINDS[kind]
        self.groups, self.outcome_groups = (
            face.groups,
            {name: of for name, _label, of in face.outcomes_offered},
        )
        offer(self.dispute_type, facts.types)
        offer(self.source, facts.sources)
        self.state.offer(
            [("open", _("在办")), *((value, _(label)) for value, label in face.states.options())]
        )
        grouped = [(name, _(label)) for name, label, _of in face.outcomes_offered]
        self.outcome.offer([*grouped, *((value, _(label)) for value, label in face.outcomes.options())])
        self.due.offer([(value, _(label)) for value, label in DUE])
        self.missing.offer([(name, _(label)) for name, (label, _clause) in MISSING.items()])
        units = units_for(user, facts.reads)
        self.unit.offer([(u.id, u.short_name) for u in units])
        within = user.reach.units(facts.reads)
        people = colleague_names(within, facts.conducts)
        asked = row_id(request.args.get("handler"))
        if asked and asked not in {p.id for p in people}:  # somebody who left, or is of elsewhere, or oneself
            people += handlers_among(user, asked)
        self.handler.offer([(0, _("未分派")), *((p.id, p.name) for p in people)])
        if len(units) < 2:
            del self.unit
        self.source_groups = {name: codes for name, _label, codes in face.sources_offered}
        self.source.offer(
            [*((name, _(label)) for name, label, _of in face.sources_offered), *self.source.pairs[1:]]
        )
        for name, label in face.filter_labels:
            if label is None:
                del self[name]
            else:
                self[name].label.text = _(label)

    def read(self) -> Filters:
        """What the address asks for; what cannot be read is left out and stands in the form with its reason."""
        self.validate()
        for field in self:
            if field.errors:
                field.data = None
        state, outcome = self.state.data, self.outcome.data
        unit = self.unit.data if "unit" in self else None
        handler = self.handler.data
        return Filters(
            states=self.groups.get(state, (state,)) if state else (),
            outcomes=self.outcome_groups.get(outcome, (outcome,)) if outcome else (),
            units=(unit,) if unit else (),
            handler_id=handler or None,
            is_unassigned=handler == 0 and request.args.get("handler") == "0",
            dispute_type=self.dispute_type.data,
            source=self.source_groups.get(self.source.data, self.source.data),
            received_from=self.received_from.data,
            received_to=self.received_to.data,
            amount_from=self.amount_from.data if "amount_from" in self else None,
            amount_to=self.amount_to.data if "amount_to" in self else None,
            employer=self.employer.data or "",
            text=self.text.data or "",
            due=self.due.data,
            missing=self.missing.data if "missing" in self else None,
            is_collective=request.args.get("collective") == "1",
            stale=request.args.get("stale") == "1",
        )


STANDS = (("open", "在办"), ("closed", "已结"))


class WholeListForm(Form):
    """The query form above the list of every kind: GET, everything in the address. ``read()`` gives the filters."""

    class Meta:
        csrf = False

    text = LineField("案号、姓名、单位、手机尾号", name="q")
    kind = CodeField("类别", blank="全部")
    state = CodeField("状态", blank="全部")
    handler = IdField("承办人", blank="全部")
    unit = IdField("单位", blank="全部")
    received_from = DayField("收案日期从", name="from")
    received_to = DayField("到", name="to")
    due = CodeField("期限", blank="全部")
    missing = CodeField("待补", blank="全部")

    def __init__(self, user: User, kinds: list[Kind], **kwargs):
        super().__init__(formdata=request.args, **kwargs)
        self.kind.offer([(kind.value, _(kind.label)) for kind in kinds])
        self.state.offer([(value, _(label)) for value, label in STANDS])
        self.due.offer([(value, _(label)) for value, label in DUE])
        self.missing.offer([(name, _(label)) for name, (label, _clause) in MISSING.items()])
        units = units_for(user, P.MATTER_READ)
        self.unit.offer([(u.id, u.short_name) for u in units])
        people = colleague_names(user.reach.units(P.MATTER_READ), P.MATTER_READ)
        asked = row_id(request.args.get("handler"))
        if asked and asked not in {p.id for p in people}:
            people += handlers_among(user, asked)
        self.handler.offer([(0, _("未分派")), *((p.id, p.name) for p in people)])
        if len(units) < 2:
            del self.unit
        if len(kinds) < 2:
            del self.kind

    def read(self) -> Filters:
        """What the address asks for; what cannot be read is left out and stands in the form with its reason."""
        self.validate()
        for field in self:
            if field.errors:
                field.data = None
        unit = self.unit.data if "unit" in self else None
        handler = self.handler.data
        return Filters(
            units=(unit,) if unit else (),
            handler_id=handler or None,
            is_unassigned=handler == 0 and request.args.get("handler") == "0",
            received_from=self.received_from.data,
            received_to=self.received_to.data,
            text=self.text.data or "",
            due=self.due.data,
            missing=self.missing.data,
            stale=request.args.get("stale") == "1",
        )

    @property
    def chosen_kind(self) -> Kind | None:
        """The one kind that is asked for."""
        return Kind(self.kind.data) if "kind" in self and self.kind.data else None
