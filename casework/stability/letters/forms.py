"""What is asked about a letter: what it says, how it was delivered, what came back."""

from flask_babel import gettext as _

from casework.engine import clock
from casework.stability.letters.models import Delivery, Letter, LetterKind, Rectified
from casework.stability.letters.rules import LETTERS
from casework.stability.models import Finding
from casework.web.forms import (
    ChoiceRadios,
    DayField,
    EditForm,
    Form,
    LineField,
    PlainTextField,
    at_most,
    required,
)


class _Texts:
    """What a letter says."""

    addressee = LineField("收文单位", [required("请填写收文单位"), at_most(100)])
    problem = PlainTextField("问题", [required("请写明存在的问题"), at_most(5000)])
    basis = PlainTextField("依据", [required("请写明依据"), at_most(2000)])
    demands = PlainTextField("整改要求", [required("请写明整改要求"), at_most(5000)])
    signer = LineField("签发人", [at_most(50)])
    signed_on = DayField("签发日期", [required("请填写签发日期")], future=False)


class LetterForm(_Texts, Form):
    """A new letter. It begins with what the finding and the kind of letter say."""

    def __init__(self, kind: LetterKind, finding: Finding, **kwargs):
        super().__init__(**kwargs)
        if not self.is_submitted() and not self.restored:
            facts = LETTERS[kind]
            self.addressee.data = facts.usual_addressee or finding.employer_name
            self.problem.data, self.demands.data = finding.facts, finding.demands
            self.basis.data, self.signed_on.data = facts.basis, clock.today()


class LetterEditForm(_Texts, EditForm):
    """A letter that has not gone out."""

    def __init__(self, letter: Letter, **kwargs):
        super().__init__(letter, **kwargs)


class DeliveryForm(Form):
    """It has reached its addressee."""

    delivered_on = DayField("送达日期", [required("请填写送达日期")], future=False)
    delivery = ChoiceRadios("送达方式", [required("请选择送达方式")], of=Delivery)
    delivery_note = LineField("送达说明", [at_most(200)], description="签收人、邮件号等")
    reply_due_on = DayField("回复期限")

    def __init__(self, workdays: int | None, **kwargs):
        super().__init__(**kwargs)
        self.reply_due_on.description = (
            _("不填按本单位设置：送达之日起%(n)s个工作日", n=workdays)
            if workdays
            else _("本地区没有设置回复期限：函件里写了日期的，请填写；不填就没有期限")
        )
        if not self.is_submitted():
            self.delivered_on.data = clock.today()


class ReplyForm(Form):
    """The addressee has answered."""

    replied_on = DayField("回复日期", [required("请填写回复日期")], future=False)
    reply = PlainTextField("回复内容", [required("请写明回复的内容"), at_most(5000)])


class CheckForm(Form):
    """Was it put right?"""

    checked_on = DayField("核查日期", [required("请填写核查日期")], future=False)
    rectified = ChoiceRadios("整改情况", [required("请选择整改情况")], of=Rectified)
