"""The settings: safe defaults, plain refusals, and keys that are made once and never again."""

import base64
import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

import config

SECRET = "uT3x0Vq9ZbLr7cJ2mWkYp5dGh8sNf1aQ"
KEY = base64.b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.b64encode(bytes(range(32, 64))).decode()
REAL = {"CASEWORK_ENV": "production", "SECRET_KEY": SECRET, "FIELD_KEYS": KEY}


@pytest.fixture
def read(tmp_path):
    """Settings of an installation whose folder is new."""

    def settings(**environ):
        return config.settings({"CASEWORK_INSTANCE": str(tmp_path / "instance"), **environ})

    return settings


def test_without_any_variable_it_runs_for_one_machine_only(read, tmp_path):
    settings = read()

    assert settings["CASEWORK_ENV"] == "development"
    assert (settings["HOST"], settings["PORT"]) == ("127.0.0.1", 5000)
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/instance/casework.db"
    assert not settings["PRODUCTION"]
    assert not settings["DEBUG"]
    assert not settings["TESTING"]


def test_every_setting_is_explained_and_its_default_can_be_read():
    for setting in config.SETTINGS:
        setting.read(setting.name, setting.default)
        assert setting.meaning.strip()
        assert "\n" not in setting.meaning


def test_an_empty_variable_counts_as_not_set(read):
    assert read(PORT=" ", PAGE_SIZE="")["PORT"] == 5000


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db/casework", "postgresql+psycopg://u:p@db/casework"),
        ("postgresql://u:p@db/casework", "postgresql+psycopg://u:p@db/casework"),
        ("postgresql+psycopg://db/casework", "postgresql+psycopg://db/casework"),
        ("sqlite:////srv/casework.db", "sqlite:////srv/casework.db"),
    ],
)
def test_a_database_address_names_the_driver_that_is_installed(read, given, used):
    assert read(DATABASE_URL=given)["SQLALCHEMY_DATABASE_URI"] == used


def test_on_postgresql_nobody_waits_for_ever(read):
    options = read(DATABASE_URL="postgresql://db/casework", THREADS="3")["SQLALCHEMY_ENGINE_OPTIONS"]

    assert options["pool_size"] == 3
    assert "lock_timeout" in options["connect_args"]["options"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("CASEWORK_ENV", "prod"),
        ("DATABASE_URL", "mysql://db/casework"),
        ("PORT", "80a"),
        ("PORT", "65536"),
        ("THREADS", "0"),
        ("PAGE_SIZE", "-1"),
        ("SECURE_COOKIES", "maybe"),
        ("PASSWORD_POLICY", "strict"),
        ("FIELD_KEYS", "c2hvcnQ="),
        ("FIELD_KEYS", base64.b64encode(bytes(32)).decode()),
        ("FIELD_KEYS", f"{KEY},不是密钥"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start_in_two_languages(read, capsys, name, given):
    with pytest.raises(SystemExit) as stopped:
        read(**{name: given})

    assert stopped.value.code == 78
    said = capsys.readouterr().err
    assert "casework 不能启动：" in said
    assert "casework cannot start:" in said
    assert name in said


def test_all_mistakes_are_told_at_once(read, capsys):
    with pytest.raises(SystemExit):
        read(PORT="x", THREADS="y")

    assert capsys.readouterr().err.count("cannot start") == 2


# --- keys -------------------------------------------------------------------------------------------


def test_keys_are_made_at_the_first_run_for_their_owner_alone_and_kept(read, tmp_path):
    first, second = read(), read()

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert first["FIELD_KEYS"] == second["FIELD_KEYS"]
    for name in ("secret.key", "field.keys"):
        assert stat.S_IMODE((tmp_path / "instance" / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "instance").iterdir()) == ["field.keys", "secret.key"]


def test_processes_that_start_together_agree_on_one_key(read):
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda _: read(), range(32)))

    assert len({settings["SECRET_KEY"] for settings in together}) == 1
    assert len({tuple(settings["FIELD_KEYS"]) for settings in together}) == 1


def test_a_given_key_leaves_no_file(read, tmp_path):
    read(SECRET_KEY=SECRET, FIELD_KEYS=KEY)

    assert not (tmp_path / "instance").exists()


def test_an_empty_key_file_is_refused_and_not_overwritten(read, tmp_path, capsys):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "field.keys").touch()

    with pytest.raises(SystemExit):
        read()

    assert "field.keys" in capsys.readouterr().err
    assert (tmp_path / "instance" / "field.keys").read_text() == ""


def test_several_field_keys_keep_their_order_newest_first(read):
    assert read(FIELD_KEYS=f"{KEY}, {OLDER_KEY}")["FIELD_KEYS"] == [KEY, OLDER_KEY]


def test_a_field_key_in_the_alphabet_for_addresses_is_the_same_key(read):
    key = bytes(range(224, 256))

    assert read(FIELD_KEYS=base64.urlsafe_b64encode(key).decode())["FIELD_KEYS"] == [
        base64.b64encode(key).decode()
    ]


# --- production -------------------------------------------------------------------------------------


def test_production_with_real_keys_starts_with_cookies_over_https_only(read):
    settings = read(**REAL)

    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_PATH"] == "/"
    assert settings["PRODUCTION"]
    assert not settings["CASEWORK_DEMO"]
    assert not settings["DEBUG"]


def test_cookies_are_hidden_from_scripts_and_from_other_sites_everywhere(read):
    for settings in (read(), read(**REAL)):
        assert settings["SESSION_COOKIE_HTTPONLY"]
        assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(
    "mistake",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "dev"},
        {"SECRET_KEY": SECRET[:31]},
        {"SECRET_KEY": "a" * 64},
        {"SECRET_KEY": "please-changeme-0123456789-abcdefgh"},
        {"FIELD_KEYS": ""},
        {"FIELD_KEYS": "c2hvcnQ="},
        {"FIELD_KEYS": base64.b64encode(b"a" * 32).decode()},
        {"FLASK_DEBUG": "1"},
        {"FLASK_DEBUG": "off"},
        {"CASEWORK_DEBUG": "true"},
        {"CASEWORK_DEMO": "1"},
    ],
    ids=repr,
)
def test_production_refuses_what_is_only_safe_while_trying_out(read, tmp_path, capsys, mistake):
    with pytest.raises(SystemExit) as stopped:
        read(**{**REAL, **mistake})

    assert stopped.value.code == 78
    assert next(iter(mistake)) in capsys.readouterr().err
    assert not (tmp_path / "instance").exists()


def test_a_refusal_does_not_repeat_the_secret(read, capsys):
    with pytest.raises(SystemExit):
        read(**{**REAL, "SECRET_KEY": "short-but-mine", "FIELD_KEYS": "bXkga2V5"})

    said = capsys.readouterr().err
    assert "short-but-mine" not in said
    assert "bXkga2V5" not in said


# --- what depends on where it runs ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "demo"), [("development", True), ("testing", False), ("production", False)]
)
def test_demonstration_data_depends_on_where_it_runs(read, where, demo):
    assert read(**{**REAL, "CASEWORK_ENV": where})["CASEWORK_DEMO"] is demo


def test_flask_debug_works_for_developers(read):
    assert read(FLASK_DEBUG="1")["DEBUG"]
    assert not read(FLASK_DEBUG="0")["DEBUG"]


def test_the_readme_lists_every_setting_as_it_is():
    readme = (config.ROOT / "README.md").read_text(encoding="utf-8")

    for setting in config.SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        assert f"| `{setting.name}` | {default} | {setting.meaning} |" in readme


def test_the_readmes_are_twins():
    """The same settings, addresses and blocks of commands, but for the comments."""
    english, chinese = (
        (config.ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )

    for wanted in (r"^\| `([^`]+)`(?: \| (`[^|]*))?", r"\]\(((?!README)[^)]+)\)", r"^(#+) "):
        assert re.findall(wanted, chinese, re.MULTILINE) == re.findall(wanted, english, re.MULTILINE)
    assert _commands(chinese) == _commands(english)


def _commands(readme: str) -> list[str]:
    blocks = re.findall(r"^ *```\w+\n(.*?)```", readme, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*", "", line) for block in blocks for line in block.splitlines()]
