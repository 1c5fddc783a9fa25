"""Pages of statistics: the figures of a period, the cases behind each, and both as files."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import abort, current_app, g, render_template, request, send_file, url_for
from flask_babel import gettext
from flask_babel import gettext as _
from flask_login import current_user

from casework.accounts.models import User
from casework.engine import clock, context, money, registers
from casework.engine.choices import Choices
from casework.engine.context import Actor
from casework.engine.reading import row_id
from casework.engine.spans import Span
from casework.engine.statistics import Change, Measured, Rate, Ratio, Sum, Total
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.permissions import P
from casework.reports import cells, queries, rules, workbook
from casework.reports.chapters import Chapter
from casework.reports.forms import ExportForm, QuestionForm
from casework.reports.queries import Question
from casework.reports.registers import columns_of
from casework.web import menu
from casework.web.paging import paginate
from casework.web.room import Room, brief_write

room = Room("reports", "/reports")

NOTHING = "-"  # as the address says that a dimension has no value
NONE = "—"
DIGITS = 1  # of a percentage on the screen
KEPT = ("unit", "within", "success", "recovery")


def me() -> User:
    """The acting user, not the proxy."""
    return current_user._get_current_object()


def is_english() -> bool:
    return str(g.get("locale", "zh")).startswith("en")


# --- how figures are written --------------------------------------------------------------------------------------


@room.blueprint.app_template_filter()
def figure(value: Any, unit: Measured = Measured.CASES) -> str:
    """A figure on the screen: counts with separators, money in 万元, rates in percent."""
    if isinstance(value, Ratio):
        percent = value.percent(DIGITS)
        return NONE if percent is None else f"{percent}%"
    return money.wan(value) if unit == Measured.MONEY else f"{value:,}"


@room.blueprint.app_template_filter()
def difference(change: Change) -> str:
    """The change with its sign, in the unit of the figure."""
    found = change.difference
    if found is None:
        return NONE
    if isinstance(found, Decimal):
        return word("%(n)s个百分点") % {"n": f"{found:+}"} if found else "0"
    if change.unit == Measured.MONEY:
        return ("+" if found > 0 else "") + money.wan(found)
    return f"{found:+,}" if found else "0"


@room.blueprint.app_template_filter()
def share(change: Change) -> str:
    """The change in percent; a dash over nothing, and words where the base is too small to say."""
    if isinstance(change.now, Ratio) or not change.difference:
        return ""
    percent = change.percent(DIGITS)
    if percent is None:
        return word("基数小") if change.is_small else NONE
    return f"{percent:+}%"


@lru_cache(maxsize=4000)
def _translated(locale: str, text: str) -> str:
    return gettext(text)


@room.blueprint.app_template_filter()
def word(text: str) -> str:
    """A fixed text in the reader's language, looked up once: a table of figures asks for hundreds."""
    return _translated(str(g.get("locale", "zh_CN")), getattr(text, "label", text))


@room.blueprint.app_template_filter()
def told(span: Span) -> str:
    """A period by its name, in the reader's language."""
    return span.told(word)


@room.blueprint.app_template_filter()
def days_told(span: Span) -> str:
    """A period by its first and last day, in the reader's language."""
    return span.days_told(word)


class Links:
    """Where a figure leads: to the cases behind it, with everything that was asked kept in the address."""

    def __init__(self, question: Question):
        kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
        if question.unit is not None:
            kept["unit"] = question.unit.id
        kept["kind"] = question.chapter.code
        self._start, self._by = f"{url_for('reports.cases')}?{urlencode(kept)}", question.by.code

    def __call__(self, code: str, span: Span, key: Any = ..., by: str = "") -> str:
        address = f"{self._start}&by={by or self._by}&period={quote(span.text)}&measure={code}"
        return address if key is ... else f"{address}&key={NOTHING if key is None else quote(str(key))}"


def subject_of(question: Question) -> str:
    """Whose cases these are, in words."""
    if question.unit is None:
        told = _("%(name)s承办或登记的案件", name=current_user.name)
    elif question.within == queries.Within.OWN:
        told = _("%(unit)s（仅本单位）", unit=question.unit.name)
    else:
        told = _("%(unit)s及下级", unit=question.unit.name)
    return f"{told} · {narrowed_of(question)}" if question.narrowed else told


def narrowed_of(question: Question) -> str:
    """Of which kinds only one's own are counted."""
    if question.unit is None or not question.narrowed:
        return ""
    if question.narrowed == question.chapter.kinds:
        return _("只含%(name)s本人承办或登记的", name=current_user.name)
    kinds = _("、").join(_(kind.label) for kind in question.narrowed)
    return _("%(kinds)s只含%(name)s本人承办或登记的", kinds=kinds, name=current_user.name)


# --- the statistics -----------------------------------------------------------------------------------------------


@room.page("/", needs=P.REPORT_READ)
def index():
    """The figures of a period, compared, broken down, drawn, each with its definition and its cases."""
    form = QuestionForm(me())
    return _statistics(form, form.read(told))


def _statistics(form: QuestionForm, question: Question, export_form: ExportForm | None = None) -> str:
    report, chapter = queries.report(question, is_english()), question.chapter
    return render_template(
        "reports/index.html",
        form=form,
        question=question,
        chapter=chapter,
        tabs=_tabs(form, chapter),
        report=report,
        subject=subject_of(question),
        link=Links(question),
        export_form=export_form or ExportForm(0),
        VERSION=rules.VERSION,
        REASON_FROM=registers.REASON_FROM,
        is_rate=lambda measure: isinstance(measure, Rate),
        is_running=question.span.last >= clock.today() >= question.span.first,
        crosses=lambda earlier: any(found.lies_between(earlier, question.span) for found in chapter.breaks),
        drawn=_drawn(report, Links(question)),
    )


def _tabs(form: QuestionForm, chapter: Chapter) -> list[dict]:
    """The chapters that this person may open, each with the same unit and period."""
    kept = {
        name: request.args[name]
        for name in ("unit", "within", "period", "from", "to")
        if name in request.args
    }
    return [
        {
            "label": _(found.title),
            "url": url_for(".index", kind=found.code, **kept),
            "active": found is chapter,
        }
        for found in form.chapters.values()
    ]


def _drawn(report: queries.Report, link: Links) -> dict:
    """What the charts show: thirteen months, and what the cases are about."""
    chapter, months = report.question.chapter, report.months
    by, code = chapter.shares or ("", "")
    whole = sum(part.figures[code] for part in report.shares)
    break_months = {found.on.strftime("%y-%m") for found in chapter.breaks}
    labels = [f"{span.ends // 12 % 100:02d}-{span.ends % 12 + 1:02d}" for span, _figures in months]
    return {
        "labels": [f"‖{label}" if label in break_months else label for label in labels],
        "flow": [
            {
                "label": word(label),
                "values": [found[code] for _span, found in months],
            }
            for code, label in chapter.drawn.items()
        ],
        "shares": [
            {
                "label": part.label,
                "value": part.figures[code],
                "url": link(code, report.question.span, by=by, key=part.key),
                "note": f"{Ratio(part.figures[code], whole).percent(DIGITS)}%",
            }
            for part in report.shares
        ],
        "whole": whole,
        "crosses": any(found.lies_between(months[0][0], months[-1][0]) for found in chapter.breaks),
    }


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """The report as a workbook. What is asked for stands in the address, as on the page."""
    asked = QuestionForm(me())
    question = asked.read(told)
    rows = queries.count_of(question)
    form = ExportForm(rows)
    if not form.validate():
        return _statistics(asked, question, form), 422
    what = _told(_("统计报表"), question, _(question.chapter.title))
    number = _leave_trace(what, rows, form.reason.data)
    report = queries.report(question)
    found = workbook.write(report, cells.Origin(number, current_user.name, clock.now()))
    return _send(found)


# --- the cases behind a figure ------------------------------------------------------------------------------------


@room.page("/cases", needs=P.REPORT_READ)
def cases():
    """Exactly the cases behind a figure."""
    form = QuestionForm(me())
    return _cases(form.read(told))


def _cases(question: Question, export_form: ExportForm | None = None) -> str:
    measure, part = _measure(question), _part(question)
    page = paginate(
        queries.ids_behind(question, measure, *part), queries.rows_of, current_app.config["PAGE_SIZE"]
    )
    total = queries.count_behind(question, measure, *part)
    is_sum = isinstance(measure, Sum | Total)
    return render_template(
        "reports/cases.html",
        question=question,
        heads=question.chapter.heads,
        measure=measure,
        page=page,
        total=total,
        sum=queries.sum_behind(question, measure, *part) if is_sum else None,
        amounts=queries.amounts(question, measure, [row.id for row in page.rows]) if is_sum else {},
        subject=subject_of(question),
        part=_part_label(question, part),
        back=url_for(".index", **_args("measure", "key", "page")),
        export_form=export_form or ExportForm(0),
        REASON_FROM=registers.REASON_FROM,
    )


@room.page("/cases/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export_cases():
    """The cases behind a figure, as a file."""
    question = QuestionForm(me()).read(told)
    measure, part = _measure(question), _part(question)
    rows = queries.count_behind(question, measure, *part)
    form = ExportForm(rows)
    if not form.validate():
        return _cases(question, form), 422
    kind = "csv" if request.form.get("format") == "csv" else "xlsx"
    title = f"{measure.title.rpartition('：')[2]}_{question.span.label}"
    number = _leave_trace(_told(measure.title, question, kind), rows, form.reason.data)
    amounts = queries.amounts(question, measure) if isinstance(measure, Sum | Total) else {}
    written = registers.export(
        columns_of(question.chapter.cases, measure, amounts, translate=_),
        queries.stream(question, measure, *part),
        title=title,
        form=kind,
        notes=[
            ("口径", _(measure.definition)),
            ("统计范围", subject_of(question)),
            ("统计期", f"{question.span.told(_)} · {question.span.days_told(_)}"),
            ("导出编号", number),
            ("导出人", current_user.name),
            ("导出时间", clock.now().strftime("%Y-%m-%d %H:%M")),
            ("行数", str(rows)),
        ],
        translate=_,
    )
    return _send(written)


def _measure(question: Question):
    measures: Mapping = question.measures.table
    found = measures.get(request.args.get("measure", ""))
    if found is None or isinstance(found, Rate):
        abort(404)
    return found


def _part(question: Question) -> tuple:
    """(dimension, key) where the address names a row of the table."""
    if "key" not in request.args:
        return ()
    key = request.args["key"]
    if key == NOTHING:
        return question.by, None
    meant = question.by.column.type.python_type
    if issubclass(meant, int):
        return question.by, row_id(key) or abort(404)
    if issubclass(meant, Choices):
        return question.by, meant(key) if key in list(meant) else abort(404)
    return question.by, key


def _part_label(question: Question, part: tuple) -> str:
    if not part:
        return ""
    by, key = part
    return _("%(label)s：%(shown)s", label=_(by.title), shown=_(queries.labels(by, [key], is_english())[key]))


def _args(*without: str) -> dict:
    return {name: value for name, value in request.args.items() if name not in without}


# --- what leaves --------------------------------------------------------------------------------------------------


def _told(what: str, question: Question, *more: str) -> str:
    return " ".join((what, question.span.text, subject_of(question), *more))


def _leave_trace(what: str, rows: int, reason: str) -> str:
    """Note an export before anything of it is written; the number of it."""
    number = registers.new_number()
    who, address = Actor(current_user.id, current_user.name), (request.remote_addr or "")[:45]
    with brief_write(), context.acting(who):
        leave_trail(Trail.EXPORT, what, reason=reason or "", rows=rows, number=number, address=address)
    return number


def _send(written: registers.Exported):
    return send_file(
        written.stream, mimetype=written.mimetype, as_attachment=True, download_name=written.name
    )


menu.add(menu.Item("统计", "reports.index", P.REPORT_READ, place=60, key="m"))
