"""Asking the index: what was typed, as tokens; and the ids of the matters that have them."""

import re
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from casework.engine import clock
from casework.engine.ngrams import ENDINGS, Run, ending, evened, pairs, runs
from casework.engine.reading import Unreadable, compact
from casework.extensions import db
from casework.parties.identifiers import parse_id_number, parse_phone
from casework.search.actions import mark
from casework.search.models import FTS, SearchDoc

SHORTEST = 2  # characters
LONGEST, MOST_WORDS = 100, 8
ENOUGH = 2000  # as many hits are looked at one and all
DOCUMENT = re.compile(r"(?=.*[0-9])[A-Za-z0-9]{5,20}")  # as the number of a passport or a permit may look

# Pairs that stand in every matter, so that an index is slower to agree than the text is to read. Rooms enter theirs.
EVERYWHERE: set[str] = set()


@dataclass(frozen=True)
class Asked:
    """A question to the index. ``groups``: tokens of which one each must be there (a trailing * stands for any ending);
    ``said``: text that must be there word for word; ``words``: what to show as found."""

    groups: tuple[tuple[str, ...], ...] = ()
    said: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    number: str = ""  # the whole question, where it is a telephone or the number of a document

    @property
    def is_enough(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.groups)


def understood(typed: str) -> Asked:
    """What somebody means who types this: words that must all be there, in any order."""
    typed = typed[:LONGEST]
    whole = compact(typed)
    if _resident(whole) or _phone(whole):
        return Asked((_as_number(whole),), words=(evened(whole),), number=whole)
    groups, said, words = [], [], []
    for word in evened(typed).split()[:MOST_WORDS]:
        found = list(runs(word))
        words += [run.text for run in found]
        for run in found:
            if run.is_plain:
                groups.append(_plain(run))
                continue
            if len(run.text) > 1:
                groups += [(pair,) for pair in pairs(run.text)]
            if len(run.text) != 2:  # of two characters the pair says it all
                said.append(run.text)
    if len("".join(words)) < SHORTEST:
        return Asked()
    groups = [group for group in dict.fromkeys(groups) if group]
    if telling := [group for group in groups if group[0] not in EVERYWHERE]:
        said += [group[0] for group in groups if group not in telling]
        groups = telling
    return Asked(tuple(groups), tuple(dict.fromkeys(said)), tuple(dict.fromkeys(words)))


def _resident(text: str) -> str | None:
    with suppress(Unreadable):
        return parse_id_number(text, today=clock.today()).value
    return None


def _phone(text: str) -> str | None:
    with suppress(Unreadable):
        return parse_phone(text)
    return None


def _as_number(text: str) -> tuple[str, ...]:
    """The tokens of a number that people keep to themselves, if it is one."""
    found = []
    if phone := _phone(text):
        found.append(mark(phone, "phone"))
    if resident := _resident(text):
        found.append(mark(resident, "id_number"))
    elif DOCUMENT.fullmatch(text):
        found += [mark(spelling, "id_number") for spelling in dict.fromkeys((text, text.upper()))]
    even = evened(text)
    if found and even.isalnum() and even.isascii():
        found.append(even)
    return tuple(found)


def _plain(run: Run) -> tuple[str, ...]:
    """Letters and digits: the beginning of letters (initials), the end of a code, the tail of a telephone."""
    text = run.text
    if text.isalpha():
        return (f"{text}*",) if len(text) >= SHORTEST else ()
    found = [text]
    if len(text) in ENDINGS:
        found.append(ending(text))
    if text.isdigit() and len(text) == 4:
        found.append(mark(text, "phone_tail"))
    found += [token for token in _as_number(text) if token not in found]
    return tuple(found)


def matching(asked: Asked) -> sa.Select:
    """The ids of the matters that answer to a question. What may be seen of them is for the asker to add."""
    if db.session.get_bind().dialect.name == "sqlite":
        id, found = FTS.c.rowid, FTS.c.search_fts.op("MATCH")(_for_sqlite(asked))
        query = sa.select(id.label("id")).where(found)
        if asked.said:
            query = query.join_from(FTS, SearchDoc, SearchDoc.matter_id == id)
    else:
        id = SearchDoc.matter_id
        found = SearchDoc.vec.op("@@")(sa.cast(sa.literal(_for_postgresql(asked)), TSQUERY))
        query = sa.select(id.label("id")).where(found)
    return query.where(*[SearchDoc.body.contains(text, autoescape=True) for text in asked.said])


def few(asked: Asked) -> list[int] | None:
    """The ids of all that answer to a question, whoever may see them; None where they are too many to be looked at.

    Alone and without an order, so that the database asks its index: it takes a pair of characters to be in more texts than
    it is, and would otherwise rather walk through all of them.
    """
    found = list(db.session.scalars(matching(asked).limit(ENOUGH + 1)))
    return found if len(found) <= ENOUGH else None


def among(column, ids: list[int]):
    """Whether a column holds one of these ids: on PostgreSQL one value, however many they are."""
    if db.session.get_bind().dialect.name == "sqlite":
        return column.in_(ids)
    return column == sa.any_(sa.literal(ids, ARRAY(sa.Integer)))


def _for_sqlite(asked: Asked) -> str:
    """Quoted words of FTS5; tokens hold letters and digits alone."""

    def word(token):
        return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'

    return " AND ".join(f"({' OR '.join(map(word, group))})" for group in asked.groups)


def _for_postgresql(asked: Asked) -> str:
    """Quoted lexemes of a tsquery."""

    def word(token):
        return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"

    return " & ".join(f"({' | '.join(map(word, group))})" for group in asked.groups)
