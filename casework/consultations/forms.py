"""What is asked about a consultation: at the quick entry, in the grid of an outreach day, and by each move."""

import re
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from casework.accounts.models import Dictionary, Unit, User
from casework.accounts.queries import choices, homes_of, words
from casework.consultations import queries
from casework.consultations.models import Answer, Consultation, Reached, TextModule
from casework.consultations.rules import GRID_ROWS
from casework.engine import clock
from casework.engine.reading import compact
from casework.engine.workflow import Move
from casework.parties.forms import PhoneField, is_english, offer
from casework.permissions import P
from casework.web.forms import (
    ChoiceRadios,
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
    ValidationError,
    at_most,
    read_day,
    required,
)

LONGEST = 10_000  # characters of what was asked or answered
DAYS_AHEAD = re.compile(r"\+?(\d{1,3})(?:天|日|days?)?(?:后|later)?$")


class AheadField(ReadField):
    """A day ahead: 7天后, 7, +7, or a day as it is written anywhere else."""

    is_day = True

    def read(self, text):
        today, said = clock.today(), compact(text).lower()
        found = DAYS_AHEAD.match(said)
        if found and int(found[1]) > 0:
            return today + timedelta(days=int(found[1]))
        day = read_day(text, today)
        if day < today and said[0].isdigit() and sum(mark.isdigit() for mark in said) <= 4:
            # 1-15, written in November, is in January
            day = day.replace(year=day.year + 1)
        return day

    def shown(self, value):
        return value.isoformat()


def _offer_codes(field, dictionary: Dictionary, on: date) -> None:
    """Several codes of a dictionary: those valid on the day and those already in use."""
    kept = field.data or []
    known = words(dictionary)
    pairs = choices(dictionary, on, is_english())
    offered = {code for code, _label in pairs}
    field.offer(pairs + [(code, known[code].name) for code in kept if code in known and code not in offered])


def _offer_answers(field) -> None:
    field.offer([(answer.value, _(answer.label)) for answer in Answer])


class _Facts:
    """What is asked about every consultation. Three answers are required, and each is given by a single key."""

    source = CodeRadios("方式", [required("请选择方式")])
    received_on = DayField("日期", [required("请填写日期")], future=False)
    starts_at = HourField("时间")
    minutes = CountField("时长（分钟）", least=1, most=1440)
    people = CountField("人数", least=1, most=100_000)
    topics = CodesField("问题", [required("请选择问题")])
    point = PlainTextField("要点", [at_most(LONGEST)])
    answered_as = CodesField("答复", [required("请选择答复方式")])
    reply = PlainTextField("答复内容", [at_most(LONGEST)])
    place = LineField("地点", [at_most(100)])

    def offer_choices(self) -> None:
        on = self.received_on.data or clock.today()
        offer(self.source, Dictionary.CONSULT_CHANNEL, on)
        _offer_codes(self.topics, Dictionary.CONSULT_TOPIC, on)
        _offer_answers(self.answered_as)


class EntryForm(_Facts, Form):
    """The quick entry."""

    unit_id = IdField("值班单位")
    is_anonymous = BooleanField("匿名")
    name = LineField("姓名", [at_most(50)])
    phone = PhoneField("手机号")
    employer = LineField("用人单位", [at_most(100)])
    employer_id = HiddenField()
    module_id = IdField("插入常用段落", blank="不插入")
    follow_up_on = AheadField("回访")
    stays_open = BooleanField("还要再答复，暂不办结")

    def __init__(self, user: User, modules: list[TextModule], **kwargs):
        super().__init__(**kwargs)
        self.offer_choices()
        self.units = _offer_homes(self, user)
        self.module_id.offer([(module.id, module.shortcut) for module in modules])
        if not self.is_submitted() and not self.restored:
            now = clock.now()
            self.received_on.data, self.starts_at.data = now.date(), now.time()
            self.minutes.data, self.people.data = 10, 1
            asked = request.args.get("channel")
            self.source.data = asked if asked in dict(self.source.pairs) else None


def _offer_homes(form, user: User) -> list[Unit]:
    """For which union somebody may record: where there are several, the last one is remembered."""
    units = homes_of(user, P.CONSULT_RECORD)
    form.unit_id.offer([(unit.id, unit.name) for unit in units])
    if not form.is_submitted() and not form.restored:
        last = queries.last_duty(user) if len(units) > 1 else None
        form.unit_id.data = last if last in {unit.id for unit in units} else units[0].id
    if len(units) < 2:
        del form.unit_id
    return units


class FactsForm(_Facts, EditForm):
    """What was recorded, corrected or completed."""

    def __init__(self, consultation: Consultation, **kwargs):
        super().__init__(consultation, **kwargs)
        self.offer_choices()


class ModuleForm(Form):
    """A paragraph that is written often."""

    shortcut = LineField("短名", [required("请填写短名"), at_most(20)])
    text = PlainTextField("内容", [required("请写下内容"), at_most(2000)])
    unit_id = IdField("归谁使用", blank="只供本人")

    def __init__(self, user: User, units: list[Unit], **kwargs):
        super().__init__(**kwargs)
        self.unit_id.offer([(unit.id, unit.name) for unit in units])
        if not units:
            del self.unit_id

    def validate_shortcut(self, field):
        """Typed after two semicolons, so it holds neither these nor a blank."""
        field.data = re.sub(r"[;；\s]", "", field.data or "")
        if not field.data:
            raise ValidationError(_("短名不能只有分号和空格"))


# --- moves --------------------------------------------------------------------------------------------------------


class Answers(Form):
    """Every question that a move may ask. ``form_for`` keeps those of one move."""

    on = DayField("日期", [required("请填写日期")], future=False)
    reached = ChoiceRadios("联系结果", [required("请选择联系结果")], of=Reached)
    note = PlainTextField("说明", [at_most(500)])
    reason = PlainTextField("原因", [required("请写明原因"), at_most(500)])
    follow_up_on = AheadField("回访日期", description="可以写“7天后”")


def form_for(move: Move, draft: str | None = None) -> Answers:
    """The questions of one move, with the answers that are likely, or those of a draft."""
    form = Answers(draft=draft)
    for name in list(form._fields):
        if name not in (*move.asks, *move.may_ask, "csrf_token"):
            del form[name]
    if "follow_up_on" in form:
        if "follow_up_on" in move.asks:
            form.follow_up_on.validators = [required("请填写回访日期")]
            form.follow_up_on.flags.required = True
        else:
            form.follow_up_on.label.text = _("下次回访")
            form.follow_up_on.description = _("还要再联系的，写下一次的日期，例如“7天后”；不填即办结")
    if "on" in form and not form.is_submitted() and not form.restored:
        form.on.data = clock.today()
    return form


# --- the grid of an outreach day ------------------------------------------------------------------------------------

SAME = ("同上", "〃", '"', "”")


class KeysField(ReadField):
    """Several choices by their numbers: 13, 1 3, 1、3; the words themselves are understood as well."""

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.pairs: list[tuple[str, str]] = []

    def offer(self, pairs) -> None:
        """What the numbers mean, in their order."""
        self.pairs = list(pairs)

    def process_formdata(self, values):
        """Read by ``choose``, once it is known what the numbers mean."""
        self.typed = values[0] if values else ""

    def choose(self) -> None:
        """Read what was typed."""
        super().process_formdata([getattr(self, "typed", "")])

    def read(self, text):
        found = []
        for part in re.split(r"[\s,，、;；]+", text):
            for one in part if part.isdigit() else [part]:
                code = self._code(one)
                if code not in found:
                    found.append(code)
        return found

    def _code(self, one: str) -> str:
        if one.isdigit() and 1 <= int(one) <= len(self.pairs):
            return self.pairs[int(one) - 1][0]
        for code, label in self.pairs:
            if one and label.startswith(one):
                return code
        raise ValueError(_("没有“%(one)s”这一项，请填 1 到 %(most)s", one=one, most=len(self.pairs)))

    def _value(self):
        return getattr(self, "typed", "")


class RowForm(Form):
    """One consultation of an outreach day."""

    class Meta:
        csrf = False

    name = LineField("姓名", [at_most(50)])
    phone = PhoneField("手机号")
    employer = LineField("用人单位", [at_most(100)])
    people = CountField("人数", least=1, most=100_000)
    topics = KeysField("问题")
    point = LineField("要点", [at_most(1000)])
    answered_as = KeysField("答复")
    minutes = CountField("分钟", least=1, most=1440)

    NAMES = ("name", "phone", "employer", "people", "topics", "point", "answered_as", "minutes")

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed into it."""
        return any((self[name].raw_data or [""])[0].strip() for name in self.NAMES)

    @property
    def answers_given(self) -> dict:
        """What an accepted row says of its consultation."""
        told = {name: self[name].data for name in self.NAMES}
        return {**told, "people": told["people"] or 1}

    def accept(self) -> bool:
        """Read and check the row, when anything stands in it; every reason stands beside its cell."""
        if not self.is_filled:
            return True
        typed = {}
        for name, sentence in (("topics", _("请填问题的序号")), ("answered_as", _("请填答复的序号"))):
            field = self[name]
            try:
                field.choose()
            except ValueError as error:
                typed[name] = [str(error)]
            else:
                if not field.data:
                    typed[name] = [sentence]
        valid = self.validate()
        for name, errors in typed.items():
            self[name].errors = errors
        return valid and not typed


class GridForm(Form):
    """What the rows of an outreach day have in common."""

    received_on = DayField("日期", [required("请填写日期")], future=False)
    place = LineField("地点", [at_most(100)], description="例如工地、园区、车站；每一条都会记上")
    unit_id = IdField("值班单位")

    def __init__(self, user: User, **kwargs):
        super().__init__(**kwargs)
        self.units = _offer_homes(self, user)
        if not self.is_submitted() and not self.restored:
            self.received_on.data = clock.today()


def grid_rows(kept: dict | None = None) -> list[RowForm]:
    """The rows of the grid, with what was typed or ``kept`` as a draft; 同上 stands for what is in the cell above."""
    on = clock.today()
    topics = choices(Dictionary.CONSULT_TOPIC, on, is_english())
    answers = [(answer.value, _(answer.label)) for answer in Answer]
    sent = _as_above(request.form) if request.method == "POST" else MultiDict(kept or {}) or None
    rows = []
    for place in range(GRID_ROWS):
        row = RowForm(formdata=sent, prefix=f"r{place}-")
        row.topics.offer(topics)
        row.answered_as.offer(answers)
        rows.append(row)
    return rows


def _as_above(sent) -> MultiDict:
    filled = MultiDict(sent)
    for name in RowForm.NAMES:
        above = ""
        for place in range(GRID_ROWS):
            key = f"r{place}-{name}"
            if filled.get(key, "").strip() in SAME:
                filled[key] = above
            above = filled.get(key, "")
    return filled
