"""The chapters of the statistics, in the order in which they stand, and the version of their definitions.

A change of definition is a change to the chapter's file, and then ``VERSION`` is raised: it is printed on every report.
"""

from casework.reports import mediation
from casework.reports.chapters import Chapter

VERSION = "2026.1"

CHAPTERS: dict[str, Chapter] = {chapter.code: chapter for chapter in (mediation.CHAPTER,)}
