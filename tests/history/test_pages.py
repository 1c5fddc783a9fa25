"""What an auditor reads: the operation log, the access trail, and the verdict on the chain."""

from datetime import timedelta

import pytest

from casework.history import queries
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.permissions import Role


@pytest.fixture
def desk(browser, auditor):
    """The browser of the auditor."""
    return browser.as_(auditor)


def rows(page) -> list[str]:
    return [" ".join(row.text.split()) for row in page.select("tbody tr")]


def test_the_log_tells_who_changed_what_from_what_to_what(desk, session, county, admin, acting):
    session.commit()
    with acting(admin):
        county.short_name = "甲县新总"
        session.commit()

    top = rows(desk.get("/audit/log"))[0]

    assert "修改单位单位 甲县新总" in top
    assert "简称 甲县总 →改为 甲县新总" in top


def test_the_log_is_filtered_by_person_table_and_days(desk, session, make, county, mediator, acting, the_day):
    session.commit()
    with acting(mediator):
        make.mediation(county, mediator)
        session.commit()
    the_day.shift(timedelta(days=1))
    desk.as_(desk.user)

    assert len(rows(desk.get("/audit/log?who=张敏&table=mediation"))) == 1
    assert rows(desk.get("/audit/log?who=%25")) == []
    assert rows(desk.get("/audit/log?since=2026-11-24")) == []
    assert rows(desk.get("/audit/log?until=2026-11-23&table=mediation"))
    assert rows(desk.get("/audit/log?until=2026-11-22")) == []
    desk.get("/audit/log?since=nonsense&table=nonsense")


def test_the_log_is_paged(app, monkeypatch, desk, session, make, county):
    monkeypatch.setitem(app.config, "PAGE_SIZE", 5)
    for n in range(6):
        make.user(f"u{n}", f"人{n}", county, Role.CLERK)

    page = desk.get("/audit/log")

    assert len(rows(page)) == 5
    assert rows(desk.get(page.select_one("a[rel=next]")["href"])) != rows(page)


def test_the_log_shows_nothing_of_what_a_case_is_about(desk, session, make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator, worker="秘密工人", employer="秘密公司", facts="秘密事实",
                           claimed_fen=500_000)  # fmt: skip
    found.workers[0].worker.id_number = "11010519491231002X"

    page = desk.get("/audit/log")

    assert "秘密" not in page.text
    assert "11010519491231002X" not in page.text
    assert found.number in page.text
    assert not page.select('a[href*="/mediations/"]')


def test_the_access_trail_shows_sign_ins_reveals_and_exports(desk, session, mediator, acting):
    with acting(mediator):
        leave_trail(Trail.REVEAL, "worker 3 phone", reason="联系当事人")
        leave_trail(Trail.EXPORT, "调解案件台账", reason="上报", rows=1204, number="E-2026-0001")
        session.commit()

    page = desk.get("/audit/access")

    top = rows(page)
    assert "张敏 导出 调解案件台账 上报 1,204 E-2026-0001" in top[0]
    assert "张敏 查看完整号码 worker 3 phone 联系当事人" in top[1]
    assert len(rows(desk.get("/audit/access?kind=reveal"))) == 1
    assert rows(desk.get("/audit/access?who=没有")) == []


def test_a_failed_sign_in_is_on_the_trail_without_a_name(desk, browser, session):
    auditor = desk.user
    browser.client = browser.app.test_client()
    browser.post("/sign-in", {"username": "somebody", "password": "wrong"}, status=200)

    page = browser.as_(auditor).get("/audit/access?kind=sign_in_failed")

    assert "未登录 登录失败" in rows(page)[0]
    assert "somebody" not in page.text


def test_the_chain_is_verified_at_the_press_of_a_button(desk, session, make, county):
    assert not desk.get("/audit/verify").select(".notice")

    page = desk.post("/audit/verify", status=200)

    assert "链条无断裂" in page.text


def test_a_broken_chain_names_the_first_bad_entry(monkeypatch, desk):
    monkeypatch.setattr(queries, "verify", lambda: queries.Verdict(16, 17, "内容被改动"))

    page = desk.post("/audit/verify", status=200)

    assert "第 17 条有问题" in page.text
    assert "内容被改动" in page.text


@pytest.mark.parametrize("path", ["/audit/log", "/audit/access", "/audit/verify"])
@pytest.mark.parametrize("username", ["clerk", "mediator", "supervisor", "lawyer", "admin", "stranger"])
def test_nobody_but_the_auditor_reads_the_logs(request, browser, username, path):
    browser.as_(request.getfixturevalue(username)).get(path, status=403)


@pytest.mark.parametrize("path", ["/mediations/", "/users", "/reports/"])
def test_the_auditor_reads_nothing_else(desk, path):
    assert desk.client.get(path).status_code in (403, 404)
