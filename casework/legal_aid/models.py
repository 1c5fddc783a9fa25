"""A legal-aid case: its statuses, its outcome, the applicant's circumstances, the lawyer's work, and what was checked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import User
from casework.engine.choices import Choices
from casework.extensions import Sealed, db
from casework.history.models import Tracked
from casework.matters.models import Kind, Matter


class Status(Choices):
    """Where the case stands. How it ended (Outcome), what it gained and what was paid for it are separate."""

    APPLIED = "applied", "待审查", "amber"
    SUPPLEMENTING = "supplementing", "待补充材料", "amber"
    GRANTED = "granted", "待指派", "amber"
    ASSIGNED = "assigned", "已指派待确认", "amber"
    TAKEN = "taken", "待签委托", "blue"
    WORKING = "working", "办理中", "blue"
    CONCLUDED = "concluded", "已办结", "green"
    FILED = "filed", "案卷待审核", "amber"
    REVIEWED = "reviewed", "审核通过", "green"
    REFUSED = "refused", "不予援助", "grey"
    WITHDRAWN = "withdrawn", "已撤回", "grey"
    TERMINATED = "terminated", "已终止", "grey"
    ARCHIVED = "archived", "已归档", "grey"


EXAMINED = (Status.APPLIED, Status.SUPPLEMENTING)  # before the decision
AT_WORK = (Status.GRANTED, Status.ASSIGNED, Status.TAKEN, Status.WORKING)  # granted, and not ended
OPEN = EXAMINED + AT_WORK
ENDED = (Status.CONCLUDED, Status.FILED, Status.REVIEWED)


class Outcome(Choices):
    """How a case ended. A case in which only papers were written, or advice given, ends with that."""

    WON = "won", "请求全部得到支持", "green"
    PARTLY = "partly", "请求部分得到支持", "green"
    SETTLED = "settled", "调解或者和解", "green"
    LOST = "lost", "请求未得到支持", "amber"
    DRAFTED = "drafted", "代书完成", "green"
    DONE = "done", "其他方式办结", "green"
    REFUSED = "refused", "不予援助", "grey"
    WITHDRAWN = "withdrawn", "撤回申请", "grey"
    TERMINATED = "terminated", "终止援助", "grey"


WORKED_OUT = (Outcome.WON, Outcome.PARTLY, Outcome.SETTLED, Outcome.LOST, Outcome.DRAFTED, Outcome.DONE)


class Stage(Choices):
    """How far the dispute had come when aid was asked for."""

    NONE = "none", "尚未进入程序"
    MEDIATION = "mediation", "调解"
    ARBITRATION = "arbitration", "仲裁"
    FIRST = "first", "一审"
    SECOND = "second", "二审"
    RETRIAL = "retrial", "再审"
    ENFORCEMENT = "enforcement", "执行"


class Urgency(Choices):
    """Why aid may be given first and the papers brought later (法律援助法 art. 44)."""

    LIMITATION = "limitation", "距法定时效或者期限届满不足七日"
    PRESERVATION = "preservation", "需要立即申请财产保全、证据保全或者先予执行"
    LAW = "law", "法律、法规规定的其他紧急情形"


class Agency(Choices):
    """How far the lawyer may act for the recipient."""

    GENERAL = "general", "一般代理"
    SPECIAL = "special", "特别授权"


class Power(Choices):
    """The items of a special authorisation, each to be named (民事诉讼法 art. 62; 劳动争议调解仲裁法 art. 24)."""

    ADMIT = "admit", "承认请求"
    CHANGE = "change", "变更请求"
    WAIVE = "waive", "放弃请求"
    SETTLE = "settle", "进行和解、调解"
    COUNTERCLAIM = "counterclaim", "提起反请求、反诉"
    APPEAL = "appeal", "提起上诉"
    ENFORCE = "enforce", "申请执行"
    RECEIVE = "receive", "代收法律文书"
    MONEY = "money", "代领款项"


class Replacement(Choices):
    """Why another lawyer takes the case over."""

    RECUSED = "recused", "依法应当回避或者存在利益冲突"
    RECIPIENT = "recipient", "受援人有正当理由要求更换"
    NEGLECT = "neglect", "未依法履行职责"
    UNABLE = "unable", "患病、离职等不能继续办理"


class Grade(Choices):
    """What the review finds of the file."""

    EXCELLENT = "excellent", "优秀", "green"
    GOOD = "good", "良好", "green"
    PASSED = "passed", "合格", "blue"
    FAILED = "failed", "不合格", "red"


class LegalAid(Matter):
    """One legal-aid case. ``accepted_on`` is the day of the decision to grant; ``agreed_fen`` is gained plus avoided."""

    __tablename__ = "legal_aid"
    __mapper_args__ = {"polymorphic_identity": Kind.LEGAL_AID}
    statuses, outcomes = Status, Outcome
    masked = frozenset({"household", "assets", "income_per_head_fen"})

    id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), primary_key=True)
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.NONE)
    forms_asked: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # codes of Form
    limitation_ends_on: Mapped[date | None]  # of the claim, or of the period for suing
    other_agent: Mapped[str] = mapped_column(sa.String(50), default="")  # who acts for the other side
    other_firm: Mapped[str] = mapped_column(sa.String(100), default="")

    # The applicant's own statement of means, or why none is needed.
    exemption: Mapped[str | None] = mapped_column(sa.String(30))
    household_size: Mapped[int | None]
    household: Mapped[str | None] = mapped_column(Sealed("legal_aid.household"))
    income_per_head_fen: Mapped[int | None] = mapped_column(sa.BigInteger)  # a month
    income_source: Mapped[str] = mapped_column(sa.String(200), default="")
    assets: Mapped[str | None] = mapped_column(Sealed("legal_aid.assets"))
    promised_on: Mapped[date | None]  # 诚信承诺

    notified_on: Mapped[date | None]  # the one notice of what is missing
    missing: Mapped[str] = mapped_column(sa.Text, default="")
    supplemented_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decision_number: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    refusal: Mapped[str | None] = mapped_column(sa.String(30))
    urgency: Mapped[Urgency | None]
    papers_on: Mapped[date | None]  # urgent aid: the papers were brought

    assign_from_on: Mapped[date | None]  # the decision, or the day the last lawyer was released
    assigned_on: Mapped[date | None]
    taken_on: Mapped[date | None]
    engaged_on: Mapped[date | None]
    agency: Mapped[Agency | None]
    powers: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # codes of Power
    replacements: Mapped[int] = mapped_column(default=0)

    gained_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    avoided_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    closing_report: Mapped[str] = mapped_column(sa.Text, default="")
    ending_ground: Mapped[str | None] = mapped_column(sa.String(30))
    ending_note: Mapped[str] = mapped_column(sa.String(500), default="")
    objected_on: Mapped[date | None]
    reopened_times: Mapped[int] = mapped_column(default=0)
    filed_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    grade: Mapped[Grade | None]
    archive_number: Mapped[str] = mapped_column(sa.String(60), default="")
    retention_years: Mapped[int | None]

    works: Mapped[list["Work"]] = relationship(order_by="Work.began_on, Work.id")
    checks: Mapped[list["Check"]] = relationship(order_by="Check.id.desc()")
    subsidy: Mapped["Subsidy | None"] = relationship(uselist=False)

    __table_args__ = (
        sa.CheckConstraint("gained_fen >= 0 AND avoided_fen >= 0", name="result"),
        sa.CheckConstraint("supplemented_on IS NULL OR notified_on IS NOT NULL", name="one_notice"),
        sa.CheckConstraint("papers_on IS NULL OR urgency IS NOT NULL", name="papers_of_urgent"),
        sa.CheckConstraint("income_per_head_fen IS NULL OR income_per_head_fen >= 0", name="income"),
    )

    @property
    def is_open(self) -> bool:
        """Whether work on it is still going on."""
        return self.status in OPEN

    @property
    def is_provided(self) -> bool:
        """Whether legal aid was given: what the reports count as 提供法律援助."""
        return self.accepted_on is not None

    @property
    def has_means(self) -> bool:
        """Whether the means are stated with the promise, or need not be."""
        return bool(self.exemption) or (self.promised_on is not None and self.income_per_head_fen is not None)

    @property
    def awaits_papers(self) -> bool:
        """Whether aid was given first and the papers are still to come."""
        return self.urgency is not None and self.papers_on is None

    @property
    def balance_fen(self) -> int:
        """What was gained and has not yet arrived, in 分. What was avoided never arrives."""
        return max(self.gained_fen - self.paid_fen, 0)


class Form(Choices):
    """The forms of aid, counted separately (法律援助法 art. 22; 工会法律援助办法 art. 6)."""

    DRAFTING = "drafting", "代写法律文书"
    MEDIATION = "mediation", "参与协商、调解"
    ARBITRATION = "arbitration", "仲裁代理"
    FIRST = "first", "一审代理"
    SECOND = "second", "二审代理"
    RETRIAL = "retrial", "再审代理"
    ENFORCEMENT = "enforcement", "执行代理"
    OTHER = "other", "非诉讼代理"


class Result(Choices):
    """What one piece of work came to."""

    SUPPORTED = "supported", "支持", "green"
    PARTLY = "partly", "部分支持", "green"
    SETTLED = "settled", "调解、和解", "green"
    DISMISSED = "dismissed", "驳回", "amber"
    WITHDRAWN = "withdrawn", "撤回", "grey"
    DELIVERED = "delivered", "文书已交付", "green"
    OTHER = "other", "其他", "grey"


class Work(Tracked, db.Model):
    """One form of work in a case, with where and when. It is over when ``ended_on`` and ``result`` are there."""

    __tablename__ = "aid_work"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("legal_aid.id"), index=True)
    form: Mapped[Form]
    lawyer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    institution: Mapped[str] = mapped_column(sa.String(100), default="")
    case_number: Mapped[str] = mapped_column(sa.String(60), default="")
    began_on: Mapped[date]
    filed_on: Mapped[date | None]
    heard_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # award, judgment, agreement, delivery
    served_on: Mapped[date | None]
    is_final: Mapped[bool] = mapped_column(default=False)  # 终局裁决
    result: Mapped[Result | None]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    subsidy_fen: Mapped[int | None] = mapped_column(sa.BigInteger)  # what was paid for it

    lawyer: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(ended_on IS NULL) = (result IS NULL)", name="ended_iff_result"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= began_on", name="ended_after_began"),
        sa.Index("ix_aid_work_form", "form", "began_on", "matter_id"),
    )


class HitGround(Choices):
    """Why a lawyer may not take a case."""

    MEDIATOR = "mediator", "是同一争议的调解员"
    FORMER_MEDIATOR = "former_mediator", "曾是同一争议的调解员"
    OTHER_AGENT = "other_agent", "本人代理对方当事人"
    OTHER_FIRM = "other_firm", "所在机构代理对方当事人"
    EMPLOYER = "employer", "所在机构就是对方当事人"


class Check(Tracked, db.Model):
    """One look for conflicts of one lawyer with one case, and what it found. Never changed but for an override."""

    __tablename__ = "aid_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("legal_aid.id"), index=True)
    lawyer_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    checked_at: Mapped[datetime]
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    overridden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    lawyer: Mapped[User] = relationship(foreign_keys=[lawyer_id])
    checked_by: Mapped[User] = relationship(foreign_keys=[checked_by_id])
    overridden_by: Mapped[User | None] = relationship(foreign_keys=[overridden_by_id])
    hits: Mapped[list["Hit"]] = relationship(back_populates="check", order_by="Hit.id")

    __table_args__ = (
        sa.CheckConstraint("(override_reason = '') = (overridden_by_id IS NULL)", name="override_has_reason"),
    )

    @property
    def is_clear(self) -> bool:
        return not self.hits


class Hit(Tracked, db.Model):
    """One thing a check found: the ground, the matter it was found in, and who it names."""

    __tablename__ = "aid_hit"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(sa.ForeignKey("aid_check.id"), index=True)
    ground: Mapped[HitGround]
    found_in_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"))
    who: Mapped[str] = mapped_column(sa.String(100))

    check: Mapped[Check] = relationship(back_populates="hits")
    found_in: Mapped[Matter] = relationship(foreign_keys=[found_in_id])

    def history_matter_id(self) -> int | None:
        return self.check.matter_id


class Subsidy(Tracked, db.Model):
    """What was paid for a case. One row for a case, and no second: a constraint."""

    __tablename__ = "aid_subsidy"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("legal_aid.id"), unique=True)
    payee_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    paid_on: Mapped[date]
    paid_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    payee: Mapped[User] = relationship(foreign_keys=[payee_id])

    __table_args__ = (sa.CheckConstraint("amount_fen > 0", name="amount"),)


class Rate(Tracked, db.Model):
    """What one form of work is paid, from a day to a day."""

    __tablename__ = "aid_rate"

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[Form]
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day
    basis: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        sa.UniqueConstraint("form", "valid_from"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )
