"""Every page in a real browser: for everybody to read, fitting the screen, without a complaint; and no link leads nowhere."""

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from werkzeug.exceptions import HTTPException

from casework.accounts.models import User
from casework.extensions import db
from casework.mediation.models import Mediation
from casework.mediation.rules import WORKFLOW
from tests.browser.conftest import DESKTOP, PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PEOPLE = ("tiaojie", "zhuguan", "guanli", "shenji")  # a mediator, a supervisor, an administrator, an auditor
SAMPLES, MOST = 2, 12  # addresses that are followed: of one kind, and of one page
UNLOOKED = {  # pages that a browser does not stay on, and those that lead on at once
    "accounts.sign_in", "accounts.language", "accounts.keepalive", "accounts.home", "accounts.password", "static",
}  # fmt: skip


class Walk:
    """Everything that one person reaches by following links, a few of each kind."""

    def __init__(self, house, username: str):
        self.adapter = house.app.url_map.bind("localhost")
        self.client = house.reader(username)
        self.found: dict[tuple, list[str]] = defaultdict(list)
        self.followed: Counter[tuple] = Counter()
        self.broken: list[str] = []
        self.waiting = [("/", "the first page")]
        while self.waiting:
            self._follow(*self.waiting.pop(0))

    def _kind(self, address: str) -> tuple:
        """Addresses are of one kind when they are answered by the same page for the same questions."""
        parts = urlsplit(address)
        endpoint, arguments = self.adapter.match(parts.path or "/", method="GET")
        step = arguments.get("name", "") if endpoint == "mediation.move" else ""
        return endpoint, step, tuple(sorted({name for name, _value in parse_qsl(parts.query)}))

    def _follow(self, address: str, source: str) -> None:
        try:
            kind = self._kind(address)
        except HTTPException as error:
            self.broken.append(f"{address} on {source}: {error.code}")
            return
        if address in self.found[kind] or len(self.found[kind]) >= SAMPLES or self.followed[kind[:2]] >= MOST:
            return
        if kind[0] == "accounts.language":
            return
        self.found[kind].append(address)
        self.followed[kind[:2]] += 1
        with self.client.get(address) as response:
            if response.status_code >= 400:
                self.broken.append(f"{address} on {source}: {response.status_code}")
            elif response.status_code >= 300:
                self.waiting.append((response.location, source))
            elif response.mimetype == "text/html":
                self._read(BeautifulSoup(response.get_data(as_text=True), "html.parser"), address)

    def _read(self, page, address: str) -> None:
        for link in page.select("a[href]"):
            if link["href"].startswith("#"):
                if not page.find(id=link["href"][1:]):
                    self.broken.append(f"{link['href']} on {address}: no such place")
            elif not urlsplit(link["href"]).netloc:
                self.waiting.append((urldefrag(urljoin(address, link["href"]))[0], address))
        for form in page.select("form[action]"):
            try:
                self.adapter.match(
                    urlsplit(urljoin(address, form["action"])).path, method=form.get("method", "get").upper()
                )
            except HTTPException as error:
                self.broken.append(f"form to {form['action']} on {address}: {error.code}")


@pytest.fixture(scope="session")
def walks(house):
    """The walk of each person, made once."""
    return cache(lambda username: Walk(house, username))


@pytest.mark.parametrize("username", PEOPLE)
def test_no_link_leads_nowhere(walks, username):
    walk = walks(username)

    assert not walk.broken, "\n".join(sorted(set(walk.broken)))
    assert len(walk.found) > 5


# --- every page looked at ------------------------------------------------------------------------------------------


MOVES = ("assign", "settle", "fail", "visit", "reopen")  # a few: their page is one and the same


def _more(username: str) -> list[str]:
    """Pages that no menu leads to straight away, or only while a case stands in a certain place."""
    if username not in ("tiaojie", "zhuguan"):
        return []
    user = db.session.query(User).filter_by(username=username).one()
    case = (
        db.session.query(Mediation)
        .filter_by(unit_id=user.unit_id, state="mediating")
        .order_by(Mediation.id)
        .first()
    )
    own = f"/mediations/{case.id}"
    entry, firm = case.workers[0].id, case.employers[0].id
    return [
        *(f"{own}/move/{step.name}" for step in WORKFLOW if step.name in MOVES and user.can(step.needs)),
        f"{own}/notes", f"{own}/meetings/new", f"{own}/workers/{entry}", f"{own}/workers/{entry}/result",
        f"{own}/workers/{entry}/full/phone", f"{own}/employers/{firm}", f"{own}/employers/new", f"{own}/workers/new",
        f"{own}/claims", f"{own}/transfer", f"{own}/edit", "/views?query=state=open",
    ]  # fmt: skip


def pages_of(house, walks, username: str) -> list[str]:
    """One address for each page that this person may open, and that no earlier person in PEOPLE has shown already."""
    seen, chosen = set(), []
    for name in PEOPLE[: PEOPLE.index(username) + 1]:
        chosen = []
        walk = walks(name)
        found = [address for kind in sorted(walk.found) for address in walk.found[kind][:1]]
        for address in [*found, *house.ask(lambda name=name: _more(name))]:
            endpoint, step, _args = walk._kind(address)
            if endpoint in UNLOOKED or (endpoint, step) in seen:
                continue
            if endpoint == "mediation.move" and step not in MOVES:
                continue
            seen.add((endpoint, step))
            chosen.append(address)
    return chosen


LOOKS = {"zh": (DESKTOP, "zh_CN"), "phone": (PHONE, "zh_CN"), "en": (DESKTOP, "en")}
SERIOUS = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}"""


@pytest.mark.parametrize("username", PEOPLE)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_read_by_everybody(house, walks, page, sign_in, complaints, look, username):
    size, language = LOOKS[look]
    page.set_viewport_size(size)
    page.context.add_init_script(AXE)
    sign_in(username)
    page.goto(f"/language/{language}?next=/account")
    wrong = []
    for address in pages_of(house, walks, username):
        answer = page.goto(address)
        if answer.status != 200:
            wrong.append(f"{address}: {answer.status}")
            continue
        wrong += [f"{address}: {found}" for found in page.evaluate(SERIOUS)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{address}: wider than the screen")
        wrong += [f"{address}: {said}" for said in complaints]
        complaints.clear()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_before_signing_in_can_be_read_by_everybody(page, complaints, look):
    size, language = LOOKS[look]
    page.set_viewport_size(size)
    page.context.add_init_script(AXE)
    page.goto(f"/language/{language}")
    assert not page.evaluate(SERIOUS)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not complaints
    page.goto("/nowhere")
    assert not page.evaluate(SERIOUS)
