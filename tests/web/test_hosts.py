"""Names of hosts: the application answers to its own."""


def test_a_host_name_that_is_not_ours_is_refused(app, session, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["casework.example.cn"])

    answers = {
        host: app.test_client().get("/sign-in", base_url=f"http://{host}").status_code
        for host in ("casework.example.cn", "evil.example")
    }

    assert answers == {"casework.example.cn": 200, "evil.example": 400}
