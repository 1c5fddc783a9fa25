"""案号: the numbers that courts and arbitration commissions give their cases, read from every usual way of typing them.

法〔2015〕137号, amended 法〔2018〕335号: （收案年度）法院代字 类型代字 编号 号. Two texts mean the same case when their
canonical ``text`` is equal.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from casework.engine.reading import Unreadable, compact

HAN = r"[\u4e00-\u9fff]"
YEAR = r"[(〔\[【](?P<year>(?:19|20)[0-9]{2})[)〕\]】]"

COURT_NUMBER = re.compile(
    YEAR
    + r"(?P<court>最高法|[京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军](?:[0-9]{2}){0,2})"
    rf"(?P<kind>{HAN}{{1,6}}?)第?(?P<serial>0*[1-9][0-9]{{0,7}})号(?P<suffix>之[一二三四五六七八九十]+)?"
)
ARBITRATION_NUMBER = re.compile(
    rf"(?P<body>{HAN}{{1,8}}仲{HAN}{{0,4}}){YEAR}第?(?P<serial>0*[1-9][0-9]{{0,7}})号"
)


class Court(NamedTuple):
    """A court by its code. ``source`` is the tag of the brief: S seen in a secondary page, M from memory."""

    name: str
    source: str
    note: str = ""


# fmt: off
COURTS = {
    "赣01":   Court("南昌市中级人民法院", "M"),
    "赣0102": Court("南昌市东湖区人民法院", "S"),
    "赣0103": Court("南昌市西湖区人民法院", "M"),
    "赣0104": Court("南昌市青云谱区人民法院", "M"),
    "赣0105": Court("南昌市湾里区人民法院", "M", "已撤销，仅见于旧案"),
    "赣0111": Court("南昌市青山湖区人民法院", "M"),
    "赣0112": Court("南昌市新建区人民法院", "M"),
    "赣0113": Court("南昌市红谷滩区人民法院", "S"),
    "赣0121": Court("南昌县人民法院", "M"),
    "赣0122": Court("新建县人民法院", "M", "已改为新建区人民法院（赣0112）"),
    "赣0123": Court("安义县人民法院", "M"),
    "赣0124": Court("进贤县人民法院", "M"),
    "赣0191": Court("南昌高新技术产业开发区人民法院", "S"),
    "赣0192": Court("南昌经济技术开发区人民法院", "M"),
    "赣7101": Court("南昌铁路运输法院", "M"),
}
# fmt: on


@dataclass(frozen=True)
class CourtNumber:
    """A court's case number: year, court code, 类型代字, serial number, and 之一 where there is one."""

    year: int
    court: str
    kind: str
    serial: int
    suffix: str = ""

    @property
    def text(self) -> str:
        """The canonical form, with full-width brackets: （2023）赣0102诉前调123号"""
        return f"（{self.year}）{self.court}{self.kind}{self.serial}号{self.suffix}"

    @property
    def court_name(self) -> str | None:
        """The court's name where its code is in the table; a number from elsewhere is as good."""
        known = COURTS.get(self.court)
        return known.name if known else None

    @property
    def is_historic_prefiling(self) -> bool:
        """诉前调 was given before filing and ended with 2024; 诉前调确 confirms an agreement and is something else."""
        return "诉前调" in self.kind and not self.kind.endswith("确")


@dataclass(frozen=True)
class ArbitrationNumber:
    """An arbitration commission's number, in the local pattern: 洪劳人仲案字〔2024〕第123号."""

    body: str
    year: int
    serial: int

    @property
    def text(self) -> str:
        """The canonical form, with 六角括号; 第 goes with 字."""
        ordinal = "第" if self.body.endswith("字") else ""
        return f"{self.body}〔{self.year}〕{ordinal}{self.serial}号"


def parse_court_number(text: str) -> CourtNumber:
    """The court number meant by the text; brackets of any kind, full-width digits and blanks are understood."""
    found = COURT_NUMBER.fullmatch(compact(text))
    if not found:
        raise Unreadable("看不懂这个法院案号，请写成（2023）赣0102民初123号这样的形式；没有案号可以不填")
    return CourtNumber(
        year=int(found["year"]),
        court=found["court"],
        kind=found["kind"],
        serial=int(found["serial"]),
        suffix=found["suffix"] or "",
    )


def parse_arbitration_number(text: str) -> ArbitrationNumber:
    """The arbitration number meant by the text: 洪劳人仲案字〔2024〕第123号, also with other brackets."""
    found = ARBITRATION_NUMBER.fullmatch(compact(text))
    if not found:
        raise Unreadable(
            "看不懂这个仲裁案号，请写成 洪劳人仲案字〔2024〕第123号 这样的形式；没有案号可以不填"
        )
    return ArbitrationNumber(body=found["body"], year=int(found["year"]), serial=int(found["serial"]))
