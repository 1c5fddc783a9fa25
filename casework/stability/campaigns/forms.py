"""What is asked about a campaign, and of a unit that returns."""

from flask_babel import gettext as _
from wtforms.fields.choices import Choice

from casework.accounts.models import Unit
from casework.engine import clock
from casework.engine.choices import Choices
from casework.stability.campaigns.models import Campaign, Return, Rhythm
from casework.stability.models import Finding
from casework.web.forms import (
    ChoiceRadios,
    CodesField,
    CountField,
    DayField,
    EditForm,
    Form,
    IdField,
    LineField,
    PlainTextField,
    at_most,
    required,
)


class UnitsField(CodesField):
    """Several units."""

    def process_formdata(self, values):
        self.data = [int(value) for value in values if value in {str(id) for id, _name in self.pairs}]

    def pre_validate(self, form):
        """What is not on offer has been left out already."""

    def iter_choices(self):
        chosen = {str(id) for id in self.data or ()}
        return [Choice(str(value), label, str(value) in chosen, {}) for value, label in self.pairs]


class _CampaignFacts:
    """What a campaign is."""

    name = LineField("名称", [required("请填写名称"), at_most(100)])
    unit_id = IdField("组织单位")
    starts_on = DayField("开始日期", [required("请填写开始日期")])
    ends_on = DayField("结束日期", [required("请填写结束日期")])
    rhythm = ChoiceRadios("报送频次", [required("请选择报送频次")], of=Rhythm, default=Rhythm.WEEK)
    grace_days = CountField(
        "期后几天内报送",
        [required("请填写天数")],
        most=31,
        description="例如每周一期、期后2天：周二前报送上周的情况",
    )
    unit_ids = UnitsField("参加的单位", [required("请至少选择一个参加排查的单位")])
    instructions = PlainTextField("要求", [at_most(2000)])

    def process(self, *args, **kwargs):
        """The units on offer are known before what was sent is read."""
        self.unit_ids.offer([(unit.id, unit.short_name) for unit in self.units])
        super().process(*args, **kwargs)


class CampaignForm(_CampaignFacts, Form):
    """A new campaign."""

    def __init__(self, units: list[Unit], **kwargs):
        self.units = units
        super().__init__(**kwargs)
        self.unit_id.offer([(unit.id, unit.name) for unit in units])
        if not self.is_submitted() and not self.restored:
            self.unit_id.data = units[0].id
            self.starts_on.data, self.grace_days.data = clock.today(), 1
            self.unit_ids.data = [unit.id for unit in units[1:]] or [units[0].id]
        if len(units) < 2:
            del self.unit_id


class CampaignEditForm(_CampaignFacts, EditForm):
    """A campaign that is under way. Who organises it stays."""

    unit_id = None

    def __init__(self, campaign: Campaign, units: list[Unit], **kwargs):
        own = {part.unit_id: part.unit for part in campaign.parts}
        self.units = sorted(
            {unit.id: unit for unit in [*units, *own.values()]}.values(), key=lambda u: u.code
        )
        super().__init__(_Editable(campaign), **kwargs)


class _Editable:
    """A campaign as the form reads it: its units as ids."""

    def __init__(self, campaign: Campaign):
        self._campaign = campaign
        self.unit_ids = [part.unit_id for part in campaign.parts]

    def __getattr__(self, name):
        return getattr(self._campaign, name)


class Said(Choices):
    """What a return says: nothing found is said outright, never left to be guessed."""

    ZERO = "zero", "零报告：本期排查过，没有发现风险"
    FOUND = "found", "报送本期登记的风险"


class ReturnForm(Form):
    """The return for a period."""

    said = ChoiceRadios("本期情况", [required("请选择零报告，或者报送登记的风险")], of=Said)
    note = PlainTextField("说明", [at_most(500)])

    def __init__(self, found: list[Finding], **kwargs):
        super().__init__(**kwargs)
        if found and not self.is_submitted() and not self.restored:
            self.said.data = Said.FOUND


class CorrectionForm(Form):
    """What a return should have said."""

    said = ChoiceRadios("本期情况", [required("请选择零报告，或者报送登记的风险")], of=Said)
    finding_ids = UnitsField("报送的风险")
    note = PlainTextField("说明", [at_most(500)])
    reason = PlainTextField("更正原因", [required("请写明更正的原因"), at_most(300)])

    def __init__(self, entry: Return, own: list[Finding], loose: list[Finding], **kwargs):
        self.findings = [*own, *loose]
        super().__init__(**kwargs)
        if not self.is_submitted() and not self.restored:
            self.said.data = Said.ZERO if entry.is_zero else Said.FOUND
            self.finding_ids.data = [finding.id for finding in own]
            self.note.data = entry.note
        if not self.findings:
            del self.finding_ids

    def process(self, *args, **kwargs):
        """The findings on offer are known before what was sent is read."""
        self.finding_ids.offer(
            [
                (f.id, _("%(number)s %(employer)s", number=f.number, employer=f.employer_name))
                for f in self.findings
            ]
        )
        super().process(*args, **kwargs)
