"""The live cases as a table: who works them, what about, when they came in, and how far they have come.

A case came in some days ago, or on the day from which a limit ends so many working days from today. ``stage`` names a
path through the workflow (the player knows the steps).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """Received on such a day that this limit ends ``workdays`` from today (negative: it has passed)."""

    limit: str
    workdays: int


@dataclass(frozen=True)
class Scene:
    """One live case. ``meetings`` are (days ahead, hour, minute); ``quiet`` is how long nothing has happened."""

    unit: str
    handler: str | int | None  # a username, the number of a mediator of the unit, or nobody
    trade: str
    dispute: str
    source: str
    received: int | Ending
    stage: str
    meetings: tuple[tuple[int, int, int], ...] = ()
    quiet: int = 0
    people: int = 1
    due: tuple[int, ...] = ()  # instalments, days from today
    employer: str = ""  # a mark that several cases against one employer share
    transfer: str = ""  # offered to this unit
    shared: bool = False  # with the lawyer
    is_bare: bool = False  # only the three required facts were entered


def accept_in(workdays: int) -> Ending:
    return Ending("mediation_accept", workdays)


def settle_in(workdays: int) -> Ending:
    return Ending("mediation_statutory", workdays)


NC, SD, FW, JX, JXS = "南昌县总", "南昌县工作室", "南昌县服务中心", "进贤县总", "进贤县工作室"
T, W = "tiaojie", "waixian"
# fmt: off
SCENES = (
    #     unit  who  trade        dispute        source         received       stage
    # the demonstration mediator's desk
    Scene(NC,   T,   "building",  "wages",       "window",      accept_in(0),  "pending"),
    Scene(NC,   T,   "courier",   "wages",       "online",      accept_in(1),  "pending", is_bare=True, employer="快递"),
    Scene(NC,   T,   "catering",  "wages",       "hotline",     settle_in(0),  "mediating", meetings=((0, 14, 30),)),
    Scene(NC,   T,   "factory",   "severance",   "window",      settle_in(-2), "mediating", meetings=((1, 15, 0),)),
    Scene(NC,   T,   "retail",    "overtime",    "applied",     settle_in(1),  "asking"),
    Scene(NC,   T,   "delivery",  "injury",      "online",      settle_in(3),  "mediating", meetings=((1, 9, 30),)),
    Scene(NC,   T,   "freight",   "wages",       "hotline",     3,             "accepted"),
    Scene(NC,   T,   "factory",   "wages",       "court",       6,             "mediating", meetings=((0, 9, 30),), shared=True),
    Scene(NC,   T,   "building",  "wages",       "petition",    8,             "mediating", meetings=((3, 10, 0),), people=12,
          shared=True),
    Scene(NC,   T,   "staffing",  "severance",   "arbitration", 9,             "mediating", meetings=((4, 9, 0),)),
    Scene(NC,   T,   "factory",   "injury",      "window",      24,            "extended", meetings=((2, 15, 0),)),
    Scene(NC,   T,   "sanitation", "injury",     "inspection",  31,            "suspended"),
    Scene(NC,   T,   "courier",   "wages",       "window",      1,             "assigned", employer="快递"),
    Scene(NC,   T,   "building",  "wages",       "window",      26,            "settled", due=(2, 32)),
    Scene(NC,   T,   "catering",  "severance",   "hotline",     48,            "partial", due=(-22, 0, 30)),
    Scene(NC,   T,   "freight",   "wages",       "court",       52,            "partial", due=(-30, -4)),
    Scene(NC,   T,   "courier",   "overtime",    "online",      34,            "performed", due=(-9,), employer="快递"),
    Scene(NC,   T,   "factory",   "wages",       "window",      29,            "applied", due=(20,)),
    Scene(NC,   T,   "software",  "termination", "online",      46,            "mediating", quiet=33),
    Scene(NC,   T,   "property",  "insurance",   "window",      17,            "mediating", transfer="青山湖区总"),
    Scene(NC,   T,   "building",  "wages",       "hotline",     57,            "archived", due=(-40,)),
    Scene(NC,   T,   "courier",   "relation",    "applied",     19,            "failed", employer="快递"),
    Scene(NC,   T,   "retail",    "wages",       "window",      12,            "withdrawn"),
    Scene(NC,   T,   "building",  "wages",       "inspection",  58,            "defaulted", due=(-38, -20)),
    # her colleagues, and what nobody has yet
    Scene(NC,   None, "factory",  "wages",       "window",      1,             "registered"),
    Scene(NC,   None, "delivery", "relation",    "online",      2,             "registered", is_bare=True),
    Scene(NC,   None, "building", "wages",       "petition",    12,            "registered", quiet=12),
    Scene(NC,   1,   "factory",   "termination", "window",      4,             "declined"),
    Scene(NC,   1,   "sanitation", "overtime",   "hotline",     5,             "asking"),
    Scene(NC,   1,   "catering",  "wages",       "court",       13,            "extended"),
    Scene(NC,   1,   "courier",   "wages",       "window",      44,            "confirmed", due=(12,), employer="快递"),
    Scene(NC,   2,   "building",  "relation",    "window",      28,            "reopened", meetings=((1, 10, 30),)),
    Scene(NC,   2,   "factory",   "insurance",   "applied",     21,            "mediating", quiet=16, shared=True),
    Scene(NC,   2,   "freight",   "injury",      "hotline",     3,             "refused"),
    Scene(SD,   0,   "building",  "wages",       "court",       4,             "mediating", meetings=((0, 10, 0),)),
    Scene(SD,   0,   "retail",    "severance",   "court",       10,            "asking"),
    Scene(SD,   0,   "factory",   "wages",       "court",       38,            "performed", due=(-12,)),
    Scene(SD,   0,   "delivery",  "wages",       "court",       59,            "archived", due=(-44,)),
    Scene(FW,   0,   "services",  "wages",       "window",      2,             "accepted"),
    Scene(FW,   0,   "catering",  "rest",        "hotline",     33,            "visited", due=(-14,)),
    # the other county
    Scene(JX,   W,   "building",  "wages",       "window",      accept_in(0),  "pending"),
    Scene(JX,   W,   "factory",   "wages",       "hotline",     settle_in(2),  "mediating", meetings=((0, 15, 30),)),
    Scene(JX,   W,   "freight",   "wages",       "window",      27,            "partial", due=(-9, 5)),
    Scene(JX,   1,   "delivery",  "injury",      "online",      7,             "mediating", transfer=NC),
    Scene(JX,   None, "school",   "wages",       "applied",     1,             "registered"),
    Scene(JXS,  0,   "building",  "wages",       "court",       11,            "mediating", meetings=((2, 9, 0),)),
    # the other districts and the city
    Scene("东湖区总",   0, "catering", "wages",      "hotline",     5,  "mediating", meetings=((1, 14, 0),)),
    Scene("东湖区总",   1, "retail",   "severance",  "window",     40,  "mediating", quiet=31),
    Scene("西湖区总",   0, "software", "wages",      "online",      9,  "asking"),
    Scene("西湖区总",   1, "property", "termination", "window",    36,  "settled", due=(9,)),
    Scene("青云谱区总", 0, "factory",  "overtime",   "window",      3,  "accepted"),
    Scene("青山湖区总", 0, "factory",  "wages",      "inspection", 15,  "mediating", people=18, meetings=((2, 14, 0),)),
    Scene("青山湖区总", 1, "care",     "insurance",  "hotline",    30,  "failed"),
    Scene("青山湖区服务中心", 0, "services", "wages", "window",     6,  "mediating"),
    Scene("新建区总",   0, "freight",  "wages",      "arbitration", 8,  "mediating", meetings=((3, 9, 30),)),
    Scene("新建区总",   1, "sanitation", "injury",   "window",     58,  "archived", due=(-33,)),
    Scene("红谷滩区总", 0, "school",   "wages",      "petition",    2,  "pending"),
    Scene("红谷滩区总", 1, "software", "severance",  "online",     18,  "suspended"),
    Scene("安义县总",   0, "factory",  "wages",      "window",     14,  "mediating"),
    Scene("高新区工会", 0, "factory",  "termination", "applied",   11,  "extended"),
    Scene("高新区工会", 1, "delivery", "wages",      "online",     42,  "confirmed", due=(6,)),
    Scene("经开区工会", 0, "factory",  "wages",      "hotline",     4,  "asking"),
    Scene("市总",       0, "ride",     "relation",   "online",      6,  "mediating", meetings=((1, 9, 0),)),
    Scene("市总",       1, "staffing", "wages",      "petition",   23,  "applied", due=(15,)),
    Scene("市总",    None, "building", "wages",      "hotline",     0,  "registered"),
)
# fmt: on
