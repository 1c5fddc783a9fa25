"""Who signs in to the demonstration: one person of each role with a name easily remembered, and the mediators beside them."""

from dataclasses import dataclass
from random import Random

import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.accounts.models import Unit, User
from casework.demo.facts import SEED
from casework.demo.people import name_of
from casework.demo.units import PLACE, PLACES
from casework.engine.errors import Refused
from casework.extensions import db
from casework.permissions import Role

PASSWORD = "yanshi-demo-2026"


@dataclass(frozen=True)
class SignIn:
    """A sign-in and what it is for."""

    username: str
    name: str
    unit: str
    role: Role
    purpose: str
    purpose_en: str


SIGN_INS = (
    SignIn("luru", "卢茹", "南昌县总", Role.CLERK, "录入员：登记案件", "clerk: logs cases"),
    SignIn("tiaojie", "田洁", "南昌县总", Role.MEDIATOR, "调解员：今天有会、有期限", "mediator: meetings and limits today"),
    SignIn("lvshi", "吕诗", "演示律所甲", Role.LAWYER, "律师：只看交给自己的案件", "lawyer: only the cases shared with her"),
    SignIn("zhuguan", "朱冠", "南昌县总", Role.SUPERVISOR, "县主管：分派、督办、统计", "county supervisor: assigns, oversees, reports"),
    SignIn("shizhuguan", "史冠群", "市总", Role.SUPERVISOR, "市主管：看全市", "city supervisor: the whole city"),
    SignIn("guanli", "关立", "市总", Role.ADMIN, "系统管理员：用户、单位、字典，不看案件", "administrator: users, units, dictionaries, no cases"),
    SignIn("shenji", "沈继", "市总", Role.AUDITOR, "审计员：只看日志", "auditor: the logs only"),
    SignIn("waixian", "万娴", "进贤县总", Role.MEDIATOR, "另一县的调解员：看不到南昌县的案件", "mediator of another county: sees none of the first county's cases"),
)  # fmt: skip


def add_users(units: dict[str, Unit]) -> dict[str, User]:
    """Everybody who signs in, by username. Refused where one of the names is taken."""
    rng = Random(f"{SEED} staff")
    wanted = [(entry.username, entry.name, entry.unit, entry.role) for entry in SIGN_INS]
    names = {name for _, name, *_ in wanted}
    for place in PLACES:
        for n in range(1, place.staff + 1):
            while (name := name_of(rng)) in names:
                pass
            names.add(name)
            wanted.append((f"tj{place.code}{n:02d}", name, place.short_name, Role.MEDIATOR))
    taken = db.session.scalar(
        sa.select(User.username).where(User.username.in_([name for name, *_ in wanted]))
    )
    if taken:
        raise Refused("数据库里已有用户“%(name)s”，不能再装入演示数据", name=taken)
    wanted += _lawyers(names)
    users = {}
    for username, name, unit, role in wanted:
        user = accounts.add_user(
            username=username, name=name, unit=units[unit], password=PASSWORD, is_demo=True
        )
        accounts.grant(user, role, units[unit])
        users[username] = user
    db.session.flush()
    return users


# Lawyers beside those with a name of their own, by unit: firms on the union's list, and those whom unions employ.
LAWYERS = {
    "演示律所甲": 2,
    "演示律所乙": 3,
    "示例公益中心": 2,
    "市总": 2,
    "南昌县总": 1,
    "青山湖区总": 1,
    "进贤县总": 1,
}


def _lawyers(names: set[str]) -> list[tuple[str, str, str, Role]]:
    """The lawyers, drawn after everybody else so that nobody else changes their name for them."""
    rng, wanted = Random(f"{SEED} lawyers"), []
    for unit, count in LAWYERS.items():
        for n in range(1, count + 1):
            while (name := name_of(rng)) in names:
                pass
            names.add(name)
            wanted.append((f"ls{PLACE[unit].code}{n:02d}", name, unit, Role.LAWYER))
    return wanted


def lawyers_of(users: dict[str, User], unit: str) -> list[User]:
    """The lawyers of a unit, those with a name of their own first."""
    named = [users[entry.username] for entry in SIGN_INS if (entry.unit, entry.role) == (unit, Role.LAWYER)]
    code = PLACE[unit].code
    others = [
        user for username, user in users.items() if username[2:-2] == code and username.startswith("ls")
    ]
    return named + others


def mediators_of(users: dict[str, User], unit: str) -> list[User]:
    """The mediators of a unit, those with a name of their own first."""
    named = [users[entry.username] for entry in SIGN_INS if (entry.unit, entry.role) == (unit, Role.MEDIATOR)]
    code = PLACE[unit].code
    others = [
        user for username, user in users.items() if username[2:-2] == code and username.startswith("tj")
    ]
    return named + others
