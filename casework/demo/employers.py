"""Invented employers by trade. Every name says 示例, 演示 or 虚构; credit codes name registration office 369999.

A trade is a row: what its companies are called, who works there, and what for.
"""

from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

from casework.demo.people import REGION, People, name_of
from casework.demo.units import Place
from casework.parties.models import EmployerSize


@dataclass(frozen=True)
class Trade:
    """One line of business. ``workers`` are main worker types by weight; ``pay`` a month's wage in yuan, from and to."""

    name: str
    weight: int
    industry: str
    nouns: tuple[str, ...]
    form: str
    ownership: dict[str, int]
    workers: dict[str, int]
    jobs: tuple[str, ...]
    pay: tuple[int, int]
    ages: tuple[int, int] = (20, 57)
    sex: str | None = None


# fmt: off
TRADES = (
    Trade("building", 25, "E", ("建筑劳务", "市政工程", "装饰工程", "钢构安装", "防水工程"), "有限公司",
          {"private": 8, "state": 1, "collective": 1}, {"migrant": 1},
          ("瓦工", "木工", "钢筋工", "架子工", "水电工", "油漆工", "塔吊司机", "抹灰工"), (6000, 9800), (24, 58), "male"),
    Trade("factory", 21, "C", ("电子", "制衣", "机械制造", "食品加工", "汽车零部件", "家具", "纺织", "包装制品"), "有限公司",
          {"private": 6, "foreign": 1, "hmt": 1, "state": 1, "collective": 1}, {"industrial": 6, "migrant": 3, "woman": 1},
          ("流水线操作工", "缝纫工", "数控车工", "质检员", "叉车工", "包装工", "模具工", "焊工"), (4200, 7200)),
    Trade("delivery", 8, "G", ("即时配送", "同城配送", "外卖配送服务"), "有限公司",
          {"private": 1}, {"delivery": 1}, ("骑手", "配送员", "站点调度员"), (4800, 8600), (20, 42)),
    Trade("courier", 5, "G", ("快递服务", "速运"), "有限公司",
          {"private": 1}, {"courier": 1}, ("快递员", "分拣员", "客服"), (4500, 7800), (20, 45)),
    Trade("freight", 6, "G", ("物流", "货物运输", "冷链物流"), "有限公司",
          {"private": 5, "state": 1}, {"trucker": 1}, ("货车司机", "押运员", "装卸工"), (6500, 11000), (26, 56), "male"),
    Trade("ride", 2, "G", ("出行服务", "汽车租赁"), "有限公司",
          {"private": 1}, {"ride": 1}, ("网约车司机",), (5000, 8500), (25, 54), "male"),
    Trade("catering", 8, "H", ("餐饮管理", "酒店管理", "火锅餐饮"), "有限公司",
          {"private": 3, "household": 1}, {"migrant": 4, "woman": 3, "part_time": 2},
          ("服务员", "厨师", "传菜员", "前台", "洗碗工", "领班"), (3200, 6800)),
    Trade("retail", 6, "F", ("商贸", "连锁超市", "电器销售", "医药销售"), "有限公司",
          {"private": 4, "household": 1}, {"woman": 4, "migrant": 2, "part_time": 1},
          ("营业员", "收银员", "理货员", "店长", "仓管员"), (3000, 6000)),
    Trade("staffing", 5, "L", ("人力资源", "劳务派遣", "保安服务"), "有限公司",
          {"private": 4, "state": 1}, {"dispatched": 1}, ("保安", "派遣操作工", "保洁员", "客服专员"), (3000, 5200)),
    Trade("services", 4, "O", ("家政服务", "汽车维修", "美容美发"), "有限公司",
          {"private": 2, "household": 2}, {"migrant": 3, "woman": 2}, ("家政服务员", "汽修工", "美发师", "月嫂"), (3500, 6500)),
    Trade("sanitation", 4, "N", ("环卫服务", "园林绿化"), "有限公司",
          {"private": 3, "state": 2}, {"over_age": 3, "migrant": 2}, ("环卫工", "绿化养护工", "保洁员"), (2200, 3600), (50, 66)),
    Trade("property", 3, "K", ("物业服务", "房产经纪"), "有限公司",
          {"private": 4, "state": 1}, {"migrant": 2, "woman": 1}, ("物业维修工", "秩序维护员", "置业顾问"), (3000, 5600)),
    Trade("software", 3, "I", ("网络科技", "信息技术", "文化传媒"), "有限公司",
          {"private": 1}, {"streamer": 2, "woman": 1, "intern": 1}, ("主播", "运营专员", "客服专员", "剪辑师"), (4500, 9500), (21, 36)),
    Trade("school", 2, "P", ("教育咨询", "艺术培训"), "有限公司",
          {"private": 3, "social": 1}, {"woman": 3, "intern": 1}, ("课程顾问", "任课老师", "教务专员"), (3500, 7000), (22, 45)),
    Trade("care", 2, "Q", ("养老服务", "口腔门诊"), "有限公司",
          {"private": 2, "social": 1}, {"woman": 3, "migrant": 1}, ("护理员", "护士", "导诊员"), (3200, 6000), (22, 54), "female"),
)
# fmt: on
TRADE = {trade.name: trade for trade in TRADES}

MARKS = ("示例", "演示", "虚构")
_BRANDS = (
    "恒信 宏远 赣川 鑫诚 华茂 昌达 盛丰 瑞安 中兴源 永泰 金桥 银河 天成 江南红 滕王 青云 梅岭 "
    "赣水 八一 百花 顺风 通达 安顺 吉星 福源 万家 千禧 新城 光华 明珠 佳美 惠民 利群 德润 博远 "
    "正大 和谐 同心 兴业 丰收 绿洲 蓝天 远航 启航 锦绣 嘉和 康乐 悦来 众诚 力行 长虹桥 飞燕 云海 "
    "泰和 信义 诚实 公平 宏图 伟业 "
)
BRANDS = _BRANDS.split()
_FURTHER = (
    "安泰 百川 碧水 辰光 大有 东方红 方圆 丰泽 广源 海纳 恒昌 弘毅 华彩 汇丰园 嘉禾 建安 金穗 锦程 九州 凯旋 "
    "联合 隆兴 绿源 鸣翠 南浦 鹏程 仁和堂 荣昌 瑞祥 三江 盛世 泰安 腾龙 万象 祥云 新干线 阳明 益民 云锦 中正 "
)
FURTHER_BRANDS = _FURTHER.split()
SIZES = (EmployerSize.MICRO, EmployerSize.SMALL, EmployerSize.SMALL, EmployerSize.MEDIUM, EmployerSize.LARGE)
STREETS = ("演示大道", "示例路", "虚构街", "样板巷", "示范路")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Employers:
    """Draws employers; no name and no credit code twice."""

    def __init__(self, people: People, brands: list[str] = BRANDS):
        self._people, self._brands = people, brands
        self._names: set[str] = set()

    def draw(self, rng: Random, place: Place, trade: Trade) -> dict:
        """The facts of a new employer in a unit's district."""
        name = self._name(rng, trade)
        ownership = weighted(rng, trade.ownership)
        return {
            "name": name,
            "uscc": credit_code(rng, "92" if ownership == "household" else "91"),
            "industry": trade.industry,
            "ownership": ownership,
            "size": EmployerSize.MICRO if ownership == "household" else rng.choice(SIZES),
            "district": place.district,
            "address": address(rng, place),
            "legal_representative": name_of(rng),
            "contact": f"{name_of(rng)}（{rng.choice(('人事', '行政', '经理', '项目负责人'))}）",
            "contact_phone": self._people.phone(rng),
        }

    def _name(self, rng: Random, trade: Trade) -> str:
        while True:
            region = rng.choice(("", "", "南昌", "江西"))
            name = (
                f"{region}{rng.choice(MARKS)}{rng.choice(self._brands)}{rng.choice(trade.nouns)}{trade.form}"
            )
            bare = name.removeprefix(region)
            if bare not in self._names:
                self._names.add(bare)
                return name


def credit_code(rng: Random, kind: str) -> str:
    """A credit code with a true check character and an office that does not exist."""
    first17 = kind + REGION + "".join(rng.choice(ALPHABET) for _ in range(9))
    return first17 + uscc.calc_check_digit(first17)


def address(rng: Random, place: Place) -> str:
    """An address in a street that does not exist."""
    return (
        f"{place.district.removeprefix('南昌市') or '红谷滩区'}{rng.choice(STREETS)}{rng.randrange(1, 400)}号"
    )


def weighted(rng: Random, choices: dict):
    """One of the keys, by its weight."""
    return rng.choices(list(choices), weights=list(choices.values()))[0]
