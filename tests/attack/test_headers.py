"""With the token check on, as it runs for real: who may write, and what a browser may keep."""

import pytest


@pytest.fixture
def strict(app, browser):
    """The application with the token check on, as it runs."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield browser
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("path", ["/mediations/new", "/lookup", "/mediations/export", "/drafts/note.1", "/views",
                                  "/sign-out", "/account/password", "/today/read"])  # fmt: skip
def test_nothing_is_posted_without_the_token(strict, mediator, path):
    strict.as_(mediator).post(path, {"name": "王建国"}, status=400)


def test_claims_are_saved_with_the_one_token_of_the_page(strict, make, county, mediator):
    case = make.mediation(county, mediator, handler=mediator, claimed_fen=100)

    strict.as_(mediator).submit(f"/mediations/{case.id}/claims", {"c0-claimed_fen": "12"})

    assert case.claimed_fen == 1_200


@pytest.mark.parametrize(
    "path", ["/mediations/", "/mediations/new", "/nowhere", "/sign-in", "/drafts/", "/today"]
)
def test_no_answer_may_be_kept_or_framed(browser, mediator, path):
    browser.as_(mediator)
    response = browser.client.get(path)

    assert response.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
