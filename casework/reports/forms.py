"""The query form above the statistics: everything that is asked stands in the address."""

from collections.abc import Callable
from datetime import date

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField, SelectField

from casework.accounts.models import Unit, User
from casework.accounts.queries import units_for
from casework.engine import clock
from casework.engine.errors import Refused
from casework.engine.registers import REASON_FROM
from casework.engine.spans import QUARTER, YEAR, Cutoff, Span, days, month, read, to_date
from casework.permissions import P
from casework.reports.chapters import READING_NAMES, READINGS, Chapter
from casework.reports.mediation import SUCCESS_RATES
from casework.reports.queries import Question, Within, ask, chapters_for, cutoff_of
from casework.web.errors import in_words
from casework.web.forms import CodeField, DayField, Form, IdField, LineField, ValidationError, at_most

MONTHS_OFFERED, QUARTERS_OFFERED, YEARS_OFFERED = 24, 8, 5
NAMES = {**{code: rate.basis for code, rate in SUCCESS_RATES.items()}, **READING_NAMES}


class SpanField(SelectField):
    """One of the recent periods; a period that is not among them, but stands in the address, is offered too."""

    def __init__(self, label=None, **kwargs):
        super().__init__(label, validate_choice=False, **kwargs)
        self.choices = {}

    def offer(self, cutoff: Cutoff, today: date, chosen: Span, told: Callable[[Span], str]) -> None:
        """Months, quarters, years and the year so far, the newest first; ``chosen`` among them."""
        now = cutoff.month_of(today)
        year = now // YEAR
        quarter = now // QUARTER
        groups = {
            _("月"): [month(now - back, cutoff) for back in range(MONTHS_OFFERED)],
            _("季度"): [
                read(f"{q * QUARTER // YEAR}-Q{q % (YEAR // QUARTER) + 1}", cutoff)
                for q in range(quarter, quarter - QUARTERS_OFFERED, -1)
            ],
            _("年"): [read(str(year - back), cutoff) for back in range(YEARS_OFFERED)],
            _("本年累计"): [to_date(number, cutoff) for number in range(now, year * YEAR, -1)],
        }
        offered = {span.text for spans in groups.values() for span in spans}
        if chosen.text not in offered:
            groups = {_("所选"): [chosen], **groups}
        self.choices = {name: [(s.text, told(s)) for s in spans] for name, spans in groups.items() if spans}
        self.data = chosen.text


class QuestionForm(Form):
    """Which chapter, whose cases, of which period, broken down by what. ``read`` gives the question."""

    class Meta:
        csrf = False

    kind = HiddenField("类别")
    period = SpanField("统计期")
    unit = IdField("单位")
    within = CodeField("范围")
    by = CodeField("分组")
    first = DayField("自选起始日", name="from")
    last = DayField("自选截止日", name="to")
    success = CodeField("成功率的分母", blank="调解结案（默认）")
    recovery = CodeField("挽回经济损失", blank="按协议金额（默认）")

    def __init__(self, user: User, **kwargs):
        super().__init__(formdata=request.args, **kwargs)
        self.user = user
        self.chapters = chapters_for(user)
        self.chapter = self._chapter()
        self.units: dict[int, Unit] = {}
        if user.reach.units(P.REPORT_READ) != frozenset():
            self.units = {unit.id: unit for unit in units_for(user, P.REPORT_READ)}
        self.unit.offer([(unit.id, unit.name) for unit in self.units.values()])
        self.within.offer([(value, _(label)) for value, label in Within.options()])
        self.by.offer([(found.code, _(found.title)) for found in self.chapter.dimensions.values()])
        for name in self.chapter.reads:
            self[name].offer([(code, _(NAMES[code])) for code in READINGS[name][1:]])

    def _chapter(self) -> Chapter:
        """The chapter asked for, or the first that this person may open."""
        found = self.chapters.get(self.kind.data or "") or next(iter(self.chapters.values()))
        self.kind.data = found.code
        return found

    def read(self, told: Callable[[Span], str]) -> Question:
        """What the address asks for; what cannot be read becomes the usual, and says so in the form. ``told`` names a
        period."""
        self.validate()
        unit = self._unit()
        cutoff = cutoff_of(unit or self.user.unit)
        span = self._span(cutoff)
        dimensions = self.chapter.dimensions
        usual = "unit" if len(self.units) > 1 or "type" not in dimensions else "type"
        question = ask(
            self.user,
            unit,
            span,
            Within(self._taken(self.within, list(Within), Within.SUBTREE.value)),
            chapter=self.chapter,
            by=dimensions[self._taken(self.by, dimensions, usual)],
            **{name: self._one_of(self[name], codes) or codes[0] for name, codes in READINGS.items()},
        )
        self.period.offer(cutoff, clock.today(), span, told)
        if len(self.units) < 2:  # nothing to choose
            del self.unit, self.within
        for name in set(READINGS) - set(self.chapter.reads):
            del self[name]
        return question

    def _unit(self) -> Unit | None:
        """The unit asked for, within reach; else one's own, or the first that can be asked for."""
        asked = self.units.get(self.unit.data or 0)
        if asked is None and self.units:
            asked = self.units.get(self.user.unit_id) or next(iter(self.units.values()))
        self.unit.data = asked.id if asked else None
        return asked

    def _span(self, cutoff: Cutoff) -> Span:
        usual = month(cutoff.month_of(clock.today()), cutoff)
        try:
            if self.first.data and self.last.data:
                return days(self.first.data, self.last.data, cutoff)
            return read(self.period.data, cutoff) if self.period.data else usual
        except Refused as refusal:
            field = self.first if self.first.data else self.period
            field.errors = [*field.errors, in_words(refusal)]
            return usual

    def _taken(self, field: CodeField, known, usual: str) -> str:
        """The code asked for, or the usual one; the form shows what was taken."""
        field.data = self._one_of(field, known) or usual
        return field.data

    @staticmethod
    def _one_of(field: CodeField, known) -> str | None:
        return field.data if field.data in known else None


class ExportForm(Form):
    """What a large export is for."""

    reason = LineField("导出用途", [at_most(200)])

    def __init__(self, rows: int, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows

    def validate_reason(self, field):
        if self.rows > REASON_FROM and not field.data:
            raise ValidationError(
                _("台账有%(n)s件案件，超过%(limit)s件，请写明导出用途", n=self.rows, limit=REASON_FROM)
            )
