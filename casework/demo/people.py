"""Invented people: their identity numbers and telephones can be nobody's.

Identity numbers bear the region 369999, which does not exist, and a true check character. Telephones begin with
15400: no operator holds the range 154.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from casework.parties.identifiers import CHECK_CHARACTERS, WEIGHTS

REGION = "369999"
PHONE = "154000"  # and five digits

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_MALE = (
    "建国 建华 建平 志强 志刚 志明 国华 国平 国庆 小军 小明 小平 卫东 卫国 海波 海涛 永强 永福 "
    "永生 春生 水根 水生 根生 火根 金根 冬生 秋生 长青 长根 大力 大勇 文斌 文辉 文军 俊杰 俊峰 "
    "俊辉 晓东 晓峰 晓勇 浩然 浩宇 宇航 子豪 家豪 家明 正华 正平 正良 新华 新民 新根 福根 福生 "
    "德胜 德明 德华 成龙 成林 光明 光辉 立新 立军 学军 学文 伟 勇 军 强 磊 涛 斌 超 鹏 辉 亮 "
    "刚 峰 波 平 明 凯 飞 杰 "
)
_FEMALE = (
    "淑芬 淑珍 淑兰 秀英 秀兰 秀珍 桂花 桂英 桂兰 玉兰 玉梅 玉华 小红 小燕 小英 小兰 小芳 晓燕 "
    "晓红 晓丽 丽华 丽萍 丽娟 美玲 美华 美英 春梅 春燕 冬梅 腊梅 雪梅 红梅 红英 红霞 海燕 海霞 "
    "金花 金凤 金莲 文静 文娟 雅婷 雅琴 思思 思雨 梦婷 梦洁 佳怡 佳慧 慧敏 慧玲 细妹 水英 水莲 "
    "敏 静 丽 艳 娟 霞 燕 芳 玲 萍 红 梅 莉 婷 洁 琳 倩 "
)
GIVEN = {"male": _MALE.split(), "female": _FEMALE.split()}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    birth_on: date
    id_number: str
    phone: str


class People:
    """Draws people; no identity number and no telephone twice.

    Two of them draw from ranges of their own, so that neither has to know whom the other has drawn.
    """

    def __init__(self, *, serials: tuple[int, int] = (10, 990), phone: str = PHONE):
        self._serials, self._phone = serials, phone
        self._numbers: set[str] = set()
        self._phones: set[str] = set()

    def draw(
        self, rng: Random, on: date, *, ages: tuple[int, int] = (20, 57), sex: str | None = None
    ) -> Person:
        """A person of that age on the day."""
        sex = sex or ("male" if rng.random() < 0.66 else "female")
        birth_on = on - timedelta(days=round(rng.uniform(ages[0] + 0.1, ages[1] + 0.9) * 365.25))
        name = rng.choice(SURNAMES) + rng.choice(GIVEN[sex])
        return Person(name, sex, birth_on, self._id_number(rng, birth_on, sex), self.phone(rng))

    def _id_number(self, rng: Random, birth_on: date, sex: str) -> str:
        while True:
            serial = rng.randrange(*self._serials) // 2 * 2 + (sex == "male")
            first17 = f"{REGION}{birth_on:%Y%m%d}{serial:03d}"
            if first17 not in self._numbers:
                self._numbers.add(first17)
                return first17 + check_character(first17)

    def phone(self, rng: Random) -> str:
        """A telephone that nobody answers."""
        while True:
            phone = f"{self._phone}{rng.randrange(100_000):05d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone


def check_character(first17: str) -> str:
    """The eighteenth character (GB 11643)."""
    return CHECK_CHARACTERS[
        sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11
    ]


def name_of(rng: Random) -> str:
    """A name alone: a legal representative, a member of staff."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN["male" if rng.random() < 0.7 else "female"])
