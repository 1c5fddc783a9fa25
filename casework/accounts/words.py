"""What units, people, roles and code tables are called in the history."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.accounts.models import Dictionary, Unit, User
from casework.accounts.queries import term_name
from casework.extensions import db
from casework.history.words import Reader, Table


def is_english() -> bool:
    """Whether the reader reads English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def code(dictionary: Dictionary) -> Reader:
    """Reads a code of this dictionary, or a list of them."""

    def read(value) -> str:
        codes = value if isinstance(value, list) else [value]
        return _("、").join(term_name(dictionary, one, english=is_english()) for one in codes)

    return read


def names_of(model, column):
    """Names rows of a model by one of its columns."""

    def namer(ids: Iterable[int]) -> dict[int, str]:
        rows = db.session.execute(sa.select(model.id, column).where(model.id.in_(list(ids))))
        return dict(rows.tuples().all())

    return namer


# fmt: off
TABLES = (
    Table("unit", "单位", {
        "parent_id": "上级单位", "code": "单位代码", "name": "全称", "short_name": "简称", "kind": "单位类型",
        "number_mark": "案号代字", "number_pattern": "案号格式", "cutoff_day": "月报截止日", "cutoff_from": "截止日起用月份",
        "is_active": "启用",
    }),
    Table("user_account", "用户", {
        "username": "用户名", "name": "姓名", "unit_id": "单位", "password_hash": "密码",
        "password_changed_on": "密码修改日期", "must_change_password": "须修改密码", "is_active": "启用",
        "is_demo": "演示账户", "epoch": "登录批次", "language": "语言", "shortcuts": "单键快捷键",
    }),
    Table("role_grant", "角色", {
        "user_id": "用户", "unit_id": "单位", "role": "角色", "scope": "数据范围",
    }),
    Table("matter_share", "案件共享", {
        "matter_id": "案件", "user_id": "用户", "reason": "原因",
    }, {"reason": lambda value: _("分派") if value == "assigned" else value}),
    Table("term", "字典条目", {
        "dictionary": "字典", "code": "代码", "name": "中文名称", "name_en": "英文名称", "parent_code": "上级代码",
        "position": "次序", "valid_from": "起用日期", "valid_to": "停用日期", "source": "依据",
    }),
)
# fmt: on
NAMERS = {"unit": names_of(Unit, Unit.short_name), "user_account": names_of(User, User.name)}
