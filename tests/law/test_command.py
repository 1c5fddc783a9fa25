"""``flask --app wsgi deadline``: what it prints, what it refuses, and that it needs no database."""

import json

import pytest

from casework import create_app
from casework.law import answers

KEYS = ["rule", "trigger", "unit", "length", "raw", "due", "provisional", "extended_due", "sentence", "law"]


@pytest.fixture
def run(app, session):
    def command(*args):
        return app.test_cli_runner().invoke(args=["deadline", *args])

    return command


def data(answer) -> dict:
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def test_it_answers_for_a_person(run):
    answer = run("court_prefiling_referral", "2024-09-01")

    assert answer.exit_code == 0
    assert "2024-10-08" in answer.stdout
    assert (
        "次日起算30日，10月1日为法定假日（国庆节），顺延至10月8日（民诉法§85，特邀调解规定§27）"
        in answer.stdout
    )
    assert "Specially Invited Mediation, art. 27" in answer.stdout


def test_of_a_right_the_day_before_rolling_is_warned_of(run):
    assert "请在2026-10-01前提出" in run("judicial_confirmation", "2026-09-01").stdout
    assert "稳妥" not in run("mediation_statutory", "2026-09-10").stdout  # a duty of the office
    assert "稳妥" not in run("judicial_confirmation", "2026-11-02").stdout  # nothing was rolled


def test_it_answers_with_data(run):
    found = data(run("judicial_confirmation", "2026-09-01", "--json"))

    assert list(found) == KEYS
    assert found | {"sentence": "", "law": ""} == {
        "rule": "judicial_confirmation", "trigger": "2026-09-01", "unit": "days", "length": 30, "raw": "2026-10-01",
        "due": "2026-10-08", "provisional": False, "extended_due": None, "sentence": "", "law": "",
    }  # fmt: skip
    assert "§205" in found["sentence"]
    assert found["law"] == "民诉法（2023年修正）§205；人民调解法（2010年）§33①"


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-01",
        "2026/9/1",
        "2026.9.1",
        "20260901",
        "2026年9月1日",
        "２０２６－０９－０１",
        "２０２６年９月１日",
        " 2026-09-01 ",
        "2026–9–1",
    ],
)
def test_a_date_is_read_as_people_write_it(run, written):
    assert data(run("judicial_confirmation", written, "--json"))["trigger"] == "2026-09-01"


@pytest.mark.parametrize(
    ("args", "due", "extended", "provisional"),
    [
        (
            ("court_postfiling_entrust_ordinary", "2026-09-05", "--extend", "30"),
            "2026-09-20",
            "2026-10-20",
            False,
        ),
        (
            ("court_postfiling_entrust_ordinary", "2026-09-05", "--extend", "0"),
            "2026-09-20",
            "2026-09-20",
            False,
        ),
        (
            ("court_postfiling_entrust_ordinary", "2026-12-01", "--extend", "30"),
            "2026-12-16",
            "2027-01-15",
            True,
        ),
        (("mediation_conclude", "2026-11-07", "--extend", "15"), "2026-11-23", "2026-12-07", False),
        (("judicial_confirmation", "2026-12-03"), "2027-01-04", None, True),
        (("arb_review_finish", "2026-09-30", "--extend", "5"), "2026-10-13", "2026-10-20", False),
    ],
)
def test_an_extension_is_added_before_rolling(run, args, due, extended, provisional):
    found = data(run(*args, "--json"))

    assert (found["due"], found["extended_due"], found["provisional"]) == (due, extended, provisional)


@pytest.mark.parametrize(
    "args",
    [
        ("no_such_rule", "2026-09-01"),
        ("mediation_accept", "2026-02-29"),
        ("mediation_accept", "2026-13-01"),
        ("mediation_accept", "9-1"),
        ("mediation_accept", "yesterday"),
        ("mediation_accept", "0001-01-01"),
        ("mediation_accept", "9999-12-31"),
        ("mediation_accept",),
        (),
        ("mediation_accept", "2026-09-01", "--extend", "1"),
        ("court_postfiling_entrust_summary", "2026-09-01", "--extend", "31"),
        ("mediation_conclude", "2026-09-01", "--extend", "-1"),
        ("mediation_conclude", "2026-09-01", "--extend", "many"),
        ("mediation_conclude", "2026-09-01", "--extend", "99999999"),
        ("court_prefiling_referral", "2025-01-01"),
        ("union_letter_reply", "2026-09-01"),
        ("limitation", "2026-09-01", "--setting", "claim=wages"),
        ("mediation_accept", "2026-09-01", "--setting", "unit=days"),
        ("legal_aid_review", "2026-09-01", "--setting", "unit"),
        ("legal_aid_review", "2026-09-01", "--setting", "unit=days", "--setting", "unit=workdays"),
        ("legal_aid_forward_detained", "2026-09-01"),
        ("legal_aid_forward_detained", "2026-09-01T25:00"),
        ("mediation_accept", "2026-09-01T10:00"),
        ("legal_aid_forward_detained", "9999-12-31T10:00"),
        ("limitation", "2025-03-03", "--restart", "2026-01-05T10:00"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(run, args):
    answer = run(*args)

    assert answer.exit_code == 2
    assert answer.stderr.strip()
    assert answer.stdout == ""


def test_a_refusal_is_told_in_both_languages(run):
    told = run("court_prefiling_referral", "2025-01-01").stderr

    assert "只适用到2024-12-31" in told
    assert "was law until 2024-12-31" in told


def test_a_period_of_hours_is_asked_with_its_hour(run):
    found = data(run("legal_aid_forward_detained", "2026-09-30 14:30", "--json"))

    assert (found["unit"], found["length"], found["due"]) == ("hours", 24, "2026-10-01T14:30")


def test_a_setting_of_the_place_is_taken(run):
    assert (
        data(run("legal_aid_review", "2026-09-30", "--setting", "unit=workdays", "--json"))["due"]
        == "2026-10-15"
    )


def test_what_the_place_has_set_for_good_holds_until_the_question_says_otherwise(app, run):
    app.config["LIMIT_SETTINGS"] = ["legal_aid_review.unit=workdays", "arb_hearing_notice.clear_days=no"]
    try:
        assert data(run("legal_aid_review", "2026-09-30", "--json"))["due"] == "2026-10-15"
        assert (
            data(run("legal_aid_review", "2026-09-30", "--setting", "unit=days", "--json"))["due"]
            == "2026-10-08"
        )
        assert data(run("legal_aid_assign", "2026-09-30", "--json"))["due"] == "2026-10-08"
        app.config["LIMIT_SETTINGS"] = ["legal_aid_review.unit"]
        assert run("legal_aid_review", "2026-09-30").exit_code == 2
    finally:
        app.config["LIMIT_SETTINGS"] = []


def test_pauses_and_interruptions_are_counted_where_the_law_knows_them(run):
    assert data(run("limitation", "2025-03-03", "--restart", "2025-11-03", "--json"))["due"] == "2026-11-03"
    paused = data(run("limitation", "2025-03-03", "--pause", "2025-12-01..2025-12-10", "--json"))
    assert (paused["due"], "请人工复核" in paused["sentence"]) == ("2026-03-13", True)
    assert (
        data(run("arb_award", "2026-08-18", "--pause", "2026-09-01..2026-09-10", "--json"))["due"]
        == "2026-10-12"
    )
    for args in (
        ("mediation_accept", "2026-09-01", "--restart", "2026-09-02"),
        ("appeal_judgment", "2026-09-01", "--pause", "2026-09-02..2026-09-03"),
        ("limitation", "2025-03-03", "--pause", "2025-12-10..2025-12-01"),
        ("limitation", "2025-03-03", "--pause", "2025-12-10"),
    ):
        assert run(*args).exit_code == 2


def test_the_list_is_the_page(run):
    assert run("--list").stdout == answers.page()


def test_it_needs_no_database(tmp_path):
    """A file that is no database, an empty one, one that is not there."""
    (tmp_path / "text.db").write_text("this is no database " * 100)
    for name in ("absent/none.db", "empty.db", "text.db"):
        bare = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / name}"})
        answer = bare.test_cli_runner().invoke(
            args=["deadline", "judicial_confirmation", "2026-09-01", "--json"]
        )

        assert data(answer)["due"] == "2026-10-08"
