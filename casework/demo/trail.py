"""The last two weeks of the access trail: who signed in, and who looked at a full number and why."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from casework.accounts.models import User
from casework.demo import facts
from casework.demo.chain import insert_all
from casework.demo.sign_ins import SIGN_INS
from casework.engine import clock
from casework.engine.calendar import official
from casework.engine.clock import SHANGHAI
from casework.history.models import AccessEntry, Trail

REASONS = ("送达调解通知书需要核对号码", "制作协议书需要身份证号", "联系回访")
ADDRESS = "192.0.2.{}"  # a network for examples (RFC 5737)


def leave(users: dict[str, User]) -> None:
    """Leave the trail of the people who sign in."""
    rng, entries, now = Random(f"{facts.SEED} trail"), [], clock.now()
    for back in range(14, 0, -1):
        day = now.date() - timedelta(days=back)
        if official().is_rest_day(day):
            continue
        for sign_in in SIGN_INS:
            if rng.random() < 0.75:
                at = datetime.combine(day, time(8, rng.randrange(25, 59)), SHANGHAI)
                user = users[sign_in.username]
                entries.append(_entry(at, Trail.SIGN_IN, user, user.username))
                user.last_signed_in_at = at
        if rng.random() < 0.4:
            at = datetime.combine(day, time(10, rng.randrange(60)), SHANGHAI)
            entries.append(
                _entry(
                    at,
                    Trail.REVEAL,
                    users["tiaojie"],
                    f"worker {rng.randint(900, 1500)} phone",
                    rng.choice(REASONS),
                )
            )
    entries.sort(key=lambda entry: entry["at"])
    insert_all(AccessEntry, entries)


def _entry(at: datetime, kind: Trail, user: User, what: str, reason: str = "") -> dict:
    return {
        "at": at.astimezone(UTC),
        "kind": kind,
        "user_id": user.id,
        "user_name": user.name,
        "address": "" if kind == Trail.REVEAL else ADDRESS.format(10 + user.id % 200),
        "object": what,
        "reason": reason,
        "rows": None,
        "number": None,
    }
