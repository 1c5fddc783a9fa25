"""Columns that the lists and ledgers of the chapters share, and how a code is written in one."""

from collections.abc import Callable
from typing import Any

from casework.accounts.models import Dictionary as D
from casework.accounts.queries import term_name
from casework.engine.choices import Choices
from casework.engine.registers import Column, Format
from casework.parties.identifiers import mask_id_number

YES, NO = "是", "否"


def term(dictionary: D, name: str) -> Callable[[Any], str]:
    """A column of codes of a dictionary, written as words."""
    return lambda row: term_name(dictionary, getattr(row, name))


def chosen(choices: type[Choices], name: str) -> Callable[[Any], str]:
    """A column of codes of an enumeration, written as words."""
    labels = {choice.value: choice.label for choice in choices}
    return lambda row: labels.get(getattr(row, name) or "", "")


def yes_or_no(name: str) -> Callable[[Any], str]:
    """A column that says only whether something is there."""
    return lambda row: YES if getattr(row, name) else NO


is_collective = yes_or_no("is_collective")


def masked_id_number(row) -> str:
    return mask_id_number(row.id_number) if row.id_number else ""


# fmt: off
WHO = (   # how a list begins
    Column("案号",       "number",         width=28),
    Column("办理单位",   "unit",           width=16),
    Column("承办人",     "handler",        width=10),
    Column("劳动者",     "lead_worker",    width=14),
    Column("用人单位",   "employer_name",  width=30),
)
FACTS = (   # how a ledger begins
    Column("案号",       "number",                     width=28),
    Column("办理单位",   "unit",                       width=16),
    Column("承办人",     "handler",                    width=10),
    Column("劳动者",     "lead_worker",                width=14),
    Column("证件号码",   masked_id_number,             width=21),
    Column("用人单位",   "employer_name",              width=30),
    Column("行业",       term(D.INDUSTRY, "industry"), width=18),
)
MONEY = (
    Column("请求金额",   "claimed_fen",  Format.YUAN,  width=14),
    Column("协议金额",   "agreed_fen",   Format.YUAN,  width=14),
    Column("到账金额",   "paid_fen",     Format.YUAN,  width=14),
)
# fmt: on
