"""Laws in their versions, and articles of them: what a rule of time rests on.

The numbers of articles move when a law is amended, so that an article is always one of a version, and each version has
the days on which it is in force.
"""

import re
from dataclasses import dataclass
from datetime import date

from casework.engine.bilingual import Bilingual

NUMBER = re.compile(r"\d+|[一二三四五六七八九十]")
PARTS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Law:
    """One version of one law. ``number`` tells the version: the document number, or the year of the amendment.

    A notice that is not divided into articles has ``has_articles=False`` and is cited as a whole.
    """

    short: Bilingual
    title: Bilingual
    number: str
    since: date | None = None
    until: date | None = None
    has_articles: bool = True

    def __getitem__(self, article: str) -> "Article":
        """An article: "27"; with its paragraphs "27①③"; a part of a document that counts its parts in words: "三"."""
        number = NUMBER.match(article)[0]
        return Article(self, number, article[len(number) :])

    @property
    def whole(self) -> "Article":
        """The document as a whole, where it has no articles."""
        return Article(self, "", "")

    def in_force_on(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Article:
    """One article of one version of a law; ``paragraph`` where the rule stands in some of its paragraphs."""

    law: Law
    number: str
    paragraph: str

    def named(self, english: bool = False) -> tuple[str, str]:
        """The law and the article as a sentence says them, to be put together: 民诉法 and §85; Civil Code and art. 203."""
        if english:
            return self.law.title.en, f", {self._english}" if self.number else ""
        return self.law.short.zh, f"§{self.number}" if self.number else ""

    @property
    def _english(self) -> str:
        """art. 27; of a document in parts, part 3."""
        return f"art. {self.number}" if self.number.isdigit() else f"part {PARTS.index(self.number) + 1}"

    def full(self) -> str:
        """As it is cited: 民诉法（2023年修正）§85③."""
        version = f"（{self.law.number}）" if self.law.number and self.law.number != self.law.short.zh else ""
        return f"{self.law.short.zh}{version}" + (f"§{self.number}{self.paragraph}" if self.number else "")
