"""What is asked in a legal-aid case: at the application, and by each move of the workflow."""

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField

from casework.accounts.models import Dictionary, User
from casework.accounts.queries import homes_of
from casework.engine import clock
from casework.engine.reading import row_id
from casework.engine.workflow import Move
from casework.legal_aid.models import (
    WORKED_OUT,
    Agency,
    Form,
    Grade,
    LegalAid,
    Outcome,
    Power,
    Replacement,
    Result,
    Stage,
    Urgency,
)
from casework.legal_aid.queries import decision_number_for, lawyers_for
from casework.legal_aid.rules import RETENTION_YEARS
from casework.matters.carrying import Seed
from casework.matters.forms import CourtNumberField
from casework.matters.models import Kind
from casework.parties.forms import PhoneField, offer
from casework.parties.models import IdKind
from casework.permissions import P
from casework.web import forms as web
from casework.web.forms import (
    ChoiceField,
    ChoiceRadios,
    CodeField,
    CodeRadios,
    CodesField,
    CountField,
    DayField,
    EditForm,
    IdField,
    LineField,
    PlainTextField,
    YuanField,
    at_most,
    required,
)

SOURCE_OF = {Kind.MEDIATION: "mediation", Kind.CONSULTATION: "consultation", Kind.STABILITY: "stability"}


def _named(of) -> list[tuple[str, str]]:
    """The members of a choice as pairs in the reader's language, for check boxes."""
    return [(member.value, _(member.label)) for member in of]


class IntakeForm(web.Form):
    """Three required answers; the rest is asked when it is needed."""

    name = LineField("劳动者姓名", [required("请填写劳动者姓名"), at_most(50)])
    phone = PhoneField("手机号")
    employer = LineField("用人单位", [required("请填写用人单位"), at_most(100)])
    employer_id = HiddenField()
    dispute_type = CodeRadios("纠纷类型", [required("请选择纠纷类型")])
    claimed_fen = YuanField("涉案金额")
    facts = PlainTextField("案情与请求")
    exemption = CodeField("免予核查经济困难的情形", blank="没有，须填写经济困难状况说明")
    limitation_ends_on = DayField("时效或期限届满日")
    source = CodeField("申请来源")
    received_on = DayField("申请日期", [required("请填写申请日期")], future=False)
    unit_id = IdField("受理单位")
    people = CountField("劳动者人数", least=1, most=100_000)
    worker_types = CodesField("劳动者类别")
    claim_category = CodeField("请求类别", blank="以后再填")
    id_kind = ChoiceField("证件类型", of=IdKind, default=IdKind.RESIDENT)
    id_number = LineField("证件号码", [at_most(30)])
    stage = ChoiceField("程序状态", of=Stage, default=Stage.NONE)
    forms_asked = CodesField("申请的援助方式")
    court_number = CourtNumberField("法院案号")
    other_agent = LineField("对方代理人", [at_most(50)])
    other_firm = LineField("对方代理机构", [at_most(100)])

    def __init__(self, user: User, seed: Seed | None = None, **kwargs):
        super().__init__(**kwargs)
        on = self.received_on.data or clock.today()
        offer(self.dispute_type, Dictionary.DISPUTE_TYPE)
        offer(self.worker_types, Dictionary.WORKER_TYPE)
        offer(self.claim_category, Dictionary.CLAIM_CATEGORY)
        offer(self.exemption, Dictionary.AID_EXEMPTION, on)
        offer(self.source, Dictionary.AID_SOURCE, on)
        self.forms_asked.offer(_named(Form))
        units = homes_of(user, P.AID_REGISTER)
        self.unit_id.offer([(u.id, u.name) for u in units])
        if not self.is_submitted() and not self.restored:
            self.source.data = SOURCE_OF.get(seed.origin.kind, "visit") if seed else "visit"
            self.received_on.data = clock.today()
            self.unit_id.data = units[0].id
            if seed is not None:
                self._take_over(seed)
        if len(units) < 2:
            del self.unit_id

    def _take_over(self, seed: Seed) -> None:
        """Put in what is known from the matter this one comes from. Masked numbers come along unseen, with their record."""
        origin = seed.origin
        self.name.data, self.employer.data = seed.who, seed.employer_name
        self.dispute_type.data, self.facts.data = seed.dispute_type, seed.facts
        self.claimed_fen.data = seed.claimed_fen or None
        self.claim_category.data = seed.claims[0].category if len(seed.claims) == 1 else None
        self.people.data = origin.people if origin.people > 1 else None
        self.court_number.data = seed.court_number
        self.stage.data = Stage.FIRST if seed.court_number else Stage.NONE
        if self.unit_id and origin.unit_id in {int(value) for value, _label in self.unit_id.pairs if value}:
            self.unit_id.data = origin.unit_id


class FactsForm(EditForm):
    """What was told at the application, corrected or completed later."""

    dispute_type = CodeField("纠纷类型", [required("请选择纠纷类型")])
    cause = CodeField("案由", blank="未填")
    source = CodeField("申请来源", [required("请选择申请来源")])
    received_on = DayField("申请日期", [required("请填写申请日期")], future=False)
    claimed_fen = YuanField("请求金额合计")
    people = CountField("劳动者人数", [required("请填写劳动者人数")], least=1)
    is_collective = BooleanField("集体争议")
    facts = PlainTextField("案情与请求")
    stage = ChoiceField("程序状态", of=Stage)
    forms_asked = CodesField("申请的援助方式")
    court_number = CourtNumberField("法院案号")
    limitation_ends_on = DayField("时效或期限届满日")
    other_agent = LineField("对方代理人", [at_most(50)])
    other_firm = LineField("对方代理机构", [at_most(100)])

    def __init__(self, aid: LegalAid, **kwargs):
        super().__init__(aid, **kwargs)
        offer(self.dispute_type, Dictionary.DISPUTE_TYPE, aid.received_on)
        offer(self.cause, Dictionary.CAUSE, self.received_on.data or aid.received_on)
        offer(self.source, Dictionary.AID_SOURCE, self.received_on.data or aid.received_on)
        self.forms_asked.offer(_named(Form))
        if len(aid.claims) > 1:
            del self.claimed_fen


class MeansForm(EditForm):
    """The applicant's own statement of means with the promise that it is true, or why none is needed."""

    exemption = CodeField("免予核查经济困难的情形", blank="没有，须填写下面的说明")
    household_size = CountField("家庭人口", least=1, most=50)
    household = PlainTextField("家庭成员", [at_most(1000)])
    income_per_head_fen = YuanField("家庭人均月收入")
    income_source = LineField("主要收入来源", [at_most(200)])
    assets = PlainTextField("家庭资产", [at_most(1000)])
    is_promised = BooleanField("申请人已作诚信承诺：所述情况属实，愿意承担不实说明的责任")
    promised_on = DayField("承诺日期", future=False)

    def __init__(self, aid: LegalAid, **kwargs):
        super().__init__(aid, **kwargs)
        offer(self.exemption, Dictionary.AID_EXEMPTION, aid.received_on)
        if not self.is_submitted() and not self.restored:
            self.is_promised.data = aid.promised_on is not None


class Answers(web.Form):
    """Every question that a move may ask. ``form_for`` keeps those of one move."""

    on = DayField("日期", [required("请填写日期")], future=False)
    missing = PlainTextField("须补充的材料", [required("请列出须补充的材料，一次说全"), at_most(2000)])
    urgency = ChoiceRadios("紧急情形", [required("请选择紧急情形")], of=Urgency)
    limitation_ends_on = DayField("时效或期限届满日")
    decision_number = LineField("决定书文号", [required("请填写决定书文号"), at_most(60)])
    refusal = CodeRadios("不予援助的理由", [required("请选择不予援助的理由")])
    check_id = IdField("利益冲突检查", [required("请先做利益冲突检查，再指派")])
    override_reason = PlainTextField("仍然指派的理由", [at_most(300)])
    agency = ChoiceRadios("代理权限", [required("请选择代理权限")], of=Agency)
    powers = CodesField("特别授权事项")
    replacement = ChoiceRadios("更换的情形", [required("请选择更换的情形")], of=Replacement)
    outcome = ChoiceRadios("结果", [required("请选择结果")], of=Outcome, only=WORKED_OUT)
    gained_fen = YuanField("取得利益")
    avoided_fen = YuanField("避免损失")
    closing_report = PlainTextField("结案报告", [required("请写下承办经过和结果")])
    termination = CodeRadios("终止的情形", [required("请选择终止的情形")])
    reason = PlainTextField("原因", [required("请写明原因"), at_most(500)])
    grade = ChoiceRadios("案卷评价", [required("请选择案卷评价")], of=Grade)
    paid_fen = YuanField("到账金额", [required("请填写到账金额")])
    retention_years = CountField("保管期限（年）", [required("请填写保管期限")], least=1, most=100)
    archive_number = LineField("卷号", [at_most(60)])
    note = PlainTextField("说明", [at_most(2000)])


def form_for(move: Move, aid: LegalAid, draft: str | None = None) -> Answers:
    """The questions of one move, with the answers that are likely, or those of a draft."""
    form = Answers(draft=draft)
    for name in list(form._fields):
        if name not in (*move.asks, *move.may_ask, "csrf_token"):
            del form[name]
    if "refusal" in form:
        offer(form.refusal, Dictionary.AID_REFUSAL)
    if "termination" in form:
        offer(form.termination, Dictionary.AID_TERMINATION)
    if "powers" in form:
        form.powers.offer(_named(Power))
    if "check_id" in form:
        form.check_id.offer([(check.id, check.id) for check in aid.checks])
    if not form.is_submitted() and not form.restored:
        _likely(form, aid)
    return form


def _likely(form: Answers, aid: LegalAid) -> None:
    if "on" in form:
        form.on.data = clock.today()
    if "retention_years" in form:
        form.retention_years.data = RETENTION_YEARS[aid.is_collective]
    if "decision_number" in form:
        form.decision_number.data = decision_number_for(aid)
    if "limitation_ends_on" in form:
        form.limitation_ends_on.data = aid.limitation_ends_on


class WorkForm(EditForm):
    """One form of work: where, under what number, and its days."""

    form = ChoiceField("援助方式", [required("请选择援助方式")], of=Form)
    institution = LineField("办理机构", [at_most(100)])
    case_number = LineField("案号", [at_most(60)])
    began_on = DayField("开始日期", [required("请填写开始日期")], future=False)
    filed_on = DayField("立案（递交）日期", future=False)
    heard_on = DayField("开庭日期")
    ended_on = DayField("完成日期", future=False)
    served_on = DayField("送达日期", future=False)
    is_final = BooleanField("终局裁决")
    result = ChoiceField("结果", of=Result, blank="尚无结果")
    note = PlainTextField("说明", [at_most(500)])


class ResultForm(web.Form):
    """One worker's own result in a case of several."""

    outcome = ChoiceField("结果", of=Outcome, only=WORKED_OUT, blank="随全案")
    agreed_fen = YuanField("取得利益与避免损失合计")
    is_representative = BooleanField("代表人")


class CheckForm(web.Form):
    """Which lawyer is to be looked at."""

    lawyer_id = IdField("律师", [required("请选择律师")], blank="请选择")

    def __init__(self, aid: LegalAid, user: User, asked=None, **kwargs):
        super().__init__(**kwargs)
        people = lawyers_for(user)
        shown = _("%(name)s（%(unit)s）")
        self.lawyer_id.offer([(p.id, shown % {"name": p.name, "unit": p.unit.short_name}) for p in people])
        if not self.is_submitted():
            self.lawyer_id.data = row_id(asked)


class RateForm(web.Form):
    """A new rate of a form of work."""

    form = ChoiceField("援助方式", [required("请选择援助方式")], of=Form)
    amount_fen = YuanField("每件金额", [required("请填写金额")])
    valid_from = DayField("起用日期", [required("请填写起用日期")])
    basis = LineField("依据", [at_most(200)])
