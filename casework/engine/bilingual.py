"""Words that carry their own English: rows of tables that lawyers read in both languages."""

from typing import NamedTuple


class Bilingual(NamedTuple):
    """The same thing said in Chinese and in English."""

    zh: str
    en: str

    def said(self, english: bool = False) -> str:
        """In the language asked for."""
        return self.en if english else self.zh
