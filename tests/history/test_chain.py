"""The chain of the history: written with every change, refused to be rewritten, and telling where it was tampered with."""

import random

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from casework.accounts import actions
from casework.accounts.models import User
from casework.history import queries
from casework.history.models import HistoryEntry, HistoryHead
from casework.history.recorder import seal
from casework.permissions import Role

ENTRY, HEAD = HistoryEntry.__table__, HistoryHead.__table__
TRIGGERS = {
    "sqlite": ("DROP TRIGGER history_entry_no_update", "DROP TRIGGER history_entry_no_delete"),
    "postgresql": ("DROP TRIGGER history_entry_no_change ON history_entry",),
}


@pytest.fixture
def chain(session, make, county):
    """Forty entries, in as many transactions, and no triggers in the way of a tamperer."""
    person = make.user("somebody", "某人", county, Role.CLERK)
    session.commit()
    while entries(session) < 40:
        person.name = f"某人{entries(session)}"
        session.commit()
    for statement in TRIGGERS[session.get_bind().dialect.name]:
        session.execute(sa.text(statement))
    assert queries.verify().holds
    return session


def entries(session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(ENTRY))


def row(session, id) -> dict:
    return dict(session.execute(sa.select(ENTRY).where(ENTRY.c.id == id)).mappings().one())


def change(session, entry, **values):
    session.execute(sa.update(ENTRY).where(ENTRY.c.id == entry).values(**values))


@pytest.mark.parametrize(
    "edit",
    [
        {"user_name": "别人"},
        {"user_id": 999},
        {"deed": "别的事"},
        {"verb": "remove"},
        {"table_name": "unit"},
        {"row_id": 999},
        {"matter_id": 999},
        {"changes": {"name": ["甲", "乙"]}},
        {"hash": "0" * 64},
        {"previous": "0" * 64},
    ],
)
def test_an_edited_entry_is_named(chain, edit):
    change(chain, 17, **edit)

    verdict = queries.verify()

    assert (verdict.bad_entry, verdict.entries) == (17, 16)


def test_a_moved_hour_is_named(chain):
    change(chain, 17, at=row(chain, 16)["at"].replace(year=2020))

    assert queries.verify().bad_entry == 17


def test_a_deleted_entry_is_named(chain):
    chain.execute(sa.delete(ENTRY).where(ENTRY.c.id == 17))

    verdict = queries.verify()

    assert (verdict.bad_entry, verdict.reason) == (17, "此条缺失")


def test_a_deleted_first_entry_is_named(chain):
    chain.execute(sa.delete(ENTRY).where(ENTRY.c.id == 1))

    assert queries.verify().bad_entry == 1


def test_an_inserted_entry_is_named(chain):
    for id in range(40, 16, -1):
        change(chain, id, id=id + 1)
    chain.execute(sa.insert(ENTRY).values(**{**row(chain, 16), "id": 17}))

    assert queries.verify().bad_entry == 17


def test_an_entry_forged_without_the_key_is_named(chain):
    last = row(chain, 40)
    chain.execute(sa.insert(ENTRY).values(**{**last, "id": 41, "previous": last["hash"], "hash": "f" * 64}))
    chain.execute(sa.update(HEAD).values(entry_id=41, hash="f" * 64))

    assert queries.verify().bad_entry == 41


def test_entries_that_changed_places_are_named(chain):
    for old, new in ((17, 1000), (18, 17), (1000, 18)):
        change(chain, old, id=new)

    assert queries.verify().bad_entry == 17


def test_a_cut_off_end_is_noticed(chain):
    chain.execute(sa.delete(ENTRY).where(ENTRY.c.id > 30))

    verdict = queries.verify()

    assert (verdict.bad_entry, verdict.entries, verdict.reason) == (31, 30, "末尾的记录缺失")


def test_a_cut_off_end_with_the_head_set_back_is_noticed_by_whoever_noted_the_head(chain):
    """The hash of the head is what a second place keeps; the chain alone cannot know what was never there."""
    noted = chain.execute(sa.select(HEAD)).one().hash
    chain.execute(sa.delete(ENTRY).where(ENTRY.c.id > 30))
    chain.execute(sa.update(HEAD).values(entry_id=30, hash=row(chain, 30)["hash"]))

    assert queries.verify().holds
    assert chain.scalar(sa.select(ENTRY.c.id).where(ENTRY.c.hash == noted)) is None


def test_an_end_beyond_the_head_is_noticed(chain):
    chain.execute(sa.update(HEAD).values(entry_id=30, hash=row(chain, 30)["hash"]))

    assert queries.verify().bad_entry == 31


def test_a_missing_head_is_noticed(chain):
    chain.execute(sa.delete(HEAD))

    assert not queries.verify().holds


def test_not_one_of_three_hundred_random_mutations_is_missed(chain):
    rng = random.Random(20261123)
    columns = [
        "user_name",
        "deed",
        "verb",
        "table_name",
        "previous",
        "hash",
        "row_id",
        "user_id",
        "matter_id",
    ]
    missed = []
    for _n in range(300):
        id, column = rng.randint(1, 40), rng.choice(columns)
        value = rng.randint(10_000, 99_999) if column.endswith("_id") else f"{rng.random():.10f}"[:10]
        with chain.begin_nested() as trial:
            change(chain, id, **{column: value})
            if queries.verify().bad_entry != id:
                missed.append((id, column, value))
            trial.rollback()

    assert missed == []


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(ENTRY).values(user_name="别人"),
        sa.delete(ENTRY),
        sa.update(ENTRY).where(ENTRY.c.id == 1).values(hash="0"),
    ],
)
def test_the_database_itself_refuses_to_rewrite(session, make, county, statement):
    make.user("somebody", "某人", county, Role.CLERK)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(statement)


def test_a_change_that_is_rolled_back_leaves_no_entry(session, make, county):
    person = make.user("somebody", "某人", county, Role.CLERK)
    session.commit()
    before = entries(session)

    person.name = "改了"
    session.flush()
    session.rollback()
    session.commit()

    assert entries(session) == before
    assert queries.verify().holds


def test_an_entry_says_who_did_what_from_what_to_what(session, make, county, admin, acting):
    person = make.user("somebody", "某人", county, Role.CLERK)
    session.commit()

    with acting(admin):
        actions.change_user(person, name="某某人", unit_id=county.id, by=admin)
        session.commit()

    entry = session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert (entry.user_name, entry.deed, entry.verb, entry.table, entry.row_id) == (
        "管小安",
        "修改用户",
        "change",
        "user_account",
        person.id,
    )
    assert entry.changes == {"name": ["某人", "某某人"]}


def test_a_password_is_never_copied_into_the_history(session, make, county, admin):
    person = make.user("somebody", "某人", county, Role.CLERK)
    session.commit()
    actions.reset_password(person, by=admin)
    session.commit()

    written = " ".join(str(one.changes) for one in session.scalars(sa.select(HistoryEntry)))
    assert "argon2" not in written
    assert "'password_hash': ['***', '***']" in written


def test_the_seal_covers_the_whole_entry(chain):
    whole = {**row(chain, 5), "table": row(chain, 5)["table_name"]}
    fields = [c.name for c in ENTRY.columns if c.name not in ("hash", "table_name")] + ["table"]

    assert len(
        {
            seal({**whole, name: whole["at"].replace(year=2020) if name == "at" else "other"})
            for name in fields
        }
    ) == len(fields)
    assert chain.scalar(sa.select(sa.func.count()).select_from(User)) >= 1
