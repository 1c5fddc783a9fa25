"""A county with everything in it, the people who may or may not see it, and an address for every page.

``Canary`` names what stands in the county's cases and nowhere else: where any of it turns up, a case was seen.
"""

from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa

from casework import rooms
from casework.accounts.models import Dictionary, Term
from casework.consultations import actions as consultations
from casework.consultations.models import Reached
from casework.consultations.rules import WORKFLOW as CONSULTING
from casework.engine import context
from casework.engine.context import Actor
from casework.legal_aid import works
from casework.legal_aid.models import Agency, Form, Result
from casework.legal_aid.models import Outcome as AidOutcome
from casework.legal_aid.rules import WORKFLOW as AID_WORKFLOW
from casework.matters import actions as matters
from casework.matters.models import Audience, Channel
from casework.mediation.models import Outcome
from casework.mediation.models import Reached as Visited
from casework.mediation.rules import WORKFLOW
from casework.reports.rules import CHAPTERS
from casework.search.actions import mark
from casework.stability import actions as stability
from casework.stability.campaigns import actions as campaigns
from casework.stability.campaigns.models import Rhythm
from casework.stability.letters import actions as letters
from casework.stability.letters.models import LetterKind
from casework.stability.rules import WORKFLOW as RISK_WORKFLOW
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
        "demands": "雀案诉求",
        "measure": "雀案处置措施",
        "escalation": "雀案上报原因",
        "return": "雀案报送说明",
        "letter": "雀案函件问题",
    }
    # of a consultation, which is its lawyer's and their supervisors' alone
    ASKED = {
        "name": "单询雀",
        "employer": "询雀快运有限公司",
        "point": "询雀要点",
        "reply": "询雀答复",
        "place": "询雀地点",
        "follow_up": "询雀回访",
        "module": "询雀常用段落",
    }
    FULL = (PHONE, ID_NUMBER, CONTACT_PHONE)
    WORDS = (NAME, COLLEAGUE, EMPLOYER, SECOND, COURT_NUMBER, "金雀", "丝雀", "雀案")


class AidCanary:
    """The same of the county's legal-aid cases, which others may see than its mediations."""

    NAME, COLLEAGUE, EMPLOYER, SECOND = "甄白鹭", "秦鹭鸶", "鹭岛电子有限公司", "鹭岛劳务派遣有限公司"
    PHONE, ID_NUMBER = "13876543210", "360102199002028519"
    OTHER_AGENT, OTHER_FIRM = "白鹭律师", "鹭鸣律师事务所"
    TEXTS = {
        "facts": "鹭案拖欠加班费的经过",
        "note": "鹭案进展记录",
        "concession": "鹭案让步底线",
        "place": "鹭案仲裁庭",
        "missing": "鹭案缺的流水",
        "household": "鹭案家庭成员",
        "assets": "鹭案家庭资产",
        "work": "鹭案事项说明",
        "report": "鹭案结案报告",
        "institution": "鹭岛仲裁委员会",
    }
    FULL = (PHONE, ID_NUMBER)
    WORDS = (NAME, COLLEAGUE, EMPLOYER, SECOND, OTHER_AGENT, OTHER_FIRM, "白鹭", "鹭岛", "鹭案")


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
    finding: object = None  # in the mediator's hands
    passed_up: object = None  # escalated, and not acknowledged
    campaign: object = None  # of the county, with a return
    entry: object = None  # that return
    letter: object = None
    measure: object = None
    talk: object = None
    asked: object = None  # a consultation of the mediator, to be followed up
    answered: object = None  # another, done
    module: object = None  # a paragraph of the mediator's
    aid: object = None  # conducted by the lawyer
    aid_granted: object = None  # waits for a lawyer
    aid_closed: object = None  # concluded
    aid_meeting: object = None
    aid_check: object = None

    def __getitem__(self, name):
        return self.people[name]

    @property
    def cases(self):
        """The county's cases."""
        return (self.case, self.closed, self.offered)

    @property
    def aids(self):
        """The county's legal-aid cases."""
        return (self.aid, self.aid_granted, self.aid_closed)


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
    asked, answered, module = _consulted(make, county, mediator)
    term = session.scalar(
        sa.select(Term).where(Term.dictionary == Dictionary.DISPUTE_TYPE).order_by(Term.position).limit(1)
    )
    with context.acting(Actor(supervisor.id, supervisor.name)):  # so that there is news for the mediator
        matters.write_note(case, text=Canary.TEXTS["note"], audience=Audience.INTERNAL, by=supervisor)
        session.flush()
    world = World(people, units, case, closed, offered, foreign, transfer, meeting, view, term)
    world.asked, world.answered, world.module = asked, answered, module
    _risks(session, make, world)
    world.aid, world.aid_granted, world.aid_closed, world.aid_meeting, world.aid_check = _aids(
        make, county, people
    )
    return world


def _risks(session, make, world: World) -> None:
    """Findings of the county, one in hand and one passed up; its campaign with a return; a letter."""
    county, mediator, supervisor = world.units["county"], world["mediator"], world["supervisor"]
    with context.acting(Actor(supervisor.id, supervisor.name)):
        world.campaign = campaigns.begin(
            county, name="岁末排查", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 31), rhythm=Rhythm.WEEK,
            unit_ids=[county.id, world.units["studio"].id], instructions=Canary.TEXTS["facts"], by=supervisor,
        )  # fmt: skip
    facts = {
        "employer": Canary.EMPLOYER,
        "facts": Canary.TEXTS["facts"],
        "demands": Canary.TEXTS["demands"],
        "signs": ["stoppage"],
    }
    world.finding = make.finding(county, mediator, people=12, campaign_id=world.campaign.id, found_on=date(2026, 11, 12),
                                 workers=[make.worker(county, Canary.NAME, phone=Canary.PHONE)], **facts)  # fmt: skip
    world.passed_up = make.finding(county, mediator, people=120, **facts)
    for finding in (world.finding, world.passed_up):
        make.risk(
            finding,
            "assess",
            "assign",
            by=supervisor,
            level=2,
            handler_id=mediator.id,
            next_on=date(2026, 11, 30),
        )
        make.risk(finding, "take", by=mediator)
    make.risk(world.passed_up, "escalate", by=mediator, reason=Canary.TEXTS["escalation"])
    with context.acting(Actor(mediator.id, mediator.name)):
        world.measure = stability.add_measure(
            world.finding, text=Canary.TEXTS["measure"], person=Canary.COLLEAGUE, due_on=date(2026, 11, 30)
        )
        world.talk = matters.arrange_meeting(world.finding, held_on=date(2026, 11, 20), starts_at=time(9),
                                             channel=Channel.ROOM, place=Canary.TEXTS["place"])  # fmt: skip
        period = campaigns.period_of(world.campaign, date(2026, 11, 9))
        world.entry = campaigns.submit(
            world.campaign, county, period, is_zero=False, note=Canary.TEXTS["return"], by=mediator
        )
        world.letter = letters.write(
            world.finding, kind=LetterKind.PROMPT, addressee=Canary.EMPLOYER, problem=Canary.TEXTS["letter"],
            basis="劳动法第五十条", demands=Canary.TEXTS["demands"], by=mediator,
        )  # fmt: skip
        session.flush()


def _aid(make, county, by, **more):
    text = AidCanary.TEXTS
    person = make.worker(county, AidCanary.NAME, phone=AidCanary.PHONE, id_number=AidCanary.ID_NUMBER)
    aid = make.aid(county, by, workers=[person, make.worker(county, AidCanary.COLLEAGUE)], employer=AidCanary.EMPLOYER,
                   claimed_fen=600_000, facts=text["facts"], exemption=None, household=text["household"],
                   assets=text["assets"], income_per_head_fen=90_000, promised_on=date(2026, 11, 16),
                   other_agent=AidCanary.OTHER_AGENT, other_firm=AidCanary.OTHER_FIRM,
                   limitation_ends_on=date(2027, 3, 1), **more)  # fmt: skip
    matters.add_employer(aid, make.employer(county, AidCanary.SECOND))
    return aid


def _aids(make, county, people):
    """A case that the lawyer conducts, one that waits for a lawyer, one that is over; an appointment and a check."""
    clerk, lawyer, supervisor = people["clerk"], people["lawyer"], people["supervisor"]
    text = AidCanary.TEXTS
    aid, granted, closed = (_aid(make, county, clerk) for _ in range(3))
    make.moved(aid, "notify", by=supervisor, on=date(2026, 11, 17), missing=text["missing"])
    make.moved(aid, "supplement", by=clerk, on=date(2026, 11, 18))
    for n, one in enumerate((aid, granted, closed)):
        make.moved(one, "grant", by=supervisor, on=date(2026, 11, 18), decision_number=f"决{n}")
    for one in (aid, closed):
        make.assigned(one, lawyer, by=supervisor, on=date(2026, 11, 19))
        make.moved(one, "take", by=lawyer)
        make.moved(one, "engage", by=lawyer, agency=Agency.SPECIAL, powers=["settle", "receive"])
    with context.acting(Actor(lawyer.id, lawyer.name)):
        ended = {"ended_on": date(2026, 11, 23), "result": Result.PARTLY}
        for one, more in ((aid, {}), (closed, ended)):
            works.add(one, by=lawyer, form=Form.ARBITRATION, began_on=date(2026, 11, 20), institution=text["institution"],
                      note=text["work"], **more)  # fmt: skip
        meeting = matters.arrange_meeting(
            aid, held_on=date(2026, 11, 20), starts_at=time(9), channel=Channel.ROOM, place=text["place"]
        )
        for audience, name in ((Audience.CASE, "note"), (Audience.CONCESSION, "concession")):
            matters.write_note(aid, text=text[name], audience=audience, by=lawyer)
    make.moved(
        closed,
        "conclude",
        by=lawyer,
        outcome=AidOutcome.PARTLY,
        closing_report=text["report"],
        gained_fen=400_000,
    )
    make.session.flush()
    return aid, granted, closed, meeting, aid.checks[0]


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
    make.moved(closed, "visit", by=by, reached=Visited.REACHED, note=Canary.TEXTS["visit"])
    return closed


def _consulted(make, county, by):
    """Of the same telephone as the cases, so that it turns up wherever one looks for the person."""
    told = Canary.ASKED
    facts = {name: told[name] for name in ("name", "employer", "point", "reply", "place")}
    asked, answered = (
        make.consultation(county, by, phone=Canary.PHONE, received_on=date(2026, 11, 23), follow_up_on=date(2026, 11, 30), **facts)
        for _ in range(2)
    )  # fmt: skip
    with context.acting(Actor(by.id, by.name)):
        consultations.move(answered, "call", by=by, reached=Reached.REACHED, note=told["follow_up"])
        module = consultations.keep_module(shortcut="雀", text=told["module"], by=by)
        make.session.commit()
    return asked, answered, module


# --- addresses ----------------------------------------------------------------------------------------------------


def pages(app) -> list[tuple[str, Page]]:
    """(rule, page) of every page that a room declares, in the order of their rules."""
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    return sorted((rules[page.endpoint], page) for room in rooms() for page in room.pages)


def _entries(name: str, entries):
    return lambda world: [{"id": world.case.id, name: entry.id} for entry in entries(world)[:1]]


def _of_every_chapter() -> list[dict]:
    """The list behind the first figure of each chapter that counts cases."""
    return [{"kind": code, "measure": next(iter(chapter.headlines))} for code, chapter in CHAPTERS.items()]


def _of_aid(entries):
    return lambda world: [{"id": world.aid.id, "entry": entry.id} for entry in entries(world)[:1]]


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
    "matters.search": lambda world: [
        *({"q": typed} for typed in ("zjq", "1234", "拖欠绩效", "民初 7788")),
        {"n": mark(Canary.PHONE, "phone")},
        {"n": mark(Canary.ID_NUMBER, "id_number")},
        {"q": "7788", "kind": "mediation"},
    ],
    "matters.person": lambda world: [{"person": entry.worker_id} for entry in world.case.workers[:1]],
    "matters.company": lambda world: [{"company": entry.employer_id} for entry in world.case.employers[:1]],
    "matters.withdraw_transfer": lambda world: [{"transfer": world.transfer.id}],
    "reports.index": lambda world: [{"kind": kind} for kind in CHAPTERS],
    "reports.export": lambda world: [{"kind": kind} for kind in CHAPTERS],
    "reports.cases": lambda world: _of_every_chapter(),
    "reports.export_cases": lambda world: _of_every_chapter(),
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
    "stability.show": lambda world: [{"id": finding.id} for finding in (world.finding, world.passed_up)],
    "stability.move": lambda world: [
        {
            "id": (world.finding if any(world.finding.status == s for s in step.frm) else world.passed_up).id,
            "name": step.name,
        }
        for step in RISK_WORKFLOW
    ],
    "stability.acknowledge": lambda world: [{"id": world.passed_up.id}],
    "stability.measure": lambda world: [{"id": world.finding.id, "entry": world.measure.id}],
    "stability.meeting": lambda world: [{"id": world.finding.id, "entry": world.talk.id}],
    "stability.cancel_meeting": lambda world: [{"id": world.finding.id, "entry": world.talk.id}],
    "stability.worker": lambda world: [{"id": world.finding.id, "entry": world.finding.workers[0].id}],
    "stability.employer": lambda world: [{"id": world.finding.id, "entry": world.finding.employers[0].id}],
    "stability.reveal": lambda world: [
        {"id": world.finding.id, "entry": world.finding.workers[0].id, "what": "phone"}
    ],
    "stability.new_letter": lambda world: [
        {"id": world.finding.id, "name": kind.value} for kind in LetterKind
    ],
    **{
        f"stability.{page}": lambda world: [{"id": world.finding.id, "entry": world.letter.id}]
        for page in (
            "letter",
            "print_letter",
            "edit_letter",
            "deliver_letter",
            "reply_letter",
            "check_letter",
        )
    },
    "stability.returned": lambda world: [{"entry": world.entry.id}],
    "stability.correct_return": lambda world: [{"entry": world.entry.id}],
    "consultations.show": lambda world: [{"id": world.asked.id}, {"id": world.answered.id}],
    "consultations.move": lambda world: [
        {"id": (world.asked if world.asked.status in step.frm else world.answered).id, "name": step.name}
        for step in CONSULTING
    ],
    "consultations.worker": lambda world: [{"id": world.asked.id, "entry": world.asked.workers[0].id}],
    "consultations.employer": lambda world: [{"id": world.asked.id, "entry": world.asked.employers[0].id}],
    "consultations.reveal": lambda world: [
        {"id": world.asked.id, "entry": world.asked.workers[0].id, "what": what}
        for what in ("phone", "id_number")
    ],
    "legal_aid.show": lambda world: [{"id": aid.id} for aid in world.aids],
    "legal_aid.move": lambda world: [
        {"id": next((aid for aid in world.aids if step.fits(aid)), world.aid_closed).id, "name": step.name}
        for step in AID_WORKFLOW
    ],
    "legal_aid.meeting": lambda world: [{"id": world.aid.id, "entry": world.aid_meeting.id}],
    "legal_aid.cancel_meeting": lambda world: [{"id": world.aid.id, "entry": world.aid_meeting.id}],
    "legal_aid.conflict": lambda world: [{"id": world.aid.id, "entry": world.aid_check.id}],
    "legal_aid.worker": _of_aid(lambda world: world.aid.workers),
    "legal_aid.worker_result": _of_aid(lambda world: world.aid.workers),
    "legal_aid.work": _of_aid(lambda world: world.aid.works),
    "legal_aid.remove_work": _of_aid(lambda world: world.aid.works),
    "legal_aid.employer": _of_aid(lambda world: world.aid.employers),
    "legal_aid.reveal": lambda world: [
        {"id": world.aid.id, "entry": world.aid.workers[0].id, "what": what}
        for what in ("phone", "id_number")
    ],
}
# Where a page is about one row of a model and takes its id alone.
RECORDS = {
    "Matter": lambda world: world.case,
    "Mediation": lambda world: world.case,
    "Finding": lambda world: world.finding,
    "Campaign": lambda world: world.campaign,
    "LegalAid": lambda world: world.aid,
    "User": lambda world: world["clerk"],
    "Unit": lambda world: world.units["studio"],
    "Term": lambda world: world.term,
    "Consultation": lambda world: world.asked,
    "TextModule": lambda world: world.module,
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
