"""Every setting of casework, read from the environment; nothing else reads it.

``SETTINGS`` is the list: name, what it means, the default. ``settings()`` turns it into the mapping that the
application is configured with. A setting that cannot be right stops the start with one plain sentence, in Chinese and
in English, and exit code 78 (EX_CONFIG). Outside production the two keys are made at the first run, into the instance
folder; in production they must be given.
"""

import base64
import binascii
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
EX_CONFIG = 78
FIELD_KEY_BYTES = 32
SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10  # "aaaa..." is long and no secret
WELL_KNOWN = ("changeme", "change-me", "change_me", "secret", "password", "default", "example", "casework")
OFF = ("0", "false", "no", "off")
ON = ("1", "true", "yes", "on")


class Wrong(Exception):
    """A setting that cannot be right: what to do about it, in Chinese and in English."""

    def __init__(self, zh: str, en: str):
        super().__init__(en)
        self.zh, self.en = zh, en


class Setting(NamedTuple):
    name: str
    default: str
    read: Callable[[str, str], Any]
    meaning: str


# ---------------------------------------------------------------------------------------------------
# Readers: (name, text) -> value, or Wrong


def text(_name: str, given: str) -> str:
    return given


def words(_name: str, given: str) -> list[str]:
    return [word.strip() for word in given.split(",") if word.strip()]


def flag(name: str, given: str) -> bool | None:
    """None when nothing is said: the default then depends on CASEWORK_ENV."""
    if given == "":
        return None
    if given.lower() in OFF or given.lower() in ON:
        return given.lower() in ON
    raise Wrong(f"{name} 只能是 1 或 0，现在是「{given}」。", f"{name} must be 1 or 0, not {given!r}.")


def whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, given: str) -> int:
        if given.isascii() and given.isdigit() and least <= int(given) <= most:
            return int(given)
        raise Wrong(
            f"{name} 须为 {least} 到 {most} 之间的整数，现在是「{given}」。",
            f"{name} must be a whole number from {least} to {most}, not {given!r}.",
        )

    return read


def one_of(*allowed: str) -> Callable[[str, str], str]:
    def read(name: str, given: str) -> str:
        for word in allowed:
            if given.lower() == word.lower():
                return word
        listed = " / ".join(allowed)
        raise Wrong(
            f"{name} 只能是 {listed}，现在是「{given}」。", f"{name} must be one of {listed}, not {given!r}."
        )

    return read


def folder(_name: str, given: str) -> str:
    """An absolute path; a relative one starts at the folder of casework."""
    return str((ROOT / given).resolve())


def database(name: str, given: str) -> str:
    """The address as SQLAlchemy wants it: plain ``postgresql://`` would mean another driver than the one installed."""
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    if given == "" or given.startswith(("sqlite://", "postgresql+psycopg://")):
        return given
    raise Wrong(
        f"{name} 只支持 sqlite:///… 和 postgresql://…。",
        f"{name} must be a sqlite:///... or postgresql://... address.",
    )


# ---------------------------------------------------------------------------------------------------
# The settings

# fmt: off
SETTINGS = (
    Setting("CASEWORK_ENV",           "development",      one_of("development", "production", "testing"),
            "what this installation is for; production refuses everything that is only safe while trying out"),
    Setting("CASEWORK_INSTANCE",      "instance",         folder,
            "folder of what belongs to this installation alone: keys, SQLite database, files"),
    Setting("DATABASE_URL",           "",                 database,
            "sqlite:///... or postgresql://...; without it, casework.db in the instance folder"),
    Setting("SECRET_KEY",             "",                 text,
            "signs sessions and forms, at least 32 characters; required in production, else made at the first run"),
    Setting("FIELD_KEYS",             "",                 words,
            "encrypt identity numbers and phones: 32 bytes in base64, comma-separated, newest first; as SECRET_KEY"),
    Setting("HOST",                   "127.0.0.1",        text,
            "address the server listens on; 0.0.0.0 for every network card"),
    Setting("PORT",                   "5000",             whole(1, 65535),
            "port the server listens on"),
    Setting("WORKERS",                "2",                whole(1, 64),
            "processes under gunicorn"),
    Setting("THREADS",                "8",                whole(1, 64),
            "requests answered at the same time by one process"),
    Setting("TRUSTED_PROXIES",        "0",                whole(0, 5),
            "how many reverse proxies in front may say who the client is"),
    Setting("TRUSTED_HOSTS",          "",                 words,
            "host names the application answers to, comma-separated; without it, any"),
    Setting("SECURE_COOKIES",         "",                 flag,
            "cookies over https only; by default in production"),
    Setting("SESSION_IDLE_MINUTES",   "30",               whole(5, 720),
            "minutes without a click after which one signs in again"),
    Setting("SESSION_ABSOLUTE_HOURS", "12",               whole(1, 72),
            "hours after which one signs in again in any case"),
    Setting("PASSWORD_POLICY",        "nist",             one_of("nist", "dengbao"),
            "nist: 12 characters, no composition, no expiry; dengbao: also 3 of 4 classes, and expiry (GB/T 22239)"),
    Setting("PASSWORD_MAX_AGE_DAYS",  "180",              whole(30, 730),
            "days until a password expires, under dengbao only"),
    Setting("PAGE_SIZE",              "50",               whole(5, 500),
            "rows on a page of a list"),
    Setting("LIMIT_SETTINGS",         "",                 words,
            "what the place chose for limits of law, comma-separated: legal_aid_review.unit=workdays; see docs/law.md"),
    Setting("LOG_LEVEL",              "INFO",             one_of("DEBUG", "INFO", "WARNING", "ERROR"),
            "how much the log says"),
    Setting("CASEWORK_DEMO",          "",                 flag,
            "script/server fills an empty database with demonstration data; by default, never in production"),
    Setting("CASEWORK_DEBUG",         "",                 flag,
            "Flask's debug mode, for developers; refused in production, as is FLASK_DEBUG"),
)
# fmt: on


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The whole configuration, checked; or the end of the process with exit code 78 and a sentence for each mistake."""
    found, mistakes = _read(environ)
    if not mistakes:
        mistakes = _refusals(found, environ) if found["CASEWORK_ENV"] == "production" else []
    if not mistakes:
        try:
            _keys(found)
        except Wrong as wrong:
            mistakes = [wrong]
    if mistakes:
        refuse(mistakes)
    return _derived(found, environ)


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[Wrong]]:
    """An empty variable counts as one that is not set."""
    found: dict[str, Any] = {}
    mistakes: list[Wrong] = []
    for setting in SETTINGS:
        given = environ.get(setting.name, "").strip() or setting.default
        try:
            found[setting.name] = setting.read(setting.name, given)
        except Wrong as wrong:
            mistakes.append(wrong)
    return found, mistakes


def refuse(mistakes: list[Wrong]) -> NoReturn:
    """End the process, saying each mistake in Chinese and in English."""
    for wrong in mistakes:
        sys.stderr.write(f"casework 不能启动：{wrong.zh}\ncasework cannot start: {wrong.en}\n")
    raise SystemExit(EX_CONFIG)


# ---------------------------------------------------------------------------------------------------
# Production


def _refusals(found: dict[str, Any], environ: Mapping[str, str]) -> list[Wrong]:
    """What is only safe while trying out."""
    mistakes = [
        Wrong(
            f"生产环境不得开启调试，请去掉 {name}。",
            f"debugging is not for production: unset {name}.",
        )
        for name, on in (("FLASK_DEBUG", _flask_debug(environ)), ("CASEWORK_DEBUG", found["CASEWORK_DEBUG"]))
        if on
    ]
    if found["CASEWORK_DEMO"]:
        mistakes.append(
            Wrong(
                "生产环境不得装入演示数据，请去掉 CASEWORK_DEMO。",
                "demonstration data is not for production: unset CASEWORK_DEMO.",
            )
        )
    if _guessable(found["SECRET_KEY"]):
        mistakes.append(
            Wrong(
                f"生产环境须设置 SECRET_KEY：至少 {SHORTEST_SECRET} 个随机字符，不得使用示例值。生成："
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
                f"production needs SECRET_KEY: at least {SHORTEST_SECRET} random characters, no sample value. Make one:"
                ' python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
            )
        )
    if not found["FIELD_KEYS"]:
        mistakes.append(
            Wrong(
                "生产环境须设置 FIELD_KEYS（32 字节的 base64），并与数据库分开备份。生成："
                'python3 -c "import base64,os; print(base64.b64encode(os.urandom(32)).decode())"',
                "production needs FIELD_KEYS (32 bytes in base64), kept in a safe place apart from the database. Make one:"
                ' python3 -c "import base64,os; print(base64.b64encode(os.urandom(32)).decode())"',
            )
        )
    return mistakes


def _flask_debug(environ: Mapping[str, str]) -> bool:
    """As Flask reads it: even "off" switches it on."""
    return environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no")


def _guessable(secret: str) -> bool:
    short = len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT
    return short or any(word in secret.lower() for word in WELL_KNOWN)


# ---------------------------------------------------------------------------------------------------
# The keys


def _keys(found: dict[str, Any]) -> None:
    """Fill in the keys that were not given, from the instance folder, and check the field keys."""
    instance = Path(found["CASEWORK_INSTANCE"])
    if not found["SECRET_KEY"]:
        found["SECRET_KEY"] = _kept(instance / "secret.key", lambda: secrets.token_urlsafe(48))
    if not found["FIELD_KEYS"]:
        made = _kept(instance / "field.keys", _new_field_key)
        found["FIELD_KEYS"] = words("FIELD_KEYS", made.replace("\n", ","))
    found["FIELD_KEYS"] = [_field_key(key) for key in found["FIELD_KEYS"]]


def _new_field_key() -> str:
    return base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode()


def _field_key(given: str) -> str:
    """The key in plain base64; the alphabet for addresses (- and _) is understood too."""
    try:
        key = base64.b64decode(given.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != FIELD_KEY_BYTES or len(set(key)) < FEWEST_DIFFERENT:
        raise Wrong(
            "FIELD_KEYS 中有一把密钥不对：每把都须是 32 个随机字节的 base64。",
            "one of the FIELD_KEYS is wrong: each must be 32 random bytes in base64.",
        )
    return base64.b64encode(key).decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The key in that file. A missing one is made, readable by its owner alone; one that is there is never overwritten."""
    try:
        if not path.exists():
            _write_once(path, make())
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(
            f"密钥文件 {path} 无法读写（{error}），请检查文件夹权限。",
            f"the key file {path} cannot be read or made ({error}); check the permissions of the folder.",
        ) from error
    if not kept:
        raise Wrong(
            f"密钥文件 {path} 是空的：请从备份恢复；从未使用过的系统可以删除它。",
            f"the key file {path} is empty: restore it from the backup, or delete it if nothing was ever stored.",
        )
    return kept


def _write_once(path: Path, key: str) -> None:
    """Written aside and linked into place: two processes starting together agree on one key and never see half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        aside.unlink()


# ---------------------------------------------------------------------------------------------------
# What Flask and the extensions call these settings


def _derived(found: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    production, testing = found["CASEWORK_ENV"] == "production", found["CASEWORK_ENV"] == "testing"
    found["SECURE_COOKIES"] = _or(found["SECURE_COOKIES"], production)
    found["CASEWORK_DEMO"] = _or(found["CASEWORK_DEMO"], not (production or testing))
    found["CASEWORK_DEBUG"] = _or(found["CASEWORK_DEBUG"], _flask_debug(environ))
    found["TRUSTED_HOSTS"] = found["TRUSTED_HOSTS"] or None
    found["DATABASE_URL"] = found["DATABASE_URL"] or f"sqlite:///{found['CASEWORK_INSTANCE']}/casework.db"
    framework = {
        "PRODUCTION": production,
        "DEMO_BANNER": found["CASEWORK_DEMO"],
        "DEBUG": found["CASEWORK_DEBUG"],
        "TESTING": testing,
        "PREFERRED_URL_SCHEME": "https" if found["SECURE_COOKIES"] else "http",
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        # our pages send no referrer that could be compared; the __Host- cookie keeps other hosts from planting a session
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: nobody loses a long text to an old form
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "casework" / "translations"),
    }
    return found | framework | _cookies(found) | _database(found)


def _or(given: bool | None, default: bool) -> bool:
    return default if given is None else given


def _cookies(found: dict[str, Any]) -> dict[str, Any]:
    secure = found["SECURE_COOKIES"]
    return {
        # with this prefix a browser takes the cookie from this very host alone, never from a neighbour's subdomain
        "SESSION_COOKIE_NAME": "__Host-casework" if secure else "casework",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=found["SESSION_ABSOLUTE_HOURS"]),
    }


def _database(found: dict[str, Any]) -> dict[str, Any]:
    url = found["DATABASE_URL"]
    options: dict[str, Any] = {
        "hide_parameters": True
    }  # an error in the log must not quote what somebody typed
    if url.startswith("postgresql"):
        options |= {
            "pool_size": found["THREADS"],
            "pool_pre_ping": True,
            "connect_args": {
                # nobody waits for ever on another's lock, and a transaction left open lets go
                "options": "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=60s"
            },
        }
    return {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": options}
