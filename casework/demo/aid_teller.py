"""Telling one past case of legal aid, from the application to the archive, deed by deed in the order of their days."""

from datetime import date, time, timedelta
from random import Random

from casework.accounts.models import UnitKind
from casework.demo import aid_facts, aid_phrases, facts
from casework.demo.disputes import DISPUTES, cause_of, claims_of, split
from casework.demo.employers import TRADES, address, weighted
from casework.demo.told import Told
from casework.demo.world import World
from casework.engine import money
from casework.engine.calendar import official
from casework.legal_aid.models import (
    Agency,
    Check,
    Form,
    Grade,
    LegalAid,
    Outcome,
    Power,
    Result,
    Stage,
    Status,
    Subsidy,
    Work,
)
from casework.legal_aid.rules import RETENTION_YEARS, WORKFLOW
from casework.matters.actions import COLLECTIVE_FROM
from casework.matters.models import Audience, Channel, Claim, EmployerRole, Meeting
from casework.parties.models import Sex

RESULTS = {Outcome.WON: Result.SUPPORTED, Outcome.PARTLY: Result.PARTLY, Outcome.SETTLED: Result.SETTLED,
           Outcome.LOST: Result.DISMISSED, Outcome.DRAFTED: Result.DELIVERED, Outcome.DONE: Result.OTHER}  # fmt: skip
IN_COURT = (Form.ARBITRATION, Form.FIRST, Form.SECOND, Form.ENFORCEMENT)
STAGES = {Form.FIRST: Stage.FIRST, Form.SECOND: Stage.SECOND, Form.ENFORCEMENT: Stage.ENFORCEMENT}
COURT_WORDS = {Form.FIRST: "民初", Form.SECOND: "民终", Form.ENFORCEMENT: "执"}
COLUMNS_OF_WORK = ("form", "lawyer_id", "institution", "case_number", "began_on", "filed_on", "heard_on", "ended_on", "served_on",
                   "is_final", "result", "note", "subsidy_fen")  # fmt: skip


class AidTeller:
    """Tells one case from its plan."""

    def __init__(self, rng: Random, plan, world: World, rates: dict[Form, int]):
        self.rng, self.plan, self.world, self.rates = rng, plan, world, rates
        self.unit = world.units[plan.place.short_name]
        self.case = Told(rng, LegalAid)
        self.by = rng.choice(world.staff[plan.place.short_name])
        near = "南昌县" in plan.place.short_name
        self.supervisor = world.users["zhuguan" if near else "shizhuguan"]
        self.lawyer = self._lawyer()
        self.works: list[dict] = []
        self.is_reported = plan.received_on <= facts.PUBLISHED

    def _lawyer(self):
        own = self.world.lawyers.get(self.plan.place.short_name) or self.world.lawyers["市总"]
        firms = [
            *self.world.lawyers["演示律所甲"],
            *self.world.lawyers["演示律所乙"],
            *self.world.lawyers["示例公益中心"],
        ]
        return self.rng.choice(own if self.rng.random() < 0.22 else firms)

    def _after(self, day: date, low: int, high: int, latest: date | None = None) -> date:
        """A working day, so many days later and not after the latest."""
        found = day + timedelta(days=self.rng.randint(low, high))
        if official().is_rest_day(found):
            found = official().next_working_day(found)
        if latest is None or found <= latest:
            return found
        while official().is_rest_day(latest) and latest > day:
            latest -= timedelta(days=1)
        return max(latest, day)

    def told(self) -> Told:
        """The whole of it."""
        self._meet_people()
        self._apply()
        if self.plan.outcome in (Outcome.REFUSED, Outcome.WITHDRAWN):
            self._not_given()
            return self.case
        self._grant()
        self._engage()
        self._work()
        self._conclude()
        self._file()
        return self.case

    # --- the application ------------------------------------------------------------------------------------------

    def _meet_people(self) -> None:
        plan, rng, case = self.plan, self.rng, self.case
        self.trade = rng.choices(TRADES, weights=[trade.weight for trade in TRADES])[0]
        self.dispute = weighted(rng, DISPUTES.get(self.trade.name, DISPUTES["any"]))
        self.worker_type = weighted(rng, self.trade.workers)
        if plan.origin is not None:
            origin = plan.origin
            self.dispute, self.worker_type = origin.row["dispute_type"], origin.row["worker_type"]
            case.employers = [(row, dict(part)) for row, part in origin.employers]
            case.workers = [
                (row, {**part, "outcome_code": None, "agreed_fen": 0}) for row, part in origin.workers
            ]
        else:
            row = self.world.employer(rng, plan.place, self.trade, new=plan.people > 5)
            case.employers.append((row, {"role": EmployerRole.EMPLOYER}))
            for n in range(plan.people):
                is_representative = plan.people >= COLLECTIVE_FROM and n < 3
                part = {"is_representative": is_representative, "outcome_code": None, "agreed_fen": 0}
                case.workers.append((self._worker(), part))
        self.employer = case.employers[0][0]

    def _worker(self) -> dict:
        ages = {"over_age": (60, 67), "intern": (19, 22)}.get(self.worker_type, self.trade.ages)
        sex = "female" if self.worker_type == "woman" else self.trade.sex
        person = self.world.people.draw(self.rng, self.plan.received_on, ages=ages, sex=sex)
        return {
            "unit_id": self.unit.id,
            "name": person.name,
            "id_number": person.id_number,
            "phone": person.phone,
            "sex": Sex(person.sex),
            "birth_on": person.birth_on,
            "address": address(self.rng, self.plan.place),
            "worker_types": [self.worker_type],
            "contact_note": "",
        }

    def _means(self) -> dict:
        """Why no means are looked at, or the applicant's statement; the household itself is kept out of the history."""
        if self.worker_type == "migrant" and self.dispute in ("wages", "injury"):
            return {"exemption": self.dispute}
        if self.rng.random() < 0.3:
            return {"exemption": self.rng.choice(("gravity", "relief"))}
        rng = self.rng
        self.case.row.update(
            household=rng.choice(aid_phrases.HOUSEHOLDS),
            assets=rng.choice(aid_phrases.ASSETS),
            income_per_head_fen=rng.randrange(600, 2_400, 50) * 100,
        )
        return {
            "household_size": rng.randint(1, 5),
            "income_source": rng.choice(aid_phrases.INCOMES),
            "promised_on": self.plan.received_on,
        }

    def _apply(self) -> None:
        plan, rng, case = self.plan, self.rng, self.case
        origin = plan.origin
        number, serial = self.world.number(self.unit, plan.received_on.year, case.row["kind"])
        if origin is not None:
            self.claims = [(c["category"], c["claimed_fen"]) for c in origin.hanging[Claim]]
            if plan.agreed_fen > sum(claimed for _, claimed in self.claims):
                self.claims[0] = (self.claims[0][0], plan.agreed_fen * 5 // 4)
        else:
            told = claims_of(rng, self.dispute, plan.agreed_fen, self.trade.pay, plan.people)
            self.claims = [(category, claimed) for category, claimed, _ in told]
        lead = case.workers[0][0]["name"]
        self.words = {
            "worker": lead,
            "employer": self.employer["name"],
            "agreed": money.yuan(plan.agreed_fen),
        }
        claimed = sum(claimed for _, claimed in self.claims)
        facts_told = origin.row["facts"] if origin else self._facts(claimed)
        self.received_on = plan.received_on
        first = next((form for form in plan.course if form in STAGES), None)
        case.deed(
            "登记申请", plan.received_on, self.by,
            unit_id=self.unit.id, number=number, number_year=plan.received_on.year, number_serial=serial,
            registered_by_id=self.by.id, received_on=plan.received_on, dispute_type=self.dispute,
            source="mediation" if origin else weighted(rng, aid_facts.SOURCES),
            cause=cause_of(self.dispute, self.worker_type, plan.received_on, rng),
            industry=self.employer["industry"], worker_type=self.worker_type, people=len(case.workers),
            is_collective=len(case.workers) >= COLLECTIVE_FROM, claimed_fen=claimed,
            lead_worker=lead if len(case.workers) == 1 else f"{lead}等{len(case.workers)}人",
            employer_name=self.employer["name"], facts=facts_told, state=Status.APPLIED.value,
            stage=STAGES[first] if plan.course and plan.course[0] in STAGES else Stage.NONE,
            forms_asked=list(dict.fromkeys(form.value for form in plan.course)), powers=[], **self._means(),
        )  # fmt: skip
        case.row["registered_at"] = case.entries[0][0]
        case.note(plan.received_on, self.by, self._say(aid_phrases.NOTES_REVIEW), Audience.CASE)

    def _facts(self, claimed_fen: int) -> str:
        asked = money.yuan(claimed_fen)
        job = self.rng.choice(self.trade.jobs)
        return f"{self.words['worker']}在{self.words['employer']}任{job}，双方发生争议，请求支付{asked}元，因经济困难申请工会法律援助。"

    def _not_given(self) -> None:
        plan, rng = self.plan, self.rng
        latest = facts.PUBLISHED if self.is_reported else None
        day = self._after(plan.received_on, 1, 6, latest)
        if plan.outcome == Outcome.WITHDRAWN:
            self._move("withdraw", day, self.by, state=Status.WITHDRAWN.value, concluded_on=day,
                       outcome_code=plan.outcome.value, ending_note=rng.choice(aid_phrases.WITHDRAWALS))  # fmt: skip
        else:
            refusal = rng.choice(list(aid_phrases.REFUSALS))
            self._move("refuse", day, self.supervisor, state=Status.REFUSED.value, concluded_on=day, decided_on=day,
                       outcome_code=plan.outcome.value, refusal=refusal, decision_number=self._decision(),
                       ending_note=aid_phrases.REFUSALS[refusal])  # fmt: skip
        for category, claimed in self.claims:
            self._claim(category, claimed, 0, 0)
        self._archive(day)

    def _decision(self) -> str:
        return self.case.row["number"].replace("工援", "工援决", 1)

    # --- the decision and the lawyer ------------------------------------------------------------------------------

    def _grant(self) -> None:
        plan, rng = self.plan, self.rng
        latest = min(plan.concluded_on, facts.PUBLISHED) if self.is_reported else plan.concluded_on
        day = plan.received_on
        if plan.lead >= 18 and rng.random() < 0.5 and (latest - day).days > 12:
            day = self._after(day, 1, 3)
            self._move("notify", day, self.supervisor, state=Status.SUPPLEMENTING.value, notified_on=day,
                       missing=rng.choice(aid_phrases.MISSING))  # fmt: skip
            day = self._after(day, 2, 6)
            self._move("supplement", day, self.by, state=Status.APPLIED.value, supplemented_on=day)
        self.granted_on = day = self._after(day, 0, 3, latest)
        self._move("grant", day, self.supervisor, state=Status.GRANTED.value, accepted_on=day, decided_on=day,
                   assign_from_on=day, decision_number=self._decision())  # fmt: skip

    def _engage(self) -> None:
        latest, rng = self.plan.concluded_on, self.rng
        day = self._after(self.granted_on, 0, 2, latest)
        at = self.case.moment(day)
        self.case.add(Check, lawyer_id=self.lawyer.id, checked_by_id=self.supervisor.id, checked_at=at,
                      override_reason="", overridden_by_id=None)  # fmt: skip
        self._move(
            "assign",
            day,
            self.supervisor,
            state=Status.ASSIGNED.value,
            assigned_on=day,
            handler_id=self.lawyer.id,
        )
        day = self._after(day, 0, 1, latest)
        self._move("take", day, self.lawyer, state=Status.TAKEN.value, taken_on=day)
        self.engaged_on = day = self._after(day, 0, 2, latest)
        is_special = any(form in IN_COURT for form in self.plan.course) and rng.random() < 0.7
        powers = [Power.CHANGE.value, Power.SETTLE.value, Power.RECEIVE.value] if is_special else []
        self._move("engage", day, self.lawyer, state=Status.WORKING.value, engaged_on=day,
                   agency=Agency.SPECIAL if is_special else Agency.GENERAL, powers=powers)  # fmt: skip
        if rng.random() < 0.6:
            self.case.note(day, self.lawyer, self._say(aid_phrases.NOTES_MEETING), Audience.CASE)

    # --- the work -------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        plan, day, last = self.plan, self.engaged_on, len(self.plan.course) - 1
        for n, (form, length) in enumerate(zip(plan.course, plan.lasts, strict=True)):
            ended = plan.concluded_on if n == last else self._after(day, length, length, plan.concluded_on)
            if n == last:
                ended = max(day, self._after(day, length, length + 2, plan.concluded_on))
            result = (
                RESULTS[plan.outcome]
                if n == last
                else (Result.DELIVERED if form == Form.DRAFTING else Result.PARTLY)
            )
            self._one(form, day, ended, result)
            day = ended

    def _one(self, form: Form, began: date, ended: date, result: Result) -> None:
        rng, in_court = self.rng, form in IN_COURT
        district = self.plan.place.district
        work = dict.fromkeys(COLUMNS_OF_WORK)
        work |= {"form": form, "lawyer_id": self.lawyer.id, "began_on": began, "ended_on": ended, "result": result,
                 "institution": aid_phrases.INSTITUTIONS[form.value].format(district=district), "case_number": "",
                 "is_final": False, "note": ""}  # fmt: skip
        if in_court:
            work["filed_on"] = self._after(began, 0, 3, ended)
            work["served_on"] = self._after(ended, 0, 3)
            work["case_number"] = self._number(form, work["filed_on"].year)
            work["is_final"] = form == Form.ARBITRATION and rng.random() < 0.3
            if form != Form.ENFORCEMENT:
                work["heard_on"] = self._after(work["filed_on"], 12, 30, ended)
                self._hearing(work["heard_on"], work["institution"])
        self.works.append(work)
        self.case.add(Work, **work)

    def _number(self, form: Form, year: int) -> str:
        serial = self.world.next_outside()
        if form == Form.ARBITRATION:
            return f"洪劳人仲案字〔{year}〕第{serial}号"
        court = "赣01" if form == Form.SECOND else self.plan.place.court
        return f"（{year}）{court}{COURT_WORDS[form]}{serial}号"

    def _hearing(self, day: date, place: str) -> None:
        self.case.add(
            Meeting, held_on=day, starts_at=time(self.rng.choice((9, 10, 14, 15)), self.rng.choice((0, 30))),
            channel=Channel.ROOM, place=f"{place}开庭", present=f"{self.words['worker']}、{self.lawyer.name}",
            summary=self._say(aid_phrases.NOTES_HEARING), is_held=True, is_cancelled=False,
        )  # fmt: skip
        self.case.row["last_activity_on"] = max(self.case.row["last_activity_on"], day)

    # --- the end --------------------------------------------------------------------------------------------------

    def _conclude(self) -> None:
        plan, rng, case = self.plan, self.rng, self.case
        day, agreed = plan.concluded_on, plan.agreed_fen
        chance = rng.random()
        avoided = agreed if chance < 0.05 else agreed // 3 // 1000 * 1000 if chance < 0.14 else 0
        self.gained = agreed - avoided
        self._move(
            "conclude", day, self.lawyer, state=Status.CONCLUDED.value, concluded_on=day, outcome_code=plan.outcome.value,
            closing_report=self._say(aid_phrases.REPORTS[plan.outcome.value]), gained_fen=self.gained,
            avoided_fen=avoided, agreed_fen=agreed,
        )  # fmt: skip
        each = split(agreed, [rng.uniform(0.6, 1.6) for _ in case.workers])
        for (_, part), fen in zip(case.workers, each, strict=True):
            part.update(outcome_code=plan.outcome.value, agreed_fen=fen)

    def _file(self) -> None:
        rng, day = self.rng, self.plan.concluded_on
        paid = 0
        if self.gained and rng.random() < 0.82:
            paid = self.gained
            day = self._after(day, 2, 20)
            self._move("arrive", day, self.lawyer, paid_fen=paid, performed_on=day)
        self._claims(paid)
        day = self._after(day, 1, 9)
        self._move("file", day, self.lawyer, state=Status.FILED.value, filed_on=day)
        day = self._after(day, 1, 12)
        grade = weighted(rng, {Grade.EXCELLENT: 2, Grade.GOOD: 5, Grade.PASSED: 3})
        self._move("review", day, self.supervisor, state=Status.REVIEWED.value, reviewed_on=day, grade=grade)
        if self.lawyer.unit.kind == UnitKind.LAW_FIRM:
            day = self._after(day, 2, 15)
            self._pay(day)
        self._archive(day)

    def _pay(self, day: date) -> None:
        amount, known = 0, set()
        for work in self.case.hanging[Work]:
            if work["form"] not in known:
                known.add(work["form"])
                work["subsidy_fen"] = self.rates[work["form"]]
                amount += self.rates[work["form"]]
        self.case.moment(day)
        self.case.add(
            Subsidy,
            payee_id=self.lawyer.id,
            amount_fen=amount,
            paid_on=day,
            paid_by_id=self.supervisor.id,
            note="",
        )
        self.case.row["last_activity_on"] = max(self.case.row["last_activity_on"], day)

    def _claims(self, paid: int) -> None:
        """The claims as they stand at the end: what was gained or avoided fills them in their order, and so does what arrived."""
        agreed = self.plan.agreed_fen
        for category, claimed in self.claims:
            part, came = min(agreed, claimed), min(paid, agreed, claimed)
            agreed, paid = agreed - part, paid - came
            self._claim(category, claimed, part, came)

    def _claim(self, category: str, claimed: int, agreed: int, paid: int) -> None:
        self.case.add(
            Claim, category=category, claimed_fen=claimed, agreed_fen=agreed, paid_fen=paid, worker_id=None
        )

    def _archive(self, last: date) -> None:
        day = self._after(last, 1, 8)
        row = self.case.row
        self._move("archive", day, self.supervisor, state=Status.ARCHIVED.value, archived_on=day,
                   retention_years=RETENTION_YEARS[row["is_collective"]],
                   archive_number=f"{self.plan.place.mark}援卷{row['number_year']}-{row['number_serial']:03d}")  # fmt: skip

    # --- small words ------------------------------------------------------------------------------------------------

    def _move(self, name: str, day: date, by, **changes) -> None:
        self.case.deed(WORKFLOW[name].label, day, by, **changes)

    def _say(self, texts: tuple[str, ...]) -> str:
        return self.rng.choice(texts).format(**self.words)
