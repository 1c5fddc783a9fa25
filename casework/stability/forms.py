"""What is asked about a finding: at the intake, by each move, about a measure, about what a unit decides."""

import re
from dataclasses import replace

from flask_babel import gettext as _
from wtforms import HiddenField, widgets

from casework.accounts.models import Dictionary, Unit, User
from casework.accounts.queries import colleagues, homes_of
from casework.engine import clock
from casework.engine.workflow import Move
from casework.matters.carrying import Seed
from casework.matters.forms import FilterForm
from casework.matters.models import Kind
from casework.parties.forms import offer
from casework.permissions import P
from casework.stability import queries
from casework.stability.actions import look_again
from casework.stability.models import Finding, Office, RiskSetting, Sign, VisitResult
from casework.stability.rules import CATEGORIES, levels_of, suggested_level
from casework.web.forms import (
    ChoiceRadios,
    CodeField,
    CodesField,
    CountField,
    DayField,
    EditForm,
    Form,
    IdField,
    LineField,
    PlainTextField,
    ReadField,
    ValidationError,
    at_most,
    required,
)


class SignsField(CodesField):
    """Several signs, in the order of the table."""

    def offer_all(self) -> None:
        self.offer([(sign.value, _(sign.label)) for sign in Sign])


class LevelField(IdField):
    """A level as radios; what they are called is the unit's own."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.RadioInput()

    def offer_levels(self, labels) -> None:
        self.offer([(number, _(label)) for number, label in levels_of(labels)])


class IntakeForm(Form):
    """Three required answers: which employer, what about, how many people."""

    employer = LineField("用人单位", [required("请填写用人单位"), at_most(100)])
    employer_id = HiddenField()
    category = CodeField("风险类别", [required("请选择风险类别")], blank="请选择")
    people = CountField("涉及人数", [required("请填写涉及人数")], least=1, most=100_000)
    signs = SignsField("苗头")
    facts = PlainTextField("情况")
    demands = PlainTextField("诉求")
    source = CodeField("风险来源")
    campaign_id = IdField("所属专项排查", blank="不属于专项排查")
    found_on = DayField("发现日期", [required("请填写发现日期")], future=False)
    received_on = DayField("登记日期", [required("请填写登记日期")], future=False)
    unit_id = IdField("登记单位")

    def __init__(self, user: User, campaigns=(), seed: Seed | None = None, cluster=(), **kwargs):
        super().__init__(**kwargs)
        offer(self.category, Dictionary.RISK_CATEGORY)
        offer(self.source, Dictionary.RISK_SOURCE)
        self.signs.offer_all()
        units = homes_of(user, P.RISK_REPORT)
        self.unit_id.offer([(u.id, u.name) for u in units])
        self.campaign_id.offer([(campaign.id, campaign.name) for campaign in campaigns])
        if not self.is_submitted() and not self.restored:
            self.source.data = "daily"
            self.found_on.data = self.received_on.data = clock.today()
            self.unit_id.data = units[0].id
            if seed is not None:
                self._take_over(seed, units)
            for one in cluster:
                self._add(one)
        if len(units) < 2:
            del self.unit_id
        if not campaigns:
            del self.campaign_id

    def _take_over(self, seed: Seed, units: list[Unit]) -> None:
        """Put in what is known from the matter this one comes from; its people come along as they are."""
        origin = seed.origin
        self.employer.data, self.facts.data = seed.employer_name, seed.facts
        self.category.data = CATEGORIES.get(seed.dispute_type or "other", "other")
        self.people.data = origin.people
        self.source.data = "consultation" if origin.kind == Kind.CONSULTATION else "case"
        if origin.unit_id in {unit.id for unit in units}:
            self.unit_id.data = origin.unit_id

    def _add(self, seed: Seed) -> None:
        """One more of a cluster: the first that names an employer names it, people and facts add up."""
        self.employer.data = self.employer.data or seed.employer_name
        if seed.dispute_type and not self.category.data:
            self.category.data = CATEGORIES.get(seed.dispute_type, "other")
        self.people.data = (self.people.data or 0) + seed.origin.people
        self.source.data = "consultation"
        if seed.facts:
            self.facts.data = "\n".join(part for part in (self.facts.data, seed.facts) if part)


class FactsForm(EditForm):
    """What was registered, corrected or completed later."""

    dispute_type = CodeField("风险类别", [required("请选择风险类别")])
    people = CountField("涉及人数", [required("请填写涉及人数")], least=1, most=100_000)
    signs = SignsField("苗头")
    facts = PlainTextField("情况")
    demands = PlainTextField("诉求")
    source = CodeField("风险来源", [required("请选择风险来源")])
    found_on = DayField("发现日期", [required("请填写发现日期")], future=False)
    received_on = DayField("登记日期", [required("请填写登记日期")], future=False)

    def __init__(self, finding: Finding, **kwargs):
        super().__init__(finding, **kwargs)
        offer(self.dispute_type, Dictionary.RISK_CATEGORY)
        offer(self.source, Dictionary.RISK_SOURCE)
        self.signs.offer_all()


class Answers(Form):
    """Every question that a move may ask. ``form_for`` keeps those of one move."""

    level = LevelField("等级", [required("请选择等级")])
    handler_id = IdField("承办人", [required("请选择承办人")], blank="请选择")
    on = DayField("日期", [required("请填写日期")], future=False)
    referred_to = ChoiceRadios("转给", [required("请选择转给哪个部门")], of=Office)
    referral_number = LineField("转办文号", [at_most(60)])
    visit_result = ChoiceRadios("回访结果", [required("请选择回访结果")], of=VisitResult)
    disposal = PlainTextField("处置情况", [required("请写明怎样处置的"), at_most(2000)])
    reason = PlainTextField("原因", [required("请写明原因"), at_most(500)])
    note = PlainTextField("说明", [at_most(2000)])
    next_on = DayField("下次跟进日期", [required("请填写下次跟进日期")])


def form_for(move: Move, finding: Finding, user: User, draft: str | None = None) -> Answers:
    """The questions of one move, with the answers that are likely, or those of a draft."""
    form = Answers(draft=draft)
    for name in list(form._fields):
        if name not in (*move.asks, *move.may_ask, "csrf_token"):
            del form[name]
    labels = queries.labels_for(finding.unit)
    suggested = min(suggested_level(finding.people, finding.signs), len(labels))
    if "level" in form:
        form.level.offer_levels(labels)
        form.level.description = _(
            "按人数和苗头，建议定为“%(label)s”；由您判断", label=_(labels[suggested - 1])
        )
    if "handler_id" in form:
        people = colleagues(user.reach.units(P.RISK_SUPERVISE), P.RISK_HANDLE)
        form.handler_id.offer([(p.id, _with_unit(p)) for p in people if p.id != finding.handler_id])
    if "note" in move.asks:
        form.note.validators = [required("请写下跟进的情况"), *form.note.validators]
    if not form.is_submitted() and not form.restored:
        if "on" in form:
            form.on.data = clock.today()
        if "next_on" in form:
            form.next_on.data = look_again(finding, clock.today())
        if "level" in form:
            form.level.data = finding.level or suggested
    return form


def _with_unit(person: User) -> str:
    return _("%(name)s（%(unit)s）", name=person.name, unit=person.unit.short_name)


class MeasureForm(Form):
    """Something to be done, by somebody, by a day."""

    text = PlainTextField("措施", [required("请写明要做什么"), at_most(500)])
    person = LineField("责任人", [required("请填写责任人"), at_most(60)])
    due_on = DayField("完成期限", [required("请填写完成期限")])


class MeasureResultForm(Form):
    """It has been done."""

    done_on = DayField("完成日期", [required("请填写完成日期")], future=False)
    result = PlainTextField("落实情况", [required("请写明落实情况"), at_most(500)])


class AcknowledgeForm(Form):
    """Somebody above has seen it."""

    answer = PlainTextField("批示", [at_most(500)], description="可以不写；写了，上报单位看得到")


class SignLinkForm(Form):
    """A case or consultation in which the risk shows."""

    number = LineField("案号或咨询编号", [required("请填写案号或咨询编号"), at_most(60)])


class LabelsField(ReadField):
    """Names of levels, the gravest first, with blanks or 、 between them."""

    def read(self, text):
        return [part for part in re.split(r"[\s、，,/]+", text) if part]

    def shown(self, value):
        return " ".join(value)


class RulesForm(Form):
    """What a unit decides for itself and those below it."""

    level_labels = LabelsField("等级名称", description="从重到轻，用空格隔开；不填随上级")
    reply_workdays = CountField(
        "一函两书的回复期限（工作日）", least=1, most=250, description="本地区有规定的填写；不填随上级"
    )

    def __init__(self, own: RiskSetting | None, **kwargs):
        super().__init__(obj=own, **kwargs)

    def validate_level_labels(self, field):
        if field.data and any(len(label) > 10 for label in field.data):
            raise ValidationError(_("每个等级名称最多10个字"))


class LedgerForm(FilterForm):
    """The query form above the ledger."""

    text = LineField("编号、用人单位", name="q")
    state = CodeField("状态", blank="全部")
    level = IdField("等级", blank="全部")
    dispute_type = CodeField("风险类别", blank="全部", name="type")
    received_from = DayField("登记日期从", name="from")
    received_to = DayField("到", name="to")
    outcome = CodeField("处置结果", blank="全部")
    handler = IdField("承办人", blank="全部")
    unit = IdField("单位", blank="全部")
    source = CodeField("风险来源", blank="全部")
    employer = LineField("用人单位")
    due = CodeField("期限", blank="全部")

    def __init__(self, user: User, kind: Kind, face, **kwargs):
        super().__init__(user, kind, face, **kwargs)
        self.level.offer([(number, _(label)) for number, label in levels_of(queries.labels_for(user.unit))])

    def read(self):
        """The filters, with the level; what means nothing for a finding is not asked."""
        filters = super().read()
        for name in ("missing", "amount_from", "amount_to"):
            del self[name]
        return replace(filters, more=(queries.of_level(self.level.data),)) if self.level.data else filters
