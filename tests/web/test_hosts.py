"""Names of hosts, and https: what a browser meets in production."""

import re

from tests.make import PASSWORD


def test_a_host_name_that_is_not_ours_is_refused(app, session, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["casework.example.cn"])

    answers = {
        host: app.test_client().get("/sign-in", base_url=f"http://{host}").status_code
        for host in ("casework.example.cn", "evil.example")
    }

    assert answers == {"casework.example.cn": 200, "evil.example": 400}


def test_a_form_can_be_sent_over_https_by_a_browser_that_tells_no_referrer(app, session, clerk, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    session.commit()
    client, host = app.test_client(), "https://casework.example.cn"

    page = client.get("/sign-in", base_url=host)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    typed = {"username": clerk.username, "password": PASSWORD, "csrf_token": token}

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post("/sign-in", data=typed, base_url=host).status_code == 302
    assert client.post("/sign-in", data=typed | {"csrf_token": ""}, base_url=host).status_code == 400
