"""Forms: one class per question asked. ``carries_out`` validates, acts, and puts a refusal beside its field.

What people type is read generously (full-width digits, blanks, 1.2万, 11/22) and refused in their words.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, time

from flask import g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import escape
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
    widgets,
)
from wtforms.fields.choices import Choice, SelectChoice

from casework.engine import clock, money
from casework.engine.choices import Choices
from casework.engine.errors import Blocked, Refused
from casework.engine.plain import plain
from casework.engine.reading import compact, in_one_line, narrow, row_id
from casework.extensions import db
from casework.web import drafts, speech
from casework.web.errors import in_words, refusal_of

__all__ = ["BooleanField", "HiddenField", "PasswordField", "ValidationError"]


def required(sentence: str):
    """The field must be filled in; ``sentence`` says so ("请填写劳动者姓名")."""

    def check(form, field):
        if field.data in (None, "", [], ()):
            if getattr(field, "unread", False):  # unreadable: it has its own sentence already
                raise validators.StopValidation
            raise validators.StopValidation(_(sentence))

    check.field_flags = {"required": True}
    return check


def at_most(length: int):
    """The text may have so many characters."""

    def check(form, field):
        if field.data and len(field.data) > length:
            raise ValidationError(
                _("不能超过%(length)s个字，现在是%(now)s个", length=length, now=len(field.data))
            )

    check.field_flags = {"maxlength": length}
    return check


class LineField(StringField):
    """One line of text; blanks around it are dropped."""

    def process_data(self, value):
        self.data = value or ""

    def process_formdata(self, values):
        self.data = in_one_line(values[0]) if values else ""

    def _value(self):
        return self.data or ""


class PlainTextField(TextAreaField):
    """Several lines, kept as typed."""

    def process_data(self, value):
        self.data = value or ""

    def process_formdata(self, values):
        self.data = values[0].replace("\r\n", "\n").replace("\x00", "").strip() if values else ""


class ReadField(StringField):
    """Typed text that is read into a value; what cannot be read stays in the box beside its reason."""

    unread = False

    def read(self, text: str):
        """The value the text stands for; raises a Refused or ValueError with the reason."""
        raise NotImplementedError(type(self).__name__)

    def shown(self, value) -> str:
        """The value as text for the box."""
        return str(value)

    def process_formdata(self, values):
        text = narrow(values[0]) if values else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.read(text)
        except Refused as refusal:
            self.unread = True
            raise ValueError(in_words(refusal)) from refusal
        except ValueError:
            self.unread = True
            raise

    def _value(self):
        if self.unread and self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else self.shown(self.data)


class YuanField(ReadField):
    """An amount of money typed in yuan, kept as 分."""

    is_money = True

    def read(self, text):
        return money.parse_yuan(text)

    def shown(self, value):
        return money.yuan(value).replace(",", "").removesuffix(".00")


class DayField(ReadField):
    """A day, typed as 2026-11-22, 2026.11.2, 11/22, 1122, 11月22日, 今天 or 昨天."""

    is_day = True

    def __init__(self, label=None, validators=None, *, future=True, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.future = future

    def read(self, text):
        value = read_day(text, clock.today())
        if not self.future and value > clock.today():
            raise ValueError(_("日期不能晚于今天（%(today)s）", today=clock.today().isoformat()))
        return value

    def shown(self, value):
        return value.isoformat()


NEAR = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "today": 0, "yesterday": -1, "tomorrow": 1}
DAY = re.compile(r"(?:(\d{4})[-./年]?)?(\d{1,2})[-./月](\d{1,2})日?$|(\d{4})(\d{2})(\d{2})$|(\d{2})(\d{2})$")


FIRST_YEAR, LAST_YEAR = 1900, 2199  # nothing here is older, or further ahead; beyond lie slips of the finger


def read_day(text: str, today: date) -> date:
    """The day that a typed text means; without a year, the one of ``today``. Raises ValueError with a sentence."""
    text = compact(text).lower()
    if text in NEAR:
        return date.fromordinal(today.toordinal() + NEAR[text])
    found = DAY.match(text)
    if found:
        parts = [part for part in found.groups() if part]
        year = int(parts[0]) if len(parts) == 3 else today.year
        try:
            day = date(year, int(parts[-2]), int(parts[-1]))
        except ValueError:
            raise ValueError(_("没有这一天：%(text)s", text=text)) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(_("年份不对，请核对：%(text)s", text=text))
        return day
    raise ValueError(_("请写成 2026-11-22 或 11-22 这样的日期"))


class HourField(ReadField):
    """A time of day, typed as 9:30, 09:30, 0930 or 14点."""

    def read(self, text):
        found = re.match(r"(\d{1,2})(?:[:点时](\d{2})?分?|(\d{2}))?$", compact(text))
        if found:
            hour, minute = int(found[1]), int(found[2] or found[3] or 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValueError(_("请写成 9:30 或 14:00 这样的时间"))

    def shown(self, value):
        return value.strftime("%H:%M")


class CountField(ReadField):
    """A whole number of at least ``least``."""

    def __init__(self, label=None, validators=None, *, least=0, most=100_000, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def read(self, text):
        text = compact(text).rstrip("人件天期")
        if not re.fullmatch(r"\d{1,9}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(_("请填写%(least)s到%(most)s之间的整数", least=self.least, most=self.most))
        return int(text)


class Options(widgets.Select):
    """A select whose options are no more than a value and its label, so that drawing hundreds of them costs little."""

    @classmethod
    def render_option(cls, choice, **kwargs):
        chosen = " selected" if choice.selected else ""
        return f'<option{chosen} value="{escape(choice.value)}">{escape(choice.label)}</option>'


def _options(pairs) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


class ChoiceField(SelectField):
    """One member of a Choices. ``blank`` is the words of the empty option, where there is one."""

    widget = Options()

    def __init__(self, label=None, validators=None, *, of: type[Choices], only=None, blank=None, **kwargs):
        self.of = of
        self.pairs = [(member.value, _(member.label)) for member in only or of]
        if blank is not None:
            self.pairs.insert(0, ("", _(blank)))
        super().__init__(label, validators, choices=_options(self.pairs), coerce=self._coerce, **kwargs)

    def _coerce(self, value):
        if value in (None, ""):
            return None
        return value if isinstance(value, self.of) else self.of(value)

    def pre_validate(self, form):
        offered = [value for value, _label in self.pairs]
        if self.data is None:
            if "" not in offered and self.raw_data and not self.flags.required:
                raise ValidationError(_("请选择一项"))
        elif self.data.value not in offered:
            raise ValidationError(_("请从列出的选项中选择"))

    def iter_choices(self):
        chosen = self.data.value if self.data else ""
        return [Choice(value, text, chosen == value, {}) for value, text in self.pairs]


class ChoiceRadios(ChoiceField):
    """The same as a row of radios."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.RadioInput()


class _Offered:
    """What may be chosen in a field is said when the form is made, and looked up only where somebody asks."""

    blank: str | None = None
    _offer: Callable[[], Iterable[tuple]] | Iterable[tuple] = ()

    def offer(self, pairs) -> None:
        """Set what may be chosen: (code, label) pairs, or the function that finds them."""
        self._offer = pairs

    @property
    def pairs(self) -> list[tuple]:
        if callable(self._offer):
            self._offer = list(self._offer())
        return ([("", _(self.blank))] if self.blank is not None else []) + list(self._offer)


class CodeField(_Offered, SelectField):
    """One code out of (code, label) pairs that are offered when the form is made."""

    widget = Options()

    def __init__(self, label=None, validators=None, *, blank=None, **kwargs):
        super().__init__(label, validators, coerce=self.read_code, choices=[], **kwargs)
        self.blank = blank

    @staticmethod
    def read_code(value):
        """The code that was sent; nothing sent is no code."""
        return None if value in (None, "") else value

    def pre_validate(self, form):
        if self.data is not None and str(self.data) not in [str(value) for value, _label in self.pairs]:
            raise ValidationError(_("请从列出的选项中选择"))

    def iter_choices(self):
        chosen = "" if self.data is None else str(self.data)
        return [Choice(str(value), text, chosen == str(value), {}) for value, text in self.pairs]


class CodeRadios(CodeField):
    """The same as a row of radios."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.RadioInput()


class IdField(CodeField):
    """One row out of (id, label) pairs; the data is an integer."""

    @staticmethod
    def read_code(value):
        return row_id(str(value)) if value is not None else None


class CodesField(_Offered, SelectMultipleField):
    """Several codes, as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, choices=lambda: _options(self.pairs), **kwargs)


class Form(FlaskForm):
    """One question. Labels are Chinese in the class and in the reader's language on the page.

    ``draft`` names the form for whoever is typing: what they had typed and not saved is put back.
    """

    class Meta(FlaskForm.Meta):
        def get_translations(self, form):
            return speech.of_forms()

    def __init__(self, *args, draft: str | None = None, **kwargs):
        self.restored = None  # what to say when a draft has been put back
        if draft and request.method == "GET" and (kept := drafts.kept(draft)):
            fields, self.restored = kept
            kwargs["formdata"] = MultiDict(fields)
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, Field) and field.label is not None:
                field.label.text = _(field.label.text) if field.label.text else ""
                field.description = _(field.description) if field.description else ""

    @property
    def answers(self) -> dict:
        """What was answered, by field name."""
        return {
            name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "base")
        }

    def carries_out(self, action, *args, **kwargs) -> bool:
        """On a submitted, valid form call ``action(*args, **answers, **kwargs)``; True when it was done.

        ``self.result`` is what the action returned. A refusal lands beside its field; then nothing is kept.
        """
        if not self.is_submitted():
            return False
        if self.validate():
            try:
                self.result = action(*args, **{**self.answers, **kwargs})
                drafts.done()
                db.session.flush()
                return True
            except Refused as refusal:
                self.refuse(refusal)
            except IntegrityError as error:
                self.refuse(refusal_of(error))
        db.session.rollback()
        g.refused = True
        return False

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal: beside its field, or above the form."""
        for one in refusal.reasons if isinstance(refusal, Blocked) else [refusal]:
            field = self._fields.get(one.field)
            if field is None:
                self.form_errors.append(in_words(one))
            else:
                field.errors = [*field.errors, in_words(one)]


class EditForm(Form):
    """A form over an existing row that two people may have open at once.

    It carries what each field was when the page was opened. On saving, fields that only the other person touched keep
    their value; a field that both changed shows both values, and saving again takes the one typed here.
    """

    base = HiddenField()

    def __init__(self, record, **kwargs):
        self.record = record
        super().__init__(obj=record, **kwargs)
        if not self.is_submitted() and not (self.restored and self.base.data):
            self.base.data = json.dumps(self._now(), ensure_ascii=False)

    def _now(self) -> dict:
        return {
            name: plain(getattr(self.record, name)) for name in self.answers if hasattr(self.record, name)
        }

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        return self._merge() and valid

    def _merge(self) -> bool:
        try:
            base = json.loads(self.base.data or "{}")
        except ValueError:
            base = {}
        base = base if isinstance(base, dict) else {}
        now, clean = self._now(), True
        for name, theirs in now.items():
            if name not in base or base[name] == theirs:
                continue
            field = self._fields[name]
            mine = plain(field.data)
            if mine == base[name]:
                field.data = getattr(self.record, name)
            elif mine != theirs:
                clean = False
                field.errors = [*field.errors, self._clash(field, theirs)]
        self.base.data = json.dumps(now, ensure_ascii=False)
        self.base.raw_data = None
        return clean

    def _clash(self, field, theirs) -> str:
        names = dict(getattr(field, "pairs", ()))
        shown = _("、").join(names.get(one, one) for one in theirs) if isinstance(theirs, list) else None
        shown = names.get(theirs, theirs) if shown is None else shown
        return _(
            "在您打开之后，别人已把这里改成“%(theirs)s”。再次保存将以您现在填写的为准。",
            theirs=shown or _("空白"),
        )


def lookup_args() -> dict[str, str]:
    """The fields of a look-up that is posted, so that what is asked never stands in an address."""
    return {name: narrow(value)[:200] for name, value in request.form.items() if name != "csrf_token"}
