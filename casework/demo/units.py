"""The units: the city's union, its eleven counties and zones, their studios, and outside law firms, which are invented."""

from dataclasses import dataclass

import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.accounts.models import Unit, UnitKind
from casework.engine.errors import Refused
from casework.extensions import db


@dataclass(frozen=True)
class Place:
    """A unit as it is set up. ``court`` is the court code of its district; ``weight`` its part of the cases."""

    code: str
    name: str
    short_name: str
    mark: str
    kind: UnitKind
    parent: str | None = None
    district: str = ""
    court: str = ""
    weight: float = 0
    staff: int = 0  # mediators besides those with a name of their own

    @property
    def is_union(self) -> bool:
        return self.kind != UnitKind.LAW_FIRM


CITY, COUNTY, STUDIO, FIRM = UnitKind.CITY, UnitKind.COUNTY, UnitKind.STUDIO, UnitKind.LAW_FIRM
# fmt: off
PLACES = (   # codes follow the administrative divisions (GB/T 2260)
    #     code         name                               short           mark      kind   parent     district     court     weight staff
    Place("3601",       "南昌市总工会",                     "市总",         "洪",     CITY,   None,     "南昌市",    "赣0113",  7, 2),
    Place("360102",   "东湖区总工会",                     "东湖区总",     "洪东",   COUNTY, "3601", "东湖区",    "赣0102",  8, 2),
    Place("360103",   "西湖区总工会",                     "西湖区总",     "洪西",   COUNTY, "3601", "西湖区",    "赣0103",  8, 2),
    Place("360104",   "青云谱区总工会",                   "青云谱区总",   "洪云",   COUNTY, "3601", "青云谱区",  "赣0104",  6, 2),
    Place("360111",   "青山湖区总工会",                   "青山湖区总",   "洪青",   COUNTY, "3601", "青山湖区",  "赣0111",  9, 2),
    Place("360112",   "新建区总工会",                     "新建区总",     "洪新",   COUNTY, "3601", "新建区",    "赣0112",  7, 2),
    Place("360113",   "红谷滩区总工会",                   "红谷滩区总",   "洪红",   COUNTY, "3601", "红谷滩区",  "赣0113",  7, 2),
    Place("360121",   "南昌县总工会",                     "南昌县总",     "洪南",   COUNTY, "3601", "南昌县",    "赣0121", 11, 2),
    Place("36012101", "南昌县法院+工会诉调对接工作室",    "南昌县工作室", "洪南诉", STUDIO, "360121", "南昌县",    "赣0121",  6, 1),
    Place("36012102", "南昌县职工法律服务中心",           "南昌县服务中心", "洪南职", STUDIO, "360121", "南昌县",  "赣0121",  3, 1),
    Place("360123",   "安义县总工会",                     "安义县总",     "洪安",   COUNTY, "3601", "安义县",    "赣0123",  4, 2),
    Place("360124",   "进贤县总工会",                     "进贤县总",     "洪进",   COUNTY, "3601", "进贤县",    "赣0124",  8, 1),
    Place("36012401", "进贤县法院+工会诉调对接工作室",    "进贤县工作室", "洪进诉", STUDIO, "360124", "进贤县",    "赣0124",  4, 1),
    Place("36011101", "青山湖区职工法律服务中心",         "青山湖区服务中心", "洪青职", STUDIO, "360111", "青山湖区", "赣0111", 3, 1),
    Place("360191",   "南昌高新区工会",                   "高新区工会",   "洪高",   COUNTY, "3601", "高新区",    "赣0191",  5, 2),
    Place("360192",   "南昌经开区工会",                   "经开区工会",   "洪经",   COUNTY, "3601", "经开区",    "赣0192",  5, 2),
    Place("900001",   "演示律师事务所（甲）",             "演示律所甲",   "律甲",   FIRM),
    Place("900002",   "演示律师事务所（乙）",             "演示律所乙",   "律乙",   FIRM),
    Place("900003",   "示例公益法律服务中心（社会组织）", "示例公益中心", "律丙",   FIRM),
)
# fmt: on
PLACE = {place.short_name: place for place in PLACES}


def add_units() -> dict[str, Unit]:
    """Set the units up; by short name. Refused where one of them is there already."""
    taken = db.session.scalars(sa.select(Unit).where(_same_as_ours())).first()
    if taken is not None:
        raise Refused("数据库里已有单位“%(name)s”，不能再装入演示数据", name=taken.name)
    units: dict[str, Unit] = {}
    by_code: dict[str, Unit] = {}
    for place in sorted(PLACES, key=lambda place: place.code):
        parent = by_code.get(place.parent)
        unit = accounts.add_unit(
            code=place.code,
            name=place.name,
            short_name=place.short_name,
            kind=place.kind,
            number_mark=place.mark,
            parent_id=parent.id if parent else None,
        )
        db.session.flush()
        units[place.short_name] = by_code[place.code] = unit
    return units


def _same_as_ours():
    return sa.or_(
        Unit.code.in_([place.code for place in PLACES]),
        Unit.name.in_([place.name for place in PLACES]),
        Unit.short_name.in_([place.short_name for place in PLACES]),
    )
