"""What came after the conclusion of a past case: confirmation, payments or default, the visit, the archive."""

from datetime import date, timedelta

from casework.demo import facts, phrases
from casework.demo.teller import Teller
from casework.demo.told import Told
from casework.engine import money
from casework.matters.models import Audience
from casework.mediation.models import (
    SUCCESSFUL,
    Confirmation,
    Payment,
    Performance,
    Reached,
    Route,
    Satisfaction,
    Status,
    Visit,
)
from casework.mediation.rules import RETENTION_YEARS, WORKFLOW


class Aftermath:
    """Follows a concluded case to its end, deed by deed in the order of their days."""

    def __init__(self, teller: Teller):
        self.teller, self.case, self.plan = teller, teller.case, teller.plan
        self.rng, self.handler = teller.rng, teller.handler
        self.paid_fen = 0

    def told(self) -> Told:
        last = self.teller.concluded_on
        if self.plan.outcome in SUCCESSFUL:
            deeds = sorted([*self._confirming(), *self._performing()], key=lambda deed: deed[0])
            for day, name, changes, after in deeds:
                self._move(name, day, **changes)
                if after:
                    after()
                last = day
            self.teller._claims(self.paid_fen)
            last = self._visited(last)
        if not (self.case.row["performance"] == Performance.DEFAULTED and self.rng.random() < 0.5):
            self._archive(last)
        return self.case

    def _confirming(self) -> list[tuple]:
        chance = self.rng.random()
        if self.plan.is_brief or not self.plan.agreed_fen:
            chance *= 2
        if chance >= facts.CONFIRMED_BY_COURT + facts.REVIEWED_BY_ARBITRATION:
            return []
        by_court = chance < facts.CONFIRMED_BY_COURT or self.teller.dispute == "relation"
        agreed_on = self.teller.concluded_on
        applied_on = self.teller.day_after(agreed_on, 0, 12 if by_court and not self.plan.is_brief else 5)
        decided_on = self.teller.day_after(applied_on, 2, 12 if by_court and not self.plan.is_brief else 5)
        serial, year = self.teller.world.next_outside(), applied_on.year
        if by_court:
            route, number = Route.JUDICIAL, f"（{year}）{self.plan.place.court}诉前调确{serial}号"
        else:
            route, number = Route.ARBITRATION, f"洪劳人仲审字〔{year}〕第{serial}号"
        decision = Confirmation.CONFIRMED if self.rng.random() < 0.96 else Confirmation.WITHDRAWN
        applied = {
            "route": route,
            "confirmation": Confirmation.APPLIED,
            "confirmation_applied_on": applied_on,
        }
        decided = {
            "confirmation": decision,
            "confirmation_decided_on": decided_on,
            "confirmation_number": number if decision == Confirmation.CONFIRMED else "",
        }
        return [(applied_on, "apply", applied, None), (decided_on, "decide", decided, None)]

    def _performing(self) -> list[tuple]:
        if self.plan.is_nonmonetary:
            day = self.teller.day_after(self.teller.concluded_on, 3, 14)
            return [(day, "perform", {"performance": Performance.PERFORMED, "performed_on": day}, None)]
        instalments, deeds = self.teller.instalments, []
        kept = len(instalments)
        if not self.plan.is_brief and self.rng.random() < facts.DEFAULTED:
            kept = self.rng.randrange(len(instalments))
        latest = self.teller.concluded_on
        for due_on, amount_fen in instalments[:kept]:
            latest = max(latest, self._paid_on(due_on))
            deeds.append(self._payment(latest, amount_fen))
        if kept < len(instalments):
            day = self.teller.day_after(max(latest, instalments[kept][0]), 8, 15)
            deeds.append(
                (day, "default", {"performance": Performance.DEFAULTED}, lambda: self._defaulted(day))
            )
        return deeds

    def _paid_on(self, due_on: date) -> date:
        if self.rng.random() < 0.85:
            return self.teller.day_after(due_on - timedelta(days=3), 0, 3, due_on)
        return self.teller.day_after(due_on, 1, 3 if self.plan.is_brief else 9)

    def _payment(self, day: date, amount_fen: int) -> tuple:
        self.paid_fen += amount_fen
        is_last = self.paid_fen == self.plan.agreed_fen
        changes = {
            "paid_fen": self.paid_fen,
            "performance": Performance.PERFORMED if is_last else Performance.PARTIAL,
            "performed_on": day if is_last else None,
        }
        note = self.rng.choice(("银行转账", "银行转账", "微信转账", "现金当面支付"))
        self.case.add(Payment, paid_on=day, amount_fen=amount_fen, note=note)
        return day, "pay", changes, (lambda: self._thanked(day)) if is_last else None

    def _thanked(self, day: date) -> None:
        if self.rng.random() < 0.4:
            self.teller._note(day, phrases.NOTE_PAID)

    def _defaulted(self, day: date) -> None:
        rest = money.yuan(self.plan.agreed_fen - self.paid_fen)
        self.teller._note(day, (phrases.NOTE_DEFAULT,), Audience.CASE, rest=rest)

    def _visited(self, day: date) -> date:
        is_kept = self.case.row["performance"] == Performance.PERFORMED
        if self.rng.random() < 0.12:
            self._visit(day, Reached.NO_ANSWER, None, "")
        day = self.teller.day_after(day, 1, 3)
        content = Satisfaction(self.rng.choice(phrases.SATISFIED)) if is_kept else Satisfaction.POOR
        said = self.rng.choice(phrases.VISITS[content]) if is_kept else phrases.VISIT_UNPAID
        self._visit(day, Reached.REACHED, content, said)
        return day

    def _visit(self, day: date, reached: Reached, satisfaction: Satisfaction | None, note: str) -> None:
        self.case.add(
            Visit, visited_on=day, by_id=self.handler.id, channel="phone", reached=reached,
            satisfaction=satisfaction, note=note,
        )  # fmt: skip

    def _archive(self, last: date) -> None:
        day = self.teller.day_after(last, 1, 4 if self.plan.is_brief else 20)
        year, serial = self.case.row["number_year"], self.case.row["number_serial"]
        self._move(
            "archive", day, state=Status.ARCHIVED.value, archived_on=day,
            retention_years=RETENTION_YEARS[self.case.row["is_collective"]],
            archive_number=f"{self.plan.place.mark}调卷{year}-{serial:03d}",
        )  # fmt: skip

    def _move(self, name: str, day: date, **changes) -> None:
        self.case.deed(WORKFLOW[name].label, day, self.handler, **changes)
