"""Every page of the house stands in pages.txt, so that a change of access shows in the diff; and reading writes nothing."""

import os
from pathlib import Path

import pytest

from tests.web import world as whole

LISTED = Path(__file__).with_name("pages.txt")
OPENING = """\
# Every page: its address, its methods, and the permission it needs ("within" names the rows that may be asked for;
# "reads" marks a POST that changes nothing). Written by: REGENERATE=1 pytest tests/web/test_pages.py

"""


def written(app) -> str:
    """The list as it should stand in the file."""
    public = [(rule, page) for rule, page in whole.pages(app) if page.needs is None]
    others = [(rule, page) for rule, page in whole.pages(app) if page.needs is not None]
    lines = ["## For anybody, signed in or not", *(_line(rule, page) for rule, page in public), ""]
    lines += ["## For those who hold the permission", *(_line(rule, page) for rule, page in others)]
    return OPENING + "\n".join(lines) + "\n"


def _line(rule, page) -> str:
    words = [f"{rule:<44}", f"{' '.join(page.methods):<9}", str(page.needs.value if page.needs else "-")]
    words += [f"within {page.of.__name__}"] if page.of else []
    words += ["reads"] if page.reads else []
    return " ".join(words).rstrip()


def test_every_page_is_listed_with_its_permission(app):
    now = written(app)
    if os.environ.get("REGENERATE"):
        LISTED.write_text(now, encoding="utf-8")

    before = LISTED.read_text(encoding="utf-8") if LISTED.exists() else ""
    missing = set(now.splitlines()) - set(before.splitlines())
    gone = set(before.splitlines()) - set(now.splitlines())
    assert now == before, (
        f"\nnew: {sorted(missing)}\ngone: {sorted(gone)}\n"
        "If that is what was meant: REGENERATE=1 .venv/bin/python -m pytest tests/web/test_pages.py, and commit the file."
    )


def test_no_page_stands_outside_a_room(app):
    declared = {page.endpoint for _rule, page in whole.pages(app)}

    assert {rule.endpoint for rule in app.url_map.iter_rules()} - declared == {"static"}


def test_a_page_answers_only_the_methods_it_declares(app):
    declared = {page.endpoint: set(page.methods) for _rule, page in whole.pages(app)}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            assert rule.methods - {"HEAD", "OPTIONS"} == declared[rule.endpoint], rule


def test_no_two_pages_share_an_address(app):
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    assert len(rules) == len(set(rules))


@pytest.mark.parametrize("name", ["clerk", "mediator", "supervisor", "admin", "auditor"])
def test_reading_a_page_writes_nothing(app, browser, world, statements, name):
    browser.as_(world[name])
    for _rule, page in whole.pages(app):
        if "GET" not in page.methods:
            continue
        for address in whole.addresses(app, world, page):
            with statements() as ran:
                browser.client.get(address)
                browser._set_out()
            wrote = [s for s in ran if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
            assert not wrote, f"GET {address} writes: {wrote}"
