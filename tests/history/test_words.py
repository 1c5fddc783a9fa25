"""The history in words: every tracked column has a name, every value reads as people know it."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.history import words
from casework.history.models import HistoryEntry, Tracked
from casework.mediation.models import Outcome
from casework.permissions import Role

TRACKED = sorted(words.tracked())


@pytest.fixture
def reader(app, session):
    """Somebody reads, in Chinese."""
    with app.test_request_context():
        yield


def latest(session) -> list[HistoryEntry]:
    return list(session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc())))


def test_many_tables_are_tracked():
    assert {"unit", "user_account", "term", "mediation", "worker", "note"} <= set(TRACKED)


@pytest.mark.parametrize("table", TRACKED)
def test_every_tracked_column_is_named(app, table):
    mapper = words.tracked()[table]
    tracked = {a.key for a in mapper.column_attrs} - {"id"} - mapper.class_.untracked

    assert table in words.TABLES
    assert tracked == set(words.TABLES[table].columns)


@pytest.mark.parametrize("table", TRACKED)
def test_every_id_of_a_tracked_table_can_be_named(app, table):
    for column in words.tracked()[table].columns:
        for key in column.foreign_keys:
            target = key.column.table.name
            assert (
                target in words.NAMERS
                or target == table
                or issubclass(words.tracked()[target].class_, Tracked)
            )


def test_values_read_as_people_know_them(session, make, county, supervisor, mediator, reader):
    found = make.mediation(county, supervisor, claimed_fen=1_234_500, source="court")
    make.moved(found, "assign", by=supervisor, handler_id=mediator.id)
    make.moved(found, "take", "accept", "consent", by=mediator)
    make.moved(found, "settle", by=mediator, extent=Outcome.SETTLED, agreement="一次付清", agreed_fen=1_000_000,
               instalments=[{"due_on": date(2026, 12, 1), "amount_fen": 1_000_000}])  # fmt: skip
    session.commit()

    entries = latest(session)
    told = words.told(entries)
    said = {
        change.label: change for entry in entries if entry.table == "mediation" for change in told[entry.id]
    }
    assert said["状态"].after == "已终结"
    assert said["来源"].after == "法院委托"
    assert said["承办人"].after == "张敏"
    assert said["办理单位"].after == "甲县总"
    assert said["请求金额"].after == "¥ 12,345.00"
    assert said["结果"].after == "调解成功"
    assert said["集体争议"].after in ("", "否") if "集体争议" in said else True
    terms = [change for entry in entries if entry.table == "instalment" for change in told[entry.id]]
    assert ("应付日期", "", "2026-12-01") in terms


def test_a_page_of_entries_is_named_in_one_query_for_each_kind(
    session, make, county, supervisor, statements, reader
):
    for _n in range(5):
        make.mediation(county, supervisor)
    session.commit()
    entries = latest(session)
    words.told(entries[:2])

    with statements() as few:
        words.told(entries[:10])
    with statements() as many:
        words.told(entries)

    assert len(many) <= len(few) + 2


def test_an_auditor_reads_no_text_and_no_name_of_a_case(session, make, county, mediator, reader):
    found = make.mediation(
        county, mediator, handler=mediator, worker="秘密工人", employer="秘密公司", facts="秘密事实"
    )
    found.workers[0].worker.phone = "13800138000"
    session.commit()

    entries = latest(session)
    told = " ".join(
        f"{c.before}{c.after}" for changes in words.told(entries, veiled=True).values() for c in changes
    )
    named = " ".join(words.subjects(entries, veiled=True).values())
    assert "秘密" not in told + named
    assert "13800138000" not in told
    assert found.number in named
    assert "张敏" in told  # who handles it is no content of the case


def test_a_deed_is_the_title_and_a_row_without_one_is_told_by_verb(session, make, county, reader):
    make.user("somebody", "某人", county, Role.CLERK)
    session.commit()
    entry = next(e for e in latest(session) if e.table == "user_account")

    assert words.title(entry) == "新增用户"
    entry.deed = "受理"
    assert words.title(entry) == "受理"


def test_what_is_unknown_is_shown_as_it_is(session, reader):
    odd = HistoryEntry(
        id=1, table="gone", verb="change", row_id=3, deed="", changes={"colour": ["red", "blue"]}
    )

    assert words.told([odd])[1] == [("colour", "red", "blue")]
    assert words.subjects([odd])[1] == "gone #3"
