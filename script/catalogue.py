"""The words of the house and their English: what the code says, and what the catalogue lacks. Run by script/translate.

Chinese is the source language. A template marks its words: ``_("案件列表")``. In Python every string with a Chinese character
in it is a word of the house, so that the tables of rules stay free of marks and no label is forgotten. What is not: docstrings,
what text is compared with or searched for, and the data named below.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "casework/translations/en/LC_MESSAGES/messages.po"
HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]")
WIDE = re.compile(r"[\u3001-\u303f\uff01-\uff0a\uff0c-\uff5e]")  # punctuation that goes with it
NAMED = re.compile(r"%\((\w+)\)[a-z]")
MARKS = {
    "_",
    "gettext",
    "lazy_gettext",
    "later",
}  # what these are given is a word even without a Chinese character

# Files whose Chinese is not looked up in the catalogue, and why.
NOT_WORDS = {
    "casework/accounts/terms.py": "every row carries its own English",
    "casework/cli.py": "prints both languages",
    "casework/engine/sentences.py": "says each sentence in both languages",
    "casework/law/answers.py": "prints both languages",
    "casework/law/rules.py": "every row carries its own English",
    "casework/law/sources.py": "every law carries its own English",
    "casework/reports/workbook.py": "the table is handed in to Chinese authorities: it is Chinese, whoever takes it",
}
# Data: patterns, digits, names of fonts and of courts. The names of what holds it: an assignment, a function, a class.
DATA = {
    "casework/__init__.py": {"LANGUAGES", "_refuse_demonstration_in_production"},
    "casework/accounts/passwords.py": {"CONTEXT_WORDS"},
    "casework/accounts/rules.py": {"NUMBER_PATTERN"},
    "casework/engine/money.py": {"AMOUNT", "DIGITS", "MULTIPLES", "PLACES", "capital", "_capital_words"},
    "casework/deadlines/notices.py": {
        "SHORT",
        "LETTERS",
        "NUMBERED",
        "DATE_KEYS",
        "NAME_KEYS",
        "KIND_KEYS",
        "TRUE",
        "FALSE",
    },
    "casework/deadlines/seed.py": {"NUMBERS"},
    "casework/engine/articles.py": {"NUMBER", "PARTS", "full"},
    "casework/law/catalogue.py": {"SETTINGS", "DAYS", "WORKDAYS", "WAGES", "ONGOING", "YES", "NO"},
    "casework/law/questions.py": {"DAY", "HOUR"},
    "casework/matters/actions.py": {"refresh_people"},
    "casework/matters/court_numbers.py": {"COURT_NUMBER", "ARBITRATION_NUMBER", "COURTS", "text"},
    "casework/parties/identifiers.py": {"PROVINCES", "REGION"},
    "casework/web/chrome.py": {"_nav"},
    "casework/web/errors.py": {"BARE"},
    "casework/web/filters.py": {"long_day"},
    "casework/web/forms.py": {"NEAR"},
    "templates/deadlines/new.html": {
        "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"
    },  # how a notice reads, whoever pastes it
    "templates/accounts/sign_in.html": {
        "本系统有中文和英文两种界面，右上角切换。"
    },  # said to those who see the other language
}
# Deeds in the history that only the demonstration names; the rest of it is what invented people typed.
DEMONSTRATED = ("载入演示数据", "共享案件")
# Methods that read text: what they are given is looked for, not said.
READERS = {
    "compile", "match", "fullmatch", "search", "sub", "split", "strip", "lstrip", "rstrip",
    "replace", "startswith", "endswith", "removeprefix", "removesuffix", "partition", "index", "find",
}  # fmt: skip


# --- what the code says ---------------------------------------------------------------------------------------------


def chinese(fileobj, _keywords, _comment_tags, options) -> Iterator[tuple]:
    """Babel's extractor for our Python: the words of one file."""
    path = str(Path(fileobj.name).resolve().relative_to(ROOT))
    if path not in NOT_WORDS:
        for line, text in _read(path, fileobj.read().decode()).words:
            yield line, None, text, []


class _Words(ast.NodeVisitor):
    """Walks a module and keeps the strings that people read, and the f-strings that nobody could translate."""

    def __init__(self, data: set[str]):
        self.data = data
        self.words: list[tuple[int, str]] = []
        self.broken: list[int] = []

    def visit_Constant(self, node):
        if isinstance(node.value, str) and HAN.search(node.value):
            self.words.append((node.lineno, node.value))

    def visit_JoinedStr(self, node):
        told = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if HAN.search(told) or WIDE.search(told):
            self.broken.append(node.lineno)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part)

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Compare(self, node):
        for side in (node.left, *node.comparators):
            if not isinstance(side, ast.Constant):
                self.visit(side)

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "Font":
            return
        reads = name in READERS and isinstance(node.func, ast.Attribute)
        for child in ast.iter_child_nodes(node):
            said = isinstance(child, ast.Constant) and isinstance(child.value, str)
            if said and name in MARKS and not child.value.isascii() and not HAN.search(child.value):
                self.words.append((child.lineno, child.value))
            elif not (said and reads):
                self.visit(child)

    def visit_Assign(self, node):
        named = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if not named & self.data:
            self.generic_visit(node)

    def visit_FunctionDef(self, node):
        if node.name not in self.data:
            self.generic_visit(node)


def _read(path: str, source: str) -> _Words:
    words = _Words(DATA.get(path, set()))
    words.visit(ast.parse(source))
    words.words.sort()
    return words


def extracted() -> Catalog:
    """Every word the code says now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found = Catalog()
    for path, _line, message, _comments, context in sorted(
        extract_from_dir(ROOT, methods, options), key=lambda one: (one[0], one[1])
    ):
        found.add(message, locations=[(path, 0)], context=context)
    for deed in DEMONSTRATED:
        found.add(deed, locations=[("casework/demo", 0)])
    return found


def unmarked() -> list[str]:
    """Chinese that no catalogue can reach: f-strings in Python, bare text or bare strings in templates."""
    faults = []
    for path in sorted((ROOT / "casework").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name not in NOT_WORDS and not name.startswith("casework/demo/"):
            faults += [
                f"{name}:{line}: an f-string with Chinese" for line in _read(name, path.read_text()).broken
            ]
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = str(path.relative_to(ROOT))
        bare = [(line, text) for line, text in _bare(path.read_text()) if text not in DATA.get(name, ())]
        faults += [f"{name}:{line}: not in _(): {text}" for line, text in bare]
    return faults


def _bare(source: str) -> Iterator[tuple[int, str]]:
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    marked = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for argument in call.args
    }
    for kind, attribute in ((nodes.TemplateData, "data"), (nodes.Const, "value")):
        for node in tree.find_all(kind):
            text = getattr(node, attribute)
            if isinstance(text, str) and (HAN.search(text) or WIDE.search(text)) and id(node) not in marked:
                yield node.lineno, text.strip()


# --- what the catalogue lacks -----------------------------------------------------------------------------------------


def catalogue() -> Catalog:
    """The English catalogue as it is kept."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


@dataclass
class Gaps:
    """What stands between the catalogue and the code."""

    missing: list[str] = field(default_factory=list)  # said in the code, not in the catalogue
    stale: list[str] = field(default_factory=list)  # in the catalogue, said nowhere
    empty: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # other placeholders than in the Chinese

    def __bool__(self) -> bool:
        return any(vars(self).values())


def gaps(kept: Catalog, said: Catalog) -> Gaps:
    """Compare the catalogue with what the code says."""
    ours = {message.id: message for message in kept if message.id}
    theirs = {message.id for message in said if message.id}
    return Gaps(
        missing=sorted(theirs - ours.keys()),
        stale=sorted(ours.keys() - theirs) + sorted(map(str, kept.obsolete)),
        empty=[id for id, message in ours.items() if not message.string],
        fuzzy=[id for id, message in ours.items() if message.fuzzy],
        broken=[id for id, message in ours.items() if message.string and not _agree(id, message.string)],
    )


def _agree(chinese: str, english: str) -> bool:
    return sorted(set(NAMED.findall(chinese))) == sorted(set(NAMED.findall(english)))


def update() -> Catalog:
    """Bring the catalogue's list of words up to date, compile it, and hand it back."""
    kept, said = catalogue(), extracted()
    fresh = Catalog(locale="en", project="casework", charset="utf-8", fuzzy=False)
    fresh.header_comment = (
        "# English of casework. Kept in step by script/translate; the words are in docs/glossary.md."
    )
    fresh.creation_date, fresh.revision_date = (
        kept.creation_date,
        kept.revision_date,
    )  # no change without a reason
    for message in said:
        if message.id:
            old = kept.get(message.id)
            fresh.add(message.id, old.string if old else "", locations=message.locations)
    with ENGLISH.open("wb") as file:
        write_po(file, fresh, width=0, include_lineno=False, ignore_obsolete=True)
    with ENGLISH.with_suffix(".mo").open("wb") as file:
        write_mo(file, fresh)
    return fresh


def main(arguments: list[str]) -> int:
    """Update and tell; with --check only tell, and fail where something is left."""
    kept = catalogue() if "--check" in arguments else update()
    found, faults = gaps(kept, extracted()), unmarked()
    for kind, words in vars(found).items():
        for word in words:
            print(f"{kind}: {word}")
    print(*faults, sep="\n", end="\n" if faults else "")
    print(
        f"{sum(1 for message in kept if message.id and message.string)} of {len(kept)} words are in English"
    )
    return 1 if found or faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
