"""What falls due in a legal-aid case: the limits that run, without the time for supplementing, and the limitation period."""

from casework.engine.calendar import official
from casework.engine.periods import DueDay, last_day
from casework.legal_aid.models import OPEN, LegalAid, Status
from casework.legal_aid.rules import LIMITATION, LIMITS

RUNS_IN = {  # the limit -> the statuses in which it runs
    "legal_aid_review": (Status.APPLIED,),
    "legal_aid_assign": (Status.GRANTED,),
    "legal_aid_file": (Status.CONCLUDED,),
}


def supplementing_days(aid: LegalAid) -> int:
    """How many days the applicant took to bring what was missing: they are no days of the review."""
    if aid.notified_on is None or aid.supplemented_on is None:
        return 0
    return (aid.supplemented_on - aid.notified_on).days


def due_days(aid: LegalAid) -> list[DueDay]:
    """The limits that have begun and are not met, soonest first. While the applicant supplements, none runs."""
    running = []
    for limit in LIMITS:
        trigger = getattr(aid, limit.runs_from)
        if aid.status not in RUNS_IN[limit.name] or trigger is None or getattr(aid, limit.met_by) is not None:
            continue
        if limit.in_force_on(trigger):
            extension = supplementing_days(aid) if limit.extendable else 0
            running.append(last_day(limit, trigger, official(), extension))
    return sorted(running, key=lambda due: due.due)


def limitation_is_running(aid: LegalAid) -> bool:
    """Whether the limitation period still threatens: the case is open, and nothing has been filed anywhere."""
    is_filed = any(work.filed_on is not None for work in aid.works)
    return aid.status in OPEN and aid.limitation_ends_on is not None and not is_filed


def refresh_due(aid: LegalAid) -> None:
    """Keep the day shown in lists: the soonest limit, or the end of the limitation period where that is sooner."""
    days = [(due.due, due.limit.name) for due in due_days(aid)]
    if limitation_is_running(aid):
        days.append((aid.limitation_ends_on, LIMITATION))
    aid.next_due_on, aid.next_due_name = min(days, default=(None, None))
