"""Loading the demonstration: everything or nothing, once, and never into a database with work of its own."""

from datetime import date, datetime, time

import sqlalchemy as sa

from casework.accounts.models import User
from casework.demo import aid_actions, consult_live, consult_past, history, live, risk_live, risk_past, trail
from casework.demo.chain import Chain
from casework.demo.facts import BEGIN
from casework.demo.sign_ins import SIGN_INS, add_users
from casework.demo.units import add_units
from casework.demo.world import World
from casework.engine import clock, context
from casework.engine.clock import SHANGHAI
from casework.engine.errors import Refused
from casework.extensions import db
from casework.matters import indexing
from casework.matters.models import Matter

DEED = "载入演示数据"


def is_loaded() -> bool:
    """Whether the demonstration is in this database."""
    username = SIGN_INS[0].username
    return bool(db.session.scalar(sa.select(sa.exists().where(User.username == username, User.is_demo))))


def has_matters() -> bool:
    """Whether any case is in this database."""
    return bool(db.session.scalar(sa.select(sa.exists().select_from(Matter))))


def load(*, production: bool) -> None:
    """Load it, in the running transaction. Refused in production, and beside cases that are somebody's work."""
    if production:
        raise Refused("正式环境不能装入演示数据")
    if is_loaded():
        raise Refused("演示数据已经装入")
    if has_matters():
        raise Refused("数据库里已有案件，不能再装入演示数据；请换一个空的数据库")
    chain = Chain()
    with context.acting(context.SYSTEM):
        units = add_units()
        users = add_users(units)
        chain.harvest(_eve(BEGIN), context.SYSTEM, DEED)
        world = World(units, users)
        mediations = history.tell(world, chain, clock.today())
        consult_past.tell(world, chain, clock.today())
        risk_past.tell(world, chain, clock.today())
        history.leave_series(world)
        live.play(world, chain)
        aid_actions.load(units, users, mediations, chain)
        consult_live.play(world, chain)
        risk_live.play(world, chain)
        chain.write()
        trail.leave(users)
        indexing.rebuild()


def _eve(day: date) -> datetime:
    return datetime.combine(day, time(8), SHANGHAI)
