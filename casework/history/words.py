"""The history in words: what tables and columns are called, values as people read them, names instead of ids.

Each room declares its tables in a ``words.py`` of its own, and ``casework/wiring.py`` brings the declarations here. How a
value reads follows from its column (a choice, a day, money, the id of a row elsewhere) unless the room says otherwise.
``told`` reads a whole page of entries at once, with one query for each kind of row that is named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from casework.engine import clock, money
from casework.engine.choices import Choices
from casework.extensions import Instant, db
from casework.history.models import HistoryEntry, Tracked

Reader = Callable[[Any], str]
Namer = Callable[[Iterable[int]], Mapping[int, str]]


@dataclass(frozen=True)
class Table:
    """One tracked table: what a row of it is called, and its columns in the order they are told.

    ``values`` reads columns whose type does not say how. ``is_case``: its free text is what a case is about, which an
    auditor must not read; ``open`` names the columns of it that are no such text.
    """

    name: str
    label: str
    columns: Mapping[str, str]
    values: Mapping[str, Reader] = field(default_factory=dict)
    is_case: bool = False
    open: frozenset[str] = frozenset()


class Change(NamedTuple):
    """One column's change, as text in the reader's language; an empty text is an empty column."""

    label: str
    before: str
    after: str


class Verb(Choices):
    """What happened to a row, where no deed says it better."""

    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    REMOVE = "remove", "删除"


TABLES: dict[str, Table] = {}
NAMERS: dict[str, Namer] = {}
VEILED_NAMES = {"worker", "employer"}  # whose names are part of what a case is about


def declare(tables: Iterable[Table] = (), namers: Mapping[str, Namer] | None = None) -> None:
    """Take in what a room says of its tables, and how ids of its rows are turned into names."""
    TABLES.update({table.name: table for table in tables})
    NAMERS.update(namers or {})


def choice(of: type[Choices]) -> Reader:
    """Reads the stored value of a choice as its label; an unknown one as it is, so that nothing disappears."""

    def read(value) -> str:
        return _(of(value).label) if value in {member.value for member in of} else str(value)

    return read


def names(table: str, ids: Iterable[int]) -> Mapping[int, str]:
    """The names of these rows, in one query."""
    ids = set(ids)
    return NAMERS[table](ids) if ids and table in NAMERS else {}


def label_of(table: str) -> str:
    """What a row of the table is called."""
    return _(TABLES[table].label) if table in TABLES else table


def title(entry: HistoryEntry) -> str:
    """What was done, as a heading: the deed, or the verb and the thing."""
    if entry.deed:
        return _(entry.deed)
    return _("%(verb)s%(thing)s", verb=_(Verb(entry.verb).label), thing=label_of(entry.table))


def told(entries: Iterable[HistoryEntry], *, veiled: bool = False) -> dict[int, list[Change]]:
    """For each entry, its changes in words. ``veiled`` leaves out what cases are about, for those who audit."""
    entries = list(entries)
    names = _Names(entries, veiled)
    return {entry.id: list(_told(entry, names, veiled)) for entry in entries}


def subjects(entries: Iterable[HistoryEntry], *, veiled: bool = False) -> dict[int, str]:
    """For each entry, the row it is about: "单位 东湖区总工会"; rows without a name by number."""
    entries = list(entries)
    names = _Names(entries, veiled, rows=True)
    return {
        entry.id: f"{label_of(entry.table)} {names.of(_named_by(entry.table), entry.row_id)}"
        for entry in entries
    }


def _told(entry: HistoryEntry, names: "_Names", veiled: bool) -> Iterable[Change]:
    table = TABLES.get(entry.table)
    order = list(table.columns) if table else []
    told = entry.changes.keys() - {"matter_id"}  # every entry says already which matter it belongs to
    for column in sorted(told, key=lambda name: (order.index(name) if name in order else len(order), name)):
        reader = _reader(entry.table, column, names, veiled)
        before, after = (reader(value) for value in entry.changes[column])
        if before != after or before == _hidden():
            label = _(table.columns[column]) if table and column in table.columns else column
            yield Change(label, before, after)


def _hidden() -> str:
    return _("（不显示）")


def _reader(table_name: str, column: str, names: "_Names", veiled: bool) -> Reader:
    """How the values of this column read."""
    table = TABLES.get(table_name)
    read = _read_of(table_name, column, names)
    hides = (
        veiled and table and table.is_case and column not in table.open and _is_content(table_name, column)
    )

    def reader(value) -> str:
        if value in (None, "", []):
            return ""
        return _hidden() if hides or value == "***" else read(value)

    return reader


def _read_of(table_name: str, column: str, names: "_Names") -> Reader:
    table, kind = TABLES.get(table_name), _column(table_name, column)
    if table and column in table.values:
        return table.values[column]
    if kind is None:
        return str
    if kind.foreign_keys:
        return lambda value: names.of(_target(kind), value)
    return _by_type(kind.type, column)


def _by_type(kind, column: str) -> Reader:
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return choice(kind.enum_class)
    if column.endswith("_fen"):
        return lambda value: f"¥ {money.yuan(value)}"
    for of, reader in _TYPES:
        if isinstance(kind, of):
            return reader
    return str


def _moment(value: str) -> str:
    return clock.local(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")


_TYPES: tuple[tuple[type, Reader], ...] = (
    (sa.Boolean, lambda value: _("是") if value else _("否")),
    (Instant, _moment),
    (sa.Date, lambda value: date.fromisoformat(value).isoformat()),
    (sa.Time, lambda value: time.fromisoformat(value).strftime("%H:%M")),
    (sa.JSON, lambda value: _("、").join(map(str, value)) if isinstance(value, list) else str(value)),
)


def _is_content(table_name: str, column: str) -> bool:
    """Whether the column is free text, or names somebody a case is about."""
    kind = _column(table_name, column)
    if kind is None:
        return True
    if kind.foreign_keys:
        return _target(kind) in VEILED_NAMES
    is_text = isinstance(kind.type, sa.String) and not isinstance(kind.type, sa.Enum)
    return is_text and column not in TABLES[table_name].values


def tracked() -> dict[str, sa.orm.Mapper]:
    """Every tracked model by the name of its table."""
    return {
        mapper.class_.__tablename__: mapper
        for mapper in db.Model.registry.mappers
        if issubclass(mapper.class_, Tracked)
    }


def _column(table_name: str, name: str):
    mapper = _mapper(table_name)
    return mapper.columns.get(name) if mapper is not None else None


_mappers: dict[str, sa.orm.Mapper] = {}


def _mapper(table_name: str):
    if table_name not in _mappers:
        _mappers.update(tracked())
    return _mappers.get(table_name)


def _target(column) -> str:
    return next(iter(column.foreign_keys)).column.table.name


def _named_by(table_name: str) -> str:
    """The table whose naming holds for rows of this one: a mediation is named as the matter it is."""
    mapper = _mapper(table_name)
    return mapper.base_mapper.local_table.name if mapper is not None else table_name


class _Names:
    """The names behind all ids that a page of entries mentions."""

    def __init__(self, entries: Iterable[HistoryEntry], veiled: bool, *, rows: bool = False):
        self._veiled = veiled
        wanted: dict[str, set[int]] = {}
        for entry in entries:
            for table, id in [(_named_by(entry.table), entry.row_id)] if rows else _mentioned(entry):
                wanted.setdefault(table, set()).add(id)
        self._names = {table: names(table, ids) for table, ids in wanted.items()}

    def of(self, table: str, id: int) -> str:
        if self._veiled and table in VEILED_NAMES:
            return f"#{id}"
        return self._names.get(table, {}).get(id, f"#{id}")


def _mentioned(entry: HistoryEntry) -> Iterable[tuple[str, int]]:
    for name, pair in entry.changes.items():
        column = _column(entry.table, name)
        if column is not None and column.foreign_keys:
            for value in pair:
                if isinstance(value, int):
                    yield _target(column), value
