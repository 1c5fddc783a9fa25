"""Telling one past case: who, about what, with which dates, up to the day it was concluded."""

from datetime import date, time, timedelta
from random import Random

from casework.demo import phrases
from casework.demo.disputes import DISPUTES, cause_of, claims_of, months_owed, split
from casework.demo.employers import TRADES, address, weighted
from casework.demo.told import Told
from casework.demo.world import Plan, World
from casework.engine import money
from casework.engine.calendar import official
from casework.matters.actions import COLLECTIVE_FROM
from casework.matters.models import Audience, Channel, Claim, EmployerRole, Kind, Meeting
from casework.mediation.models import (
    SUCCESSFUL,
    Instalment,
    Outcome,
    Performance,
    Procedure,
    Status,
)
from casework.mediation.rules import WORKFLOW
from casework.parties.models import Sex

GROUNDS = {  # how it failed -> the ground noted, by weight
    Outcome.UNWILLING: {"unwilling": 1},
    Outcome.UNREACHABLE: {"unreachable": 1},
    Outcome.FAILED: {"divided": 9, "unsigned": 1},
    Outcome.EXPIRED: {"expired": 1},
    Outcome.OTHER: {"other": 1},
}
# How often such a case ended before anybody sat down together.
NOT_MEDIATED = {Outcome.UNWILLING: 0.7, Outcome.UNREACHABLE: 0.9, Outcome.WITHDRAWN: 0.5}
SMALLEST_INSTALMENT = 150_000  # 分
COURTS_ONLY_UNTIL = date(2024, 12, 31)  # the last day a court sent cases before filing
SOURCES_THEN = {"prefiling": 34, "window": 22, "hotline": 9, "online": 8, "applied": 6, "court": 8, "arbitration": 6,
                "inspection": 4, "petition": 3}  # fmt: skip
SOURCES_NOW = {"court": 22, "window": 24, "hotline": 13, "online": 14, "applied": 9, "arbitration": 10, "inspection": 5,
               "petition": 3}  # fmt: skip


class Teller:
    """Tells one case from its plan."""

    def __init__(self, rng: Random, plan: Plan, world: World):
        self.rng, self.plan, self.world = rng, plan, world
        self.unit = world.units[plan.place.short_name]
        self.case = Told(rng)
        self.handler = rng.choice(world.staff[plan.place.short_name])
        self.trade = rng.choices(TRADES, weights=[trade.weight for trade in TRADES])[0]
        self.dispute = weighted(rng, DISPUTES.get(self.trade.name, DISPUTES["any"]))
        if plan.is_nonmonetary:
            self.dispute = rng.choice(("insurance", "relation", "other"))
        self.source = weighted(rng, SOURCES_THEN if plan.received_on <= COURTS_ONLY_UNTIL else SOURCES_NOW)
        self.is_mediated = plan.outcome in (*SUCCESSFUL, Outcome.RECONCILED) or (
            rng.random() >= NOT_MEDIATED.get(plan.outcome, 0)
        )

    # --- days ---------------------------------------------------------------------------------------------------

    def day_after(self, day: date, low: int, high: int, latest: date | None = None) -> date:
        """A working day, so many days later and not after the latest."""
        found = day + timedelta(days=self.rng.randint(low, high))
        while official().is_rest_day(found):
            found += timedelta(days=1)
        if latest is None or found <= latest:
            return found
        found = latest
        while official().is_rest_day(found) and found > day:
            found -= timedelta(days=1)
        return max(found, day)

    def _length(self) -> tuple[int, int]:
        if not self.is_mediated:
            return 3, 10
        self.is_extended = self.rng.random() < 0.14 and (self.plan.latest - self.plan.received_on).days >= 24
        return (18, 24) if self.is_extended else (6, 15)

    # --- the telling --------------------------------------------------------------------------------------------

    def told(self) -> Told:
        """From the registration to the conclusion."""
        self.is_extended = False
        self.concluded_on = self.day_after(self.plan.received_on, *self._length(), self.plan.latest)
        self._meet_people()
        self._register()
        if self.plan.outcome == Outcome.REFUSED:
            self._refuse()
            return self.case
        accepted_on = self._accept()
        last = self._ask(accepted_on)
        if self.is_mediated:
            last = self._mediate(last)
        self._conclude()
        return self.case

    def _meet_people(self) -> None:
        plan, rng = self.plan, self.rng
        first = self.world.employer(rng, plan.place, self.trade, new=plan.people > 5)
        role, second = EmployerRole.EMPLOYER, None
        if self.trade.name == "staffing":
            role, second = EmployerRole.AGENCY, (TRADES[1], EmployerRole.USING)
        elif self.trade.name == "building" and rng.random() < 0.22:
            second = (self.trade, EmployerRole.CONTRACTOR)
        self.employer = first
        self.case.employers.append((first, {"role": role}))
        if second:
            other = self.world.employer(rng, plan.place, second[0], new=second[0] is self.trade)
            self.case.employers.append((other, {"role": second[1]}))
        self.worker_type = weighted(rng, self.trade.workers)
        for n in range(plan.people):
            is_representative = plan.people >= COLLECTIVE_FROM and n < 3
            part = {"is_representative": is_representative, "outcome_code": None, "agreed_fen": 0}
            self.case.workers.append((self._worker(), part))

    def _worker(self) -> dict:
        ages = {"over_age": (60, 67), "intern": (19, 22)}.get(self.worker_type, self.trade.ages)
        sex = "female" if self.worker_type == "woman" else self.trade.sex
        person = self.world.people.draw(self.rng, self.plan.received_on, ages=ages, sex=sex)
        also = ["woman"] if person.sex == "female" and self.worker_type != "woman" else []
        return {
            "unit_id": self.unit.id,
            "name": person.name,
            "id_number": person.id_number,
            "phone": person.phone,
            "sex": Sex(person.sex),
            "birth_on": person.birth_on,
            "address": address(self.rng, self.plan.place),
            "worker_types": [self.worker_type, *also],
            "contact_note": self.rng.choice(
                ("", "", "", "", "白天上班，请下午六点后联系", "请先发短信，再打电话")
            ),
        }

    def _register(self) -> None:
        plan, rng, case = self.plan, self.rng, self.case
        users = self.world.users
        has_clerk = plan.place.short_name == "南昌县总" and rng.random() < 0.6
        by = users["luru"] if has_clerk else self.handler
        number, serial = self.world.number(self.unit, plan.received_on.year)
        lead = case.workers[0][0]["name"]
        self.claims = claims_of(rng, self.dispute, plan.agreed_fen, self.trade.pay, plan.people)
        if plan.is_nonmonetary:
            self.claims = [("insurance" if self.dispute == "insurance" else "other", 0, 0)]
        self._words()
        case.deed(
            "登记", plan.received_on, by,
            kind=Kind.MEDIATION, unit_id=self.unit.id, number=number, number_year=plan.received_on.year,
            number_serial=serial, registered_by_id=by.id, received_on=plan.received_on, dispute_type=self.dispute,
            source=self.source, cause=cause_of(self.dispute, self.worker_type, plan.received_on, rng),
            industry=self.employer["industry"], worker_type=self.worker_type, people=plan.people,
            is_collective=plan.people >= COLLECTIVE_FROM, claimed_fen=sum(claimed for _, claimed, _ in self.claims),
            lead_worker=lead if plan.people == 1 else f"{lead}等{plan.people}人", employer_name=self.employer["name"],
            facts=self._facts(), handler_id=None if has_clerk else self.handler.id,
            state=(Status.REGISTERED if has_clerk else Status.PENDING).value,
            taken_on=None if has_clerk else plan.received_on, **self._referral(),
        )  # fmt: skip
        case.row["registered_at"] = case.entries[0][0]
        taken_on = plan.received_on
        if has_clerk:
            case.deed(WORKFLOW["assign"].label, taken_on, users["zhuguan"], handler_id=self.handler.id,
                      state=Status.ASSIGNED.value)  # fmt: skip
            taken_on = self.day_after(taken_on, 0, 1, self.concluded_on)
            case.deed(
                WORKFLOW["take"].label, taken_on, self.handler, state=Status.PENDING.value, taken_on=taken_on
            )
        self.taken_on = taken_on
        self._note(taken_on, phrases.NOTE_INTAKE)

    def _words(self) -> None:
        claimed = sum(claimed for _, claimed, _ in self.claims)
        pay = self.rng.randrange(*self.trade.pay, 100)
        self.words = {
            "worker": self.case.workers[0][0]["name"],
            "employer": self.employer["name"],
            "job": self.rng.choice(self.trade.jobs),
            "claimed": money.yuan(claimed),
            "agreed": money.yuan(self.plan.agreed_fen or claimed * 7 // 10),
            "months": months_owed(claimed, pay, self.plan.people),
            "pay": f"{pay:,}",
            "people": self.plan.people,
            "year": self.plan.received_on.year,
        }

    def _facts(self) -> str:
        text = self.rng.choice(phrases.FACTS[self.dispute]).format(**self.words)
        if self.plan.people >= COLLECTIVE_FROM:
            text += phrases.COLLECTIVE.format(**self.words)
        if self.source == "arbitration":
            text += phrases.FROM_ARBITRATION.format(**self.words, serial=self.world.next_outside())
        return text + {"prefiling": phrases.PREFILED, "court": phrases.ENTRUSTED}.get(self.source, "")

    def _referral(self) -> dict:
        """What a court sends along: its number, its procedure, and what the arbitration had said before."""
        plan, rng = self.plan, self.rng
        if self.source not in ("prefiling", "court"):
            return {"is_arbitrated": False}
        word = "诉前调" if self.source == "prefiling" else "民初"
        received_award = plan.received_on - timedelta(days=rng.randint(8, 24))
        facts = {
            "court_number": f"（{plan.received_on.year}）{plan.place.court}{word}{self.world.next_outside()}号",
            "is_arbitrated": True,
            "award_number": f"洪劳人仲案字〔{received_award.year}〕第{self.world.next_outside()}号",
            "award_received_on": received_award,
            "award_is_final": False,
            "sued_on": received_award + timedelta(days=rng.randint(3, 8)),
        }
        if self.source == "court":
            facts["procedure"] = rng.choice((Procedure.ORDINARY, Procedure.SUMMARY))
            facts["signed_for_on"] = plan.received_on
        return facts

    def _refuse(self) -> None:
        reason = self.rng.choice(phrases.OUT_OF_SCOPE)
        self.concluded_on = self.day_after(self.taken_on, 0, 2, self.plan.latest)
        self._claims()
        self._move("refuse", self.concluded_on, state=Status.REFUSED.value, concluded_on=self.concluded_on,
                   outcome_code=Outcome.REFUSED.value, ending_note=reason)  # fmt: skip

    def _accept(self) -> date:
        day = self.day_after(self.taken_on, 0, 1, self.concluded_on)
        self._move("accept", day, state=Status.ACCEPTED.value, accepted_on=day)
        return day

    def _ask(self, accepted_on: date) -> date:
        asked_on = self.day_after(accepted_on, 0, 1, self.concluded_on)
        self._move("ask", asked_on, state=Status.ASKING.value, asked_on=asked_on)
        if not self.is_mediated:
            answers = {Outcome.UNWILLING: phrases.NOTE_REFUSES, Outcome.UNREACHABLE: phrases.NOTE_UNREACHABLE}
            self._note(
                self.day_after(asked_on, 0, 3, self.concluded_on),
                answers.get(self.plan.outcome, phrases.NOTE_INTAKE),
            )
            return asked_on
        self._note(asked_on, phrases.NOTE_AGREES)
        day = self.day_after(asked_on, 0, 2, self.concluded_on)
        self._move("consent", day, state=Status.MEDIATING.value, consented_on=day)
        return day

    def _mediate(self, day: date) -> date:
        rng = self.rng
        if rng.random() < 0.75 or self.is_extended:
            day = self.day_after(day, 1, 3, self.concluded_on)
            self._meeting(day, phrases.SUMMARY_FIRST)
        day = self.day_after(day, 0, 2, self.concluded_on)
        self._note(day, phrases.NOTE_PROGRESS)
        if rng.random() < 0.3:
            self._note(day, phrases.NOTE_CONCESSION, Audience.CONCESSION)
        elif rng.random() < 0.3:
            self._note(day, phrases.NOTE_INTERNAL, Audience.INTERNAL)
        if self.is_extended:
            day = self.day_after(
                max(day, self.plan.received_on + timedelta(days=12)), 0, 1, self.concluded_on
            )
            self._move("extend", day, state=Status.EXTENDED.value, extended_days=15,
                       extension_consent=rng.choice(phrases.EXTENDED))  # fmt: skip
            self._note(self.day_after(day, 1, 4, self.concluded_on), phrases.NOTE_PROGRESS)
        return day

    # --- the end ------------------------------------------------------------------------------------------------

    def _conclude(self) -> None:
        outcome = self.plan.outcome
        if outcome in SUCCESSFUL:
            self._settle()
            return
        self._claims()
        if self.is_mediated and outcome in GROUNDS:
            self._meeting(self.concluded_on, phrases.SUMMARY_FAILED)
        if outcome in GROUNDS:
            ground = weighted(self.rng, GROUNDS[outcome])
            self._end("fail", ground, self.rng.choice(phrases.NOTE_FAILED[ground]).format(**self.words))
        else:
            self._end(
                "withdraw",
                outcome.value,
                self.rng.choice(phrases.WITHDRAWN[outcome.value]).format(**self.words),
            )

    def _end(self, move: str, ground: str, note: str) -> None:
        self._move(move, self.concluded_on, state=Status.CONCLUDED.value, concluded_on=self.concluded_on,
                   outcome_code=self.plan.outcome.value, ending_ground=ground, ending_note=note)  # fmt: skip

    def _settle(self) -> None:
        plan, day = self.plan, self.concluded_on
        self._meeting(day, phrases.SUMMARY_SETTLED)
        self.instalments = self._instalments(day)
        self._move(
            "settle", day, state=Status.CONCLUDED.value, concluded_on=day, outcome_code=plan.outcome.value,
            ending_ground="agreed", agreement=self._agreement(), agreed_on=day, effective_on=day,
            agreed_fen=plan.agreed_fen, is_nonmonetary=plan.is_nonmonetary, performance=Performance.PENDING,
        )  # fmt: skip
        for due_on, amount_fen in self.instalments:
            self.case.add(Instalment, due_on=due_on, amount_fen=amount_fen)
        each = split(plan.agreed_fen, [self.rng.uniform(0.6, 1.6) for _ in self.case.workers])
        for (_, part), fen in zip(self.case.workers, each, strict=True):
            part.update(outcome_code=plan.outcome.value, agreed_fen=fen)
        if self.rng.random() < 0.6:
            self._note(day, phrases.NOTE_AGREED)

    def _instalments(self, day: date) -> list[tuple[date, int]]:
        if not self.plan.agreed_fen:
            return []
        count = self.rng.choices((1, 2, 3, 4, 6), weights=(62, 18, 11, 6, 3))[0]
        if self.plan.is_brief or self.plan.agreed_fen < count * SMALLEST_INSTALMENT:
            count = 1
        first = self.rng.choice((0, 0, 5, 7, 10))
        days = [day + timedelta(days=first + 30 * n) for n in range(count)]
        return list(zip(days, split(self.plan.agreed_fen, [3] + [2] * (count - 1)), strict=True))

    def _agreement(self) -> str:
        if self.plan.is_nonmonetary:
            return phrases.AGREEMENT_DEED.format(**self.words, what=self.rng.choice(phrases.DEEDS))
        told = [f"{day:%Y-%m-%d} {money.yuan(fen)}元" for day, fen in self.instalments]
        if len(told) == 1:
            terms = phrases.TERMS_ONCE.format(day=f"{self.instalments[0][0]:%Y-%m-%d}")
        else:
            terms = phrases.TERMS_PARTS.format(count=len(told), parts="，".join(told))
        lead = self.case.row["lead_worker"]
        return phrases.AGREEMENT.format(
            **{**self.words, "worker": lead}, what=phrases.WHAT[self.dispute], terms=terms
        )

    def _claims(self, paid_fen: int = 0) -> None:
        """The claims as they stand at the end; what arrived fills them in their order."""
        for category, claimed, agreed in self.claims:
            paid = min(paid_fen, agreed)
            paid_fen -= paid
            self.case.add(
                Claim,
                category=category,
                claimed_fen=claimed,
                agreed_fen=agreed,
                paid_fen=paid,
                worker_id=None,
            )

    # --- small words --------------------------------------------------------------------------------------------

    def _move(self, name: str, day: date, **changes) -> None:
        self.case.deed(WORKFLOW[name].label, day, self.handler, **changes)

    def _note(self, day: date, texts: tuple[str, ...], audience: Audience = Audience.CASE, **words) -> None:
        self.case.note(day, self.handler, self.rng.choice(texts).format(**self.words, **words), audience)

    def _meeting(self, day: date, summaries: tuple[str, ...]) -> None:
        rng = self.rng
        channel = rng.choice((Channel.ROOM, Channel.ROOM, Channel.ROOM, Channel.ONLINE, Channel.PHONE))
        self.case.add(
            Meeting, held_on=day, starts_at=time(rng.choice((9, 10, 14, 15)), rng.choice((0, 30))), channel=channel,
            place={Channel.ROOM: rng.choice(phrases.PLACES), Channel.ONLINE: "视频调解", Channel.PHONE: "电话调解"}[channel],
            present=f"{self.words['worker']}、{self.employer['contact']}",
            summary=rng.choice(summaries).format(**self.words), is_held=True, is_cancelled=False,
        )  # fmt: skip
