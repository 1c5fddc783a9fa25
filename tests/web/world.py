"""A county with everything in it, the people who may or may not see it, and an address for every page.

``Canary`` names what stands in the county's cases and nowhere else: where any of it turns up, a case was seen.
"""

from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa

from casework import rooms
from casework.accounts.models import Dictionary, Term
from casework.deadlines.queries import latest_notice
from casework.engine import context
from casework.engine.context import Actor
from casework.matters import actions as matters
from casework.matters.models import Audience, Channel
from casework.mediation.models import Outcome, Reached
from casework.mediation.rules import WORKFLOW
from casework.web import drafts
from casework.web.room import Page


class Canary:
    """Words and numbers of the county's cases. ``FULL`` may leave the house only on the page that shows a number."""

    NAME, COLLEAGUE, EMPLOYER, SECOND = "甄金雀", "秦丝雀", "丝雀纺织品有限公司", "丝雀劳务派遣有限公司"
    PHONE, ID_NUMBER, CONTACT_PHONE = "13987651234", "360102198803072419", "13799887766"
    COURT_NUMBER = "（2026）赣0102民初7788号"
    TEXTS = {
        "facts": "拖欠绩效的雀案经过",
        "note": "雀案进展记录",
        "concession": "雀案让步底线",
        "place": "雀案调解室",
        "summary": "雀案会上情况",
        "agreement": "雀案协议内容",
        "payment": "雀案到账说明",
        "visit": "雀案回访说明",
        "reason": "雀案移交原因",
        "draft": "雀案未存草稿",
        "address": "雀案住址一号",
        "contact_note": "雀案安全联系",
    }
    FULL = (PHONE, ID_NUMBER, CONTACT_PHONE)
    WORDS = (NAME, COLLEAGUE, EMPLOYER, SECOND, COURT_NUMBER, "金雀", "丝雀", "雀案")


PEOPLE = ("clerk", "mediator", "lawyer", "supervisor", "city_supervisor", "admin", "auditor", "stranger")


@dataclass
class World:
    """Who is here, and the ids of what there is."""

    people: dict
    units: dict
    case: object  # being mediated, in the mediator's hands
    closed: object  # settled, paid in part, visited
    offered: object  # waits for the city to take it over
    foreign: object  # a case of the stranger
    transfer: object
    meeting: object
    view: object
    term: object
    notice: object

    def __getitem__(self, name):
        return self.people[name]

    @property
    def cases(self):
        """The county's cases."""
        return (self.case, self.closed, self.offered)


def build(session, make, people: dict, units: dict) -> World:
    """Make it, as its people would have."""
    county, mediator, supervisor, stranger = (
        units["county"], people["mediator"], people["supervisor"], people["stranger"],
    )  # fmt: skip
    case = _case(make, county, mediator)
    with context.acting(Actor(mediator.id, mediator.name)):
        make.moved(case, "accept", "consent", by=mediator)
        meeting = matters.arrange_meeting(case, held_on=date(2026, 11, 20), starts_at=time(9), channel=Channel.ROOM,
                                          place=Canary.TEXTS["place"])  # fmt: skip
        for audience, text in ((Audience.CASE, "note"), (Audience.CONCESSION, "concession")):
            matters.write_note(case, text=Canary.TEXTS[text], audience=audience, by=mediator)
        closed = _closed(make, county, mediator)
        offered = _case(make, county, mediator, worker=Canary.COLLEAGUE)
        transfer = matters.offer_transfer(
            offered, to_unit_id=units["city"].id, reason=Canary.TEXTS["reason"], by=mediator
        )
        view = matters.save_view(name="我的欠薪", query="type=wages", shared=False, by=mediator)
        drafts.save(mediator.id, f"note.{case.id}", {"text": Canary.TEXTS["draft"]})
    foreign = make.mediation(
        units["other_county"], stranger, worker="别县人", employer="别县机械有限公司", handler=stranger
    )
    term = session.scalar(
        sa.select(Term).where(Term.dictionary == Dictionary.DISPUTE_TYPE).order_by(Term.position).limit(1)
    )
    with context.acting(Actor(supervisor.id, supervisor.name)):  # so that there is news for the mediator
        matters.write_note(case, text=Canary.TEXTS["note"], audience=Audience.INTERNAL, by=supervisor)
        session.flush()
    return World(
        people, units, case, closed, offered, foreign, transfer, meeting, view, term, latest_notice(2026)
    )


def _case(make, county, by, worker=Canary.NAME, **more):
    person = make.worker(county, worker, phone=Canary.PHONE, id_number=Canary.ID_NUMBER,
                         address=Canary.TEXTS["address"], contact_note=Canary.TEXTS["contact_note"])  # fmt: skip
    case = make.mediation(county, by, workers=[person, make.worker(county, Canary.COLLEAGUE + "二")],
                          employer=Canary.EMPLOYER, handler=by, claimed_fen=840_000, facts=Canary.TEXTS["facts"],
                          court_number=Canary.COURT_NUMBER, source="court", received_on=date(2026, 11, 16), **more)  # fmt: skip
    case.employers[0].employer.contact_phone = Canary.CONTACT_PHONE
    matters.add_employer(case, make.employer(county, Canary.SECOND))
    return case


def _closed(make, county, by):
    closed = _case(make, county, by)
    make.moved(closed, "accept", "consent", by=by)
    held = matters.arrange_meeting(
        closed, held_on=date(2026, 11, 18), starts_at=time(14), channel=Channel.PHONE
    )
    make.session.flush()
    matters.record_meeting(held, present=Canary.NAME, summary=Canary.TEXTS["summary"])
    make.moved(closed, "settle", by=by, extent=Outcome.SETTLED, agreement=Canary.TEXTS["agreement"], agreed_fen=840_000,
               instalments=[{"due_on": date(2026, 12, 1), "amount_fen": 840_000}])  # fmt: skip
    make.moved(closed, "pay", by=by, paid_fen=100_000, note=Canary.TEXTS["payment"])
    make.moved(closed, "visit", by=by, reached=Reached.REACHED, note=Canary.TEXTS["visit"])
    return closed


# --- addresses ----------------------------------------------------------------------------------------------------


def pages(app) -> list[tuple[str, Page]]:
    """(rule, page) of every page that a room declares, in the order of their rules."""
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    return sorted((rules[page.endpoint], page) for room in rooms() for page in room.pages)


def _entries(name: str, entries):
    return lambda world: [{"id": world.case.id, name: entry.id} for entry in entries(world)[:1]]


# How the address of a page is made: endpoint -> the arguments of each address that is tried.
ARGUMENTS = {
    "accounts.language": lambda world: [{"code": "zh_CN"}],
    "accounts.save_draft": lambda world: [{"form": "mediation.new"}],
    "accounts.drop_draft": lambda world: [{"form": f"note.{world.case.id}"}],
    "accounts.revoke_role": lambda world: [{"id": world["clerk"].id, "given": world["clerk"].grants[0].id}],
    "accounts.dictionary": lambda world: [{"name": "dispute_type"}],
    "accounts.new_term": lambda world: [{"name": "dispute_type"}],
    "matters.drop_view": lambda world: [{"id": world.view.id}],
    "matters.answer_transfer": lambda world: [{"transfer": world.transfer.id}],
    "matters.withdraw_transfer": lambda world: [{"transfer": world.transfer.id}],
    "reports.cases": lambda world: [{"measure": "received"}],
    "reports.export_cases": lambda world: [{"measure": "received"}],
    "mediation.show": lambda world: [{"id": case.id} for case in world.cases],
    "mediation.move": lambda world: [
        {
            "id": (world.case if any(world.case.status == s for s in step.frm) else world.closed).id,
            "name": step.name,
        }
        for step in WORKFLOW
    ],
    "mediation.meeting": lambda world: [{"id": world.case.id, "entry": world.meeting.id}],
    "mediation.cancel_meeting": lambda world: [{"id": world.case.id, "entry": world.meeting.id}],
    "mediation.worker": _entries("entry", lambda world: world.case.workers),
    "mediation.worker_result": _entries("entry", lambda world: world.case.workers),
    "mediation.reveal": lambda world: [
        {"id": world.case.id, "entry": world.case.workers[0].id, "what": what}
        for what in ("phone", "id_number")
    ],
    "mediation.employer": _entries("entry", lambda world: world.case.employers),
}
# Where a page is about one row of a model and takes its id alone.
RECORDS = {
    "Mediation": lambda world: world.case,
    "User": lambda world: world["clerk"],
    "Unit": lambda world: world.units["studio"],
    "Term": lambda world: world.term,
    "CalendarNotice": lambda world: world.notice,
}


def addresses(app, world: World, page: Page) -> list[str]:
    """The addresses at which a page is tried. A page with a new kind of argument has to be told of above."""
    if page.endpoint in ARGUMENTS:
        found = ARGUMENTS[page.endpoint](world)
    elif page.of is not None:
        found = [{"id": RECORDS[page.of.__name__](world).id}]
    else:
        assert "<" not in page.rule, f"{page.endpoint}: tests/web/world.py does not know its arguments"
        found = [{}]
    adapter = app.url_map.bind("localhost")
    return [adapter.build(page.endpoint, arguments) for arguments in found]


def is_about_the_case(page: Page) -> bool:
    """Whether the page shows or changes one case."""
    return page.of is not None and page.of.__name__ == "Mediation"
