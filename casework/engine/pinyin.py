"""The first letters of a Chinese name: 张淑芬 is zsf.

Some characters read differently as a family name than elsewhere (单 is shàn, not dān). Both readings are given, because
not everybody who searches knows.
"""

from functools import lru_cache

# How a family name begins, where that is not how the character usually begins.
SURNAMES = {
    "万俟": "mq", "单于": "cy", "尉迟": "yc", "长孙": "zs", "澹台": "tt", "宰父": "zf", "亓官": "qg", "令狐": "lh",
    "单": "s", "仇": "q", "区": "o", "解": "x", "曾": "z", "查": "z", "翟": "z", "覃": "q", "盖": "g", "乐": "y", "员": "y",
    "折": "s", "召": "s", "种": "c", "繁": "p", "秘": "b", "隗": "k", "尉": "y", "缪": "m", "谌": "c", "晁": "c", "郗": "x",
    "祭": "z", "洗": "x", "冼": "x", "乜": "n", "长": "z", "车": "c", "朴": "p", "宿": "s", "柏": "b", "逄": "p", "黑": "h",
    "都": "d", "重": "c", "行": "x", "厘": "x", "臧": "z", "褚": "c", "句": "g", "牟": "m", "贾": "j", "薄": "b", "降": "x",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def initials(name: str) -> frozenset[str]:
    """The first letters of its characters, in every reading that is known; empty where there is no Chinese in it."""
    from pypinyin import Style, lazy_pinyin  # only those who write names need its dictionary

    usual = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")).lower()
    letters = "".join(letter for letter in usual if letter.isascii() and letter.isalpha())
    found = {letters}
    for length in (2, 1):
        as_surname = SURNAMES.get(name[:length])
        if as_surname and len(letters) >= length:
            found.add(as_surname + letters[length:])
            break
    return frozenset(word for word in found if len(word) > 1)
