"""Fields and forms about people and employers."""

from flask import g

from casework.accounts.models import Dictionary
from casework.accounts.queries import choices
from casework.engine import clock
from casework.parties.identifiers import parse_phone, parse_uscc
from casework.parties.models import EmployerSize, IdKind
from casework.web.forms import (
    ChoiceField,
    CodeField,
    CodesField,
    EditForm,
    Form,
    LineField,
    ReadField,
    at_most,
    required,
)


def is_english() -> bool:
    """Whether the reader reads English."""
    return str(g.get("locale", "")).startswith("en")


def offer(field, dictionary: Dictionary, on=None) -> None:
    """Put the terms of a dictionary on offer, those valid on the day and the one already in use."""
    keep, day = field.data if isinstance(field.data, str) else None, on or clock.today()
    field.offer(lambda: choices(dictionary, day, is_english(), keep))


class PhoneField(ReadField):
    """A telephone: mobile, landline with area code, or 400."""

    def read(self, text):
        return parse_phone(text)


class UsccField(ReadField):
    """统一社会信用代码."""

    def read(self, text):
        return parse_uscc(text)


class _WorkerFacts:
    """What is asked about a worker."""

    name = LineField("姓名", [required("请填写姓名"), at_most(50)])
    phone = PhoneField("手机号")
    id_kind = ChoiceField("证件类型", of=IdKind, default=IdKind.RESIDENT)
    id_number = LineField("证件号码", [at_most(30)])
    worker_types = CodesField("劳动者类别")
    address = LineField("住址", [at_most(200)])
    contact_note = LineField("安全联系说明", [at_most(200)], description="什么时候、怎样联系不会给他带来麻烦")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self.worker_types, Dictionary.WORKER_TYPE)


class WorkerForm(_WorkerFacts, Form):
    """A worker, added to a case."""


class WorkerEditForm(_WorkerFacts, EditForm):
    """A worker, corrected. Numbers are never shown for editing; an empty box leaves them."""

    def __init__(self, record, **kwargs):
        super().__init__(record, **kwargs)
        if not self.is_submitted():
            self.phone.data = self.id_number.data = None

    def _now(self) -> dict:
        return {name: value for name, value in super()._now().items() if name not in ("phone", "id_number")}


class EmployerForm(EditForm):
    """An employer, corrected."""

    name = LineField("单位名称", [required("请填写单位名称"), at_most(100)])
    former_names = LineField("曾用名", [at_most(300)])
    uscc = UsccField("统一社会信用代码")
    industry = CodeField("行业", blank="未填")
    ownership = CodeField("经济类型", blank="未填")
    size = ChoiceField("规模", of=EmployerSize, blank="未填")
    district = LineField("所在县区", [at_most(50)])
    address = LineField("地址", [at_most(200)])
    legal_representative = LineField("法定代表人", [at_most(50)])
    contact = LineField("联系人", [at_most(50)])
    contact_phone = PhoneField("联系电话", description="留空则不改")

    def __init__(self, record, **kwargs):
        super().__init__(record, **kwargs)
        if not self.is_submitted():
            self.contact_phone.data = None
        offer(self.industry, Dictionary.INDUSTRY)
        offer(self.ownership, Dictionary.OWNERSHIP)

    def _now(self) -> dict:
        return {name: value for name, value in super()._now().items() if name != "contact_phone"}


class RevealForm(Form):
    """Why a number must be seen in full."""

    reason = LineField("查看原因", [required("请写明查看完整号码的原因"), at_most(200)])
