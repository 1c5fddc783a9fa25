"""The chapters of the statistics, in the order in which they stand, and the version of their definitions.

A change of definition is a change to the chapter's file, and then ``VERSION`` is raised: it is printed on every report.
"""

from casework.reports import consultations, legal_aid, mediation, stability, together
from casework.reports.chapters import Chapter

VERSION = "2026.2"

CHAPTERS: dict[str, Chapter] = {
    room.CHAPTER.code: room.CHAPTER for room in (together, mediation, legal_aid, consultations, stability)
}
