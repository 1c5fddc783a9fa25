"""The house speaks English: the catalogue is complete, and no page in English shows a Chinese word that is not a name.

What people typed stays as it is; so do the terms of Chinese law that stand in brackets beside their English.
"""

import io
import re

import pytest
import sqlalchemy as sa
from babel.messages.mofile import write_mo
from babel.support import Translations
from bs4 import BeautifulSoup
from flask_babel import get_babel
from openpyxl import load_workbook

from casework.accounts.models import Term
from casework.extensions import db
from script import catalogue
from tests.web import world as whole

# Chinese that an English page may show: terms of law in brackets, examples of numbers, the way to the other language.
TERMS = {
    "司法确认", "仲裁审查", "劳务派遣单位", "用工单位", "发包单位", "三员分立", "委托", "委派", "诉前调",
    "中文", "万", "亿", "洪东", "＋",
    "（2026）赣0102民初123号", "（2023）赣0102民初123号", "洪劳人仲案字〔2024〕第123号", "（{year}）{mark}工调〔{serial}〕号",
}  # fmt: skip
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e]+")
NOT_READ = {"href", "action", "src", "content", "value", "lang", "class"}
OF_THE_HOUSE = {
    "term",
    "history_entry",
    "access_entry",
    "calendar_day",
}  # tables whose words are the house's own


def without(text: str, known) -> str:
    """The text without the known words, the longest first."""
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


# --- the catalogue --------------------------------------------------------------------------------------------------


def test_the_catalogue_says_what_the_code_says_and_all_of_it_in_english():
    found = catalogue.gaps(catalogue.catalogue(), catalogue.extracted())

    assert not found, f"run script/translate, then fill in {catalogue.ENGLISH}: {found}"


def test_no_chinese_stands_where_no_catalogue_reaches_it():
    assert catalogue.unmarked() == []


def test_the_english_is_english_but_for_the_terms_of_law():
    left = {
        message.id: message.string
        for message in catalogue.catalogue()
        if message.id and CHINESE.search(without(message.string, TERMS))
    }

    assert not left


def test_a_percent_sign_that_is_no_placeholder_does_not_break_a_sentence():
    for message in catalogue.catalogue():
        if message.id and catalogue.NAMED.search(message.id):
            assert message.string % dict.fromkeys(catalogue.NAMED.findall(message.id), "x")


def test_a_word_that_the_code_adds_is_missed():
    now = catalogue.extracted()
    before = catalogue.gaps(catalogue.catalogue(), now).missing
    for said in ("新的词", "案号"):
        now.add(said)

    assert set(catalogue.gaps(catalogue.catalogue(), now).missing) - set(before) == {"新的词"}


def test_what_is_looked_for_is_not_what_is_said():
    source = (
        '"""文档"""\nX = "说的"\nif y in "零一二":\n    re.compile("第(.+)号")\nz = f"第{y}号"\n_("：")\n'
    )

    found = catalogue._read("casework/x.py", source)

    assert [text for _line, text in found.words] == ["说的", "："]
    assert found.broken == [5]


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compiled():
    """The catalogue as it is kept, compiled."""
    file = io.BytesIO()
    write_mo(file, catalogue.catalogue())
    file.seek(0)
    return Translations(file)


@pytest.fixture
def english(app, compiled, monkeypatch):
    """The catalogue in use, whatever has been compiled in the work tree."""
    with app.app_context():
        monkeypatch.setitem(get_babel().instance.domain_instance.cache, ("en", "messages"), compiled)


@pytest.fixture
def reader(browser, english):
    """``reader(user)``: the browser in English."""

    def sign_in(user):
        user.language = "en"
        return browser.as_(user)

    return sign_in


def typed(session) -> set[str]:
    """Every text in the database that somebody typed, and every number and name made from it."""
    found = {text for text in vars(whole.Canary).values() if isinstance(text, str)} | set(
        whole.Canary.TEXTS.values()
    )
    for mapper in db.Model.registry.mappers:
        if mapper.local_table.name in OF_THE_HOUSE:
            continue
        for row in session.scalars(sa.select(mapper.class_)):
            found |= {
                value for column in mapper.column_attrs if isinstance(value := getattr(row, column.key), str)
            }
    return {text for text in found if CHINESE.search(text)}


def shown(page: BeautifulSoup) -> list[str]:
    """Every text that a reader of the page sees or hears."""
    for other in page.select("[lang='zh-CN'], script, style"):
        other.extract()
    texts = [str(text) for text in page.find_all(string=True)]
    for tag in page.find_all(True):
        texts += [str(value) for name, value in tag.attrs.items() if name not in NOT_READ]
    return texts


def chinese_on(page: BeautifulSoup, known) -> list[str]:
    texts = [text for text in shown(page) if CHINESE.search(text)]
    return [text.strip()[:120] for text in texts if CHINESE.search(without(text, known))]


@pytest.mark.parametrize("name", whole.PEOPLE)
def test_no_page_in_english_shows_an_untranslated_word(app, session, world, reader, name):
    known, terms = typed(session) | TERMS, set(session.scalars(sa.select(Term.name)))
    browser = reader(world[name])
    left = {}
    for _rule, page in whole.pages(app):
        for address in whole.addresses(app, world, page) if "GET" in page.methods else ():
            browser._set_out()
            answer = browser.client.get(address)
            if answer.mimetype != "text/html" or answer.status_code in (301, 302, 303):
                continue
            assert "Project-Id-Version" not in answer.text, f"{address}: an empty word was translated"
            words = known | (terms if address.startswith("/dictionaries") else set())
            if not CHINESE.search(without(answer.text, words)):
                continue
            if found := chinese_on(BeautifulSoup(answer.text, "html.parser"), words):
                left[f"{address} ({answer.status_code})"] = found

    assert not left, "\n".join(f"{address}: {found}" for address, found in left.items())


def test_the_sign_in_page_is_english_for_an_english_browser(browser, english):
    page = browser.get("/sign-in", headers={"Accept-Language": "en"})

    assert page.html["lang"] == "en"
    assert chinese_on(page, TERMS) == []


def test_a_refused_form_is_refused_in_english(session, world, reader):
    browser = reader(world["supervisor"])
    known = typed(session) | TERMS
    for address, answers in (
        (
            "/mediations/new",
            {"phone": "12345", "claimed_fen": "x", "received_on": "2030-01-01", "id_number": "1"},
        ),
        (f"/mediations/{world.case.id}/move/settle", {"extent": "", "agreed_fen": "-1"}),
        (f"/mediations/{world.case.id}/edit", {"received_on": "2027-01-01", "court_number": "y"}),
        (f"/mediations/{world.closed.id}/move/pay", {"paid_fen": "99999999"}),
        (f"/mediations/{world.closed.id}/move/archive", {}),
        (f"/mediations/{world.case.id}/transfer", {}),
    ):
        page = browser.submit(address, answers, status=422)

        assert page.title.text.startswith("Error: ")
        assert page.select_one(".error-summary li")
        assert chinese_on(page, known) == []


def test_a_list_leaves_the_house_with_english_headings(session, world, reader):
    browser = reader(world["supervisor"])
    browser._set_out()
    answer = browser.client.post("/mediations/export", data={"form": "xlsx", "reason": "audit"})

    heads = [cell.value for cell in next(load_workbook(io.BytesIO(answer.data)).worksheets[0].rows)]
    assert "Case number" in heads
    assert not [head for head in heads if CHINESE.search(head)]


def test_a_deadline_is_explained_in_english(session, world, reader):
    page = reader(world["mediator"]).get(f"/mediations/{world.case.id}")

    assert "15 days counted from the day after" in page.text
    assert "Labour Dispute Mediation and Arbitration Law, art. 14" in page.text


# --- the glossary ---------------------------------------------------------------------------------------------------


def test_every_name_in_the_glossary_is_in_the_code():
    code = "\n".join(path.read_text() for path in (catalogue.ROOT / "casework").rglob("*.py"))
    rows = re.findall(r"^\|[^|]*\|([^|]*)\|", (catalogue.ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    names = {
        word for cell in rows for name in re.findall(r"`([^`]+)`", cell) for word in re.findall(r"\w+", name)
    }

    assert names
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []
