"""The steps of a live case that say more than their name: notes, meetings, agreements, payments, endings."""

from datetime import date, time, timedelta

from casework.demo import phrases
from casework.demo.disputes import split
from casework.demo.player import Player, work_day
from casework.engine import money
from casework.matters import actions as matters
from casework.matters.models import Audience, Channel, Meeting
from casework.mediation.models import Confirmation, Outcome, Reached, Route, Satisfaction


class Steps(Player):
    """One live case, step by step."""

    def take(self, step: str) -> None:
        """The step by its name: a method here, or else a move of the workflow without further words."""
        self.day = max(self.day, self._day_of(step))
        getattr(self, f"_{step}", lambda: self._move(step))()

    def _decline(self) -> None:
        self._move("decline", reason=phrases.REASON_DECLINE)

    def _refuse(self) -> None:
        self._move("refuse", reason=phrases.OUT_OF_SCOPE[0])

    def _contact(self) -> None:
        self._note(phrases.NOTE_INTAKE)

    def _consent(self) -> None:
        self._note(phrases.NOTE_AGREES)
        self._move("consent")

    def _meet(self) -> None:
        if self.day >= self.today:
            return
        meeting = self._do(
            "约定调解会", self.day, self.handler, self._appointment, self.day, self.day, time(10, 0)
        )
        present = f"{self.words['worker']}、{self.matter.employers[0].employer.contact}"
        self._do("记录调解会", self.day, self.handler, matters.record_meeting, meeting, present=present,
                 summary=self.rng.choice(phrases.SUMMARY_FIRST))  # fmt: skip

    def _progress(self) -> None:
        self._note(phrases.NOTE_PROGRESS)
        if self.rng.random() < 0.3:
            self._note(phrases.NOTE_CONCESSION, Audience.CONCESSION)

    def _extend(self) -> None:
        self._move("extend", days=15, consent=phrases.EXTENDED[0])

    def _suspend(self) -> None:
        self._move("suspend", reason=self.rng.choice(phrases.SUSPENDED))

    def _withdraw(self) -> None:
        self._move(
            "withdraw",
            withdrawal=Outcome.WITHDRAWN,
            note=phrases.WITHDRAWN["withdrawn"][0].format(**self.words),
        )

    def _fail(self) -> None:
        self._move("fail", ground="divided", note=phrases.NOTE_FAILED["divided"][0].format(**self.words))

    def _reopen(self) -> None:
        self._move("reopen", by=self.supervisor, reason=phrases.REASON_REOPEN)

    def _settle(self) -> None:
        agreed = self.matter.claimed_fen * self.rng.randint(55, 90) // 100 // 10_000 * 10_000
        days = [max(self.today + timedelta(days=ahead), self.day) for ahead in self.scene.due]
        parts = list(zip(days, split(agreed, [1] * len(days)), strict=True))
        told = "，".join(f"{day:%Y-%m-%d} {money.yuan(fen)}元" for day, fen in parts)
        agreement = phrases.AGREEMENT.format(
            **{**self.words, "agreed": money.yuan(agreed), "worker": self.matter.lead_worker},
            what=phrases.WHAT[self.scene.dispute],
            terms=phrases.TERMS_PARTS.format(count=len(parts), parts=told),
        )
        instalments = [{"due_on": day, "amount_fen": fen} for day, fen in parts]
        self._move(
            "settle", extent=Outcome.SETTLED, agreement=agreement, agreed_fen=agreed, instalments=instalments
        )
        self._share_out()
        self._note(phrases.NOTE_AGREED)

    def _share_out(self) -> None:
        """Several claims: the mediator says what was agreed for each."""
        claims = self.matter.claims
        if len(claims) > 1:
            whole = self.matter.claimed_fen
            parts = split(self.matter.agreed_fen, [claim.claimed_fen / whole for claim in claims])
            rows = [
                {"category": claim.category, "claimed_fen": claim.claimed_fen, "agreed_fen": fen}
                for claim, fen in zip(claims, parts, strict=True)
            ]
            self._do("修改请求事项", self.day, self.handler, matters.set_claims, self.matter, rows)

    def _pay_first(self) -> None:
        first = self.matter.instalments[0]
        self._move("pay", on=min(first.due_on, self.today), paid_fen=first.amount_fen, note="银行转账")

    def _pay_all(self) -> None:
        for instalment in list(self.matter.instalments):
            self._move(
                "pay", on=min(instalment.due_on, self.today), paid_fen=instalment.amount_fen, note="银行转账"
            )
        self._share_payment()
        self._note(phrases.NOTE_PAID)

    def _share_payment(self) -> None:
        claims = self.matter.claims
        if len(claims) > 1:
            rows = [{"category": claim.category, "paid_fen": claim.agreed_fen} for claim in claims]
            self._do("修改请求事项", self.day, self.handler, matters.set_claims, self.matter, rows)

    def _default(self) -> None:
        due = self.matter.instalments[-1].due_on
        rest = {**self.words, "rest": money.yuan(self.matter.balance_fen)}
        self._move("default", on=due + timedelta(days=9), reason=phrases.NOTE_DEFAULT.format(**rest))

    def _apply(self) -> None:
        self._move("apply", route=Route.JUDICIAL)

    def _decide(self) -> None:
        number = f"（{self.today.year}）{self.place.court}诉前调确{self.world.next_outside()}号"
        self._move("decide", decision=Confirmation.CONFIRMED, document_number=number)

    def _visit(self) -> None:
        self._move("visit", on=work_day(min(self.day + timedelta(days=4), self.today)), reached=Reached.REACHED,
                   satisfaction=Satisfaction.GOOD, note=self.rng.choice(phrases.VISITS["good"]))  # fmt: skip

    def _archive(self) -> None:
        serial, year = self.matter.number_serial, self.matter.number_year
        self._move("archive", on=work_day(min(self.day + timedelta(days=6), self.today)), retention_years=10,
                   archive_number=f"{self.place.mark}调卷{year}-{serial:03d}")  # fmt: skip

    # --- what is to come ------------------------------------------------------------------------------------------

    def _appointment(self, made_on: date, day: date, hour: time) -> Meeting:
        """An appointment made on a day; the action takes it for today's."""
        stood = self.matter.last_activity_on
        meeting = matters.arrange_meeting(
            self.matter, held_on=day, starts_at=hour, channel=Channel.ROOM, place=self.rng.choice(phrases.PLACES),
            present=f"{self.words['worker']}、{self.words['employer']}",
        )  # fmt: skip
        self.matter.last_activity_on = max(stood, made_on)
        return meeting

    def arrange(self, day: date, hour: time) -> None:
        made_on = max(self.day, self.latest)
        self._do("约定调解会", made_on, self.handler, self._appointment, made_on, day, hour)

    def offer(self) -> None:
        unit = self.world.units[self.scene.transfer]
        self._do("移交", self.latest, self.handler, matters.offer_transfer, self.matter, to_unit_id=unit.id,
                 reason=phrases.TRANSFER, by=self.handler)  # fmt: skip

    def share(self) -> None:
        self._do(
            "共享案件",
            self.day,
            self.supervisor,
            matters.share,
            self.matter,
            self.world.users["lvshi"],
            phrases.SHARED,
        )
