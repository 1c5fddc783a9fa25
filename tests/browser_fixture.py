"""A browser without scripts that looks at every page as a careful reader would."""

import re

from bs4 import BeautifulSoup
from flask import Flask, g

from casework.engine import context
from casework.engine.clock import utcnow

INPUTS = "input:not([type=hidden]):not([type=submit]), select, textarea"


class Browser:
    """Signs in as somebody, opens pages, fills in forms. After every answer the session is rolled back, so that
    what a page forgot to commit is gone before the test looks."""

    def __init__(self, app: Flask, session):
        self.app, self.session = app, session
        self.client = app.test_client()
        self.user = None
        self.response = None

    def as_(self, user) -> "Browser":
        """The same browser, signed in as this user (through the session, without the sign-in page)."""
        self.session.commit()
        self.user = user
        self.client = self.app.test_client()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.get_id(), True
            cookie["started"] = cookie["seen"] = int(utcnow().timestamp())
            cookie["language"] = user.language
        return self

    def get(self, path: str, *, status: int = 200, **kwargs) -> BeautifulSoup:
        """Open a page, expect the status, check the page."""
        self._set_out()
        return self._answer(self.client.get(path, **kwargs), status)

    def post(self, path: str, data: dict | None = None, *, status: int = 302, **kwargs) -> BeautifulSoup:
        """Send a form as it is (the key and the token come from ``submit``; tests run without the token check)."""
        self._set_out()
        return self._answer(self.client.post(path, data=data or {}, **kwargs), status)

    def _set_out(self) -> None:
        """Keep what the test has arranged (what the page forgets to commit is rolled back after it), and let nothing
        of an earlier request stand in ``g``: a test's requests share one application context."""
        self.session.commit()
        for row in self.session:
            row.__dict__.pop("reach", None)  # worked out once a request
        for name in list(g):
            g.pop(name)

    def submit(
        self, path: str, data: dict | None = None, *, form: str = "main form[method=post]", status: int = 302
    ):
        """Open the page, fill in the form that is on it, and send it off."""
        page = self.get(path)
        fields = self.fields(page.select_one(form))
        action = page.select_one(form).get("action") or path
        return self.post(action, {**fields, **(data or {})}, status=status)

    @staticmethod
    def fields(form) -> dict:
        """What a form would send as it stands."""
        found: dict = {}
        for field in form.select("input[name], select[name], textarea[name]"):
            name, kind = field["name"], field.get("type", field.name)
            if kind in ("checkbox", "radio"):
                if field.has_attr("checked"):
                    found.setdefault(name, []).append(field.get("value", "on"))
            elif field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                found[name] = chosen.get("value", chosen.text) if chosen else ""
            elif field.name == "textarea":
                found[name] = field.text.lstrip("\n")
            elif kind != "submit":
                found[name] = field.get("value", "")
        return found

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def _answer(self, response, status: int) -> BeautifulSoup:
        self.response = response
        self.session.rollback()
        self.session.expire_all()
        context.begin(writes=True)
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        page = BeautifulSoup(html, "html.parser")
        errors = [
            e.get_text(" ", strip=True)
            for e in page.select(".error-summary, .invalid-feedback, [id$=-error]")
        ]
        assert response.status_code == status, (
            f"{response.request.path}: {response.status_code} instead of {status}; {page.title} {errors} {self.location}"
        )
        if (
            response.mimetype == "text/html"
            and response.status_code in (200, 422)
            and page.select_one("html")
        ):
            check(page, response.request.path)
        return page


def check(page: BeautifulSoup, path: str) -> None:
    """What holds on every page: one h1, a title that begins with it, labels, unique ids, alternative texts, no code."""
    heads = page.select("h1")
    assert len(heads) == 1, f"{path}: {len(heads)} h1"
    title = page.title.get_text(strip=True).removeprefix("错误：").removeprefix("Error: ")
    assert title.startswith(squeeze(heads[0])), (
        f"{path}: the title “{title}” does not begin with “{squeeze(heads[0])}”"
    )
    ids = [tag["id"] for tag in page.select("[id]")]
    twice = {id for id in ids if ids.count(id) > 1}
    assert not twice, f"{path}: ids used twice: {twice}"
    for field in page.select(INPUTS):
        assert is_labelled(page, field), f"{path}: no label for {field}"
    assert not page.select("img:not([alt])"), f"{path}: an image without alt"
    assert not page.select("[style], style, script:not([src])"), f"{path}: inline style or script"
    for form in page.select("form"):
        assert form.get("method", "get").lower() in ("get", "post", "dialog"), f"{path}: odd form method"
    text = page.get_text(" ")
    assert not re.search(r"\bNone\b|\{\{|\}\}|&lt;|Undefined", text), f"{path}: raw value in the page"


def is_labelled(page: BeautifulSoup, field) -> bool:
    return bool(
        field.get("aria-label")
        or field.get("aria-labelledby")
        or field.find_parent("label")
        or (field.get("id") and page.select_one(f'label[for="{field["id"]}"]'))
    )


def squeeze(tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())
