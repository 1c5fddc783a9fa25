"""The questions asked about who is here: signing in, one's own account, people, units and code tables."""

import re
from datetime import date

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import ValidationError

from casework.accounts import queries
from casework.accounts.models import Dictionary, Unit, UnitKind, User
from casework.permissions import P, Role, Scope
from casework.web.forms import (
    ChoiceField,
    CodeField,
    CodeRadios,
    CountField,
    DayField,
    EditForm,
    Form,
    IdField,
    LineField,
    ReadField,
    at_most,
    required,
)


class WordsField(StringField):
    """One line kept as it is typed, full-width brackets and all: names, and patterns of numbers."""

    def process_formdata(self, values):
        self.data = " ".join(values[0].split()) if values else ""

    def _value(self):
        return self.data or ""


USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,49}")


class SignInForm(Form):
    """Name and password. The sentence on a failure never says which of the two was wrong."""

    username = LineField("用户名", [required("请填写用户名")])
    password = PasswordField("密码", [required("请填写密码")])
    next = HiddenField()


class PasswordForm(Form):
    """A new password of one's own, proven by the present one."""

    current = PasswordField("现在的密码", [required("请填写现在的密码")])
    password = PasswordField("新密码", [required("请填写新密码")])
    again = PasswordField("再输入一遍新密码", [required("请再输入一遍新密码")])


class SettingsForm(Form):
    """How somebody likes the screen."""

    language = CodeRadios("语言", [required("请选择语言")])
    shortcuts = BooleanField("使用单键快捷键（/ 搜索、n 新建、j k 上下行等）")

    def __init__(self, user: User):
        super().__init__(obj=user)
        self.language.offer([("zh_CN", "中文"), ("en", "English")])


# ---- People ---------------------------------------------------------------------------------------------------------------


def username(_form, field):
    """A name to sign in with: what every keyboard can type."""
    field.data = field.data.lower()
    if not USERNAME.fullmatch(field.data):
        raise ValidationError(_("用户名用小写字母和数字，2到50个字符，可以含点、横线、下划线"))


class _UnitOffer:
    """Offers the units that an administrator keeps, set in by their depth."""

    def offer_units(self, field: IdField, by: User, permission: P = P.USER_MANAGE, keep: Unit | None = None):
        offered = [
            (branch.unit.id, branch.indented) for branch in queries.branches(by, permission, active_only=True)
        ]
        if keep is not None and keep.id not in dict(offered):
            offered.append((keep.id, keep.short_name))
        field.offer(offered)


class UserForm(Form, _UnitOffer):
    """A new user and their first role."""

    username = LineField("用户名", [required("请填写用户名"), username], description="登录时用，以后不能改")
    name = WordsField("姓名", [required("请填写姓名"), at_most(50)])
    unit_id = IdField("所在单位", [required("请选择单位")], blank="请选择")
    role = ChoiceField("角色", [required("请选择角色")], of=Role, blank="请选择")
    role_unit_id = IdField("在哪个单位担任", blank="与所在单位相同")
    scope = ChoiceField("数据范围", of=Scope, blank="按角色的常规范围")

    def __init__(self, by: User):
        super().__init__()
        self.offer_units(self.unit_id, by)
        self.offer_units(self.role_unit_id, by)

    @property
    def answers(self):
        found = super().answers
        return {**found, "role_unit_id": found["role_unit_id"] or found["unit_id"]}


class UserEditForm(EditForm, _UnitOffer):
    """Name and unit of somebody who is here already."""

    name = WordsField("姓名", [required("请填写姓名"), at_most(50)])
    unit_id = IdField("所在单位", [required("请选择单位")])

    def __init__(self, user: User, by: User):
        super().__init__(user)
        self.offer_units(self.unit_id, by, keep=user.unit)


class GrantForm(Form, _UnitOffer):
    """One more role."""

    role = ChoiceField("角色", [required("请选择角色")], of=Role, blank="请选择")
    unit_id = IdField("在哪个单位担任", [required("请选择单位")])
    scope = ChoiceField("数据范围", of=Scope, blank="按角色的常规范围")

    def __init__(self, by: User, user: User):
        super().__init__(data={"unit_id": user.unit_id})
        self.offer_units(self.unit_id, by)


class UserFilterForm(Form, _UnitOffer):
    """Whom to show."""

    class Meta:
        csrf = False

    q = LineField("姓名或用户名")
    unit = IdField("单位及下级", blank="全部")
    role = ChoiceField("角色", of=Role, blank="全部")
    state = CodeField("状态", blank="全部")

    def __init__(self, args, by: User):
        super().__init__(args)
        self.offer_units(self.unit, by)
        self.state.offer([("active", _("启用")), ("inactive", _("停用"))])


# ---- Units ----------------------------------------------------------------------------------------------------------------


class MonthField(ReadField):
    """A month, typed as 2026-12 or 2026年12月; kept as its first day."""

    def read(self, text):
        found = re.fullmatch(r"(\d{4})[-./年](\d{1,2})月?(?:[-./]0?1)?", text)
        if not found or not 1 <= int(found[2]) <= 12:
            raise ValueError(_("请写成 2026-12 这样的月份"))
        return date(int(found[1]), int(found[2]), 1)

    def shown(self, value):
        return value.strftime("%Y-%m")


class _UnitFacts(_UnitOffer):
    """The facts of a unit, alike for a new and for an existing one."""

    name = WordsField("全称", [required("请填写全称"), at_most(100)])
    short_name = WordsField("简称", [required("请填写简称"), at_most(30)], description="列表和统计表里用")
    code = LineField(
        "单位代码",
        [required("请填写单位代码"), at_most(20)],
        description="只用来排列次序，下级以上级的代码开头",
    )
    kind = ChoiceField("单位类型", [required("请选择单位类型")], of=UnitKind, blank="请选择")
    parent_id = IdField("上级单位", blank="无（最上级，或律师事务所）")
    number_mark = WordsField("案号代字", [required("请填写案号代字"), at_most(10)])
    number_pattern = WordsField("案号格式", [at_most(60)])
    cutoff_day = CountField("月报截止日", least=1, most=31)
    cutoff_from = MonthField("从哪个月起")

    @property
    def answers(self):
        return {**super().answers, "number_pattern": self.number_pattern.data or None}


class UnitForm(_UnitFacts, Form):
    """A new unit."""

    def __init__(self, by: User, parent: Unit | None = None):
        super().__init__(data={"parent_id": parent.id if parent else None})
        self.offer_units(self.parent_id, by, P.UNIT_MANAGE)


class UnitEditForm(_UnitFacts, EditForm):
    """A unit that is there already."""

    def __init__(self, unit: Unit, by: User):
        super().__init__(unit)
        self.offer_units(self.parent_id, by, P.UNIT_MANAGE, keep=unit.parent)


# ---- Code tables ----------------------------------------------------------------------------------------------------------


class _TermFacts:
    """The facts of a term, alike for a new and for an existing one."""

    name = WordsField("中文名称", [required("请填写中文名称"), at_most(100)])
    name_en = WordsField("英文名称", [required("请填写英文名称"), at_most(150)])
    parent_code = LineField("上级代码", [at_most(30)])
    position = CountField("次序", [required("请填写次序")], most=9999)
    valid_from = DayField("起用日期", description="这一天起可以选用；不填表示一直可用")
    valid_to = DayField("停用日期", description="可以选用的最后一天；已经用了这个代码的案件不受影响")
    source = WordsField("依据", [at_most(100)], description="出自哪个文件")

    @property
    def answers(self):
        return {**super().answers, "parent_code": self.parent_code.data or None}


class TermForm(_TermFacts, Form):
    """A new code."""

    code = LineField("代码", [required("请填写代码"), at_most(30)], description="定了以后不能改，也不能删除")

    def __init__(self, dictionary: Dictionary):
        super().__init__(data={"position": len(queries.terms_of(dictionary)) + 1})


class TermEditForm(_TermFacts, EditForm):
    """A code that is there already."""


class DayFilterForm(Form):
    """On which day."""

    class Meta:
        csrf = False

    on = DayField("按日期看")
