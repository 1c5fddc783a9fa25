"""casework: the case management that trade unions run their rights work on."""

from flask import Flask, g, request, session
from flask_babel import get_locale
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from casework import cli, wiring
from casework.engine.sealing import KeyRing
from casework.extensions import babel, csrf, db, keys, login, migrate
from casework.history import recorder
from casework.web import chrome, errors, filters, speech
from casework.web.room import RowId, begin_request

LANGUAGES = {"zh_CN": "中文", "en": "English"}


def create_app(settings: dict | None = None) -> Flask:
    """The application: its rooms, bound to the extensions. ``settings`` overrides what the environment says."""
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.config.from_mapping({**config.settings(), **(settings or {})})
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    if not app.config.get("PRODUCTION"):
        app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    keys.ring = KeyRing(app.config["FIELD_KEYS"])

    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_language)
    speech.register(app, babel)
    recorder.install()
    wiring.connect()

    app.url_map.converters["int"] = RowId
    for room in rooms():
        app.register_blueprint(room.blueprint)
    app.before_request(begin_request)
    app.before_request(_hold_locale)
    errors.register(app)
    chrome.register(app)
    app.jinja_env.filters.update(filters.FILTERS)
    cli.register(app)
    _refuse_demonstration_in_production(app)
    return app


def rooms():
    """Every room with pages, lowest first."""
    from casework.accounts.views import room as accounts
    from casework.deadlines.views import room as deadlines
    from casework.history.views import room as history
    from casework.matters.views import room as matters
    from casework.mediation import intake, participants  # noqa: F401 - further pages of the same room
    from casework.mediation.views import room as mediation
    from casework.reports.views import room as reports

    return [accounts, history, matters, mediation, deadlines, reports]


def _language() -> str:
    """The language of this reader: chosen, or kept with the user, or what the browser asks for."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return chosen
    if request.accept_languages.best_match(["zh", "en"], default="zh") == "en":
        return "en"
    return "zh_CN"


def _hold_locale() -> None:
    g.locale = str(get_locale())


def _refuse_demonstration_in_production(app: Flask) -> None:
    if not app.config.get("PRODUCTION"):
        return
    from casework.accounts.queries import has_demo_users

    with app.app_context():
        if has_demo_users():
            told = config.Wrong(
                "数据库里有演示账户，不能在正式环境启动。请换一个空的数据库，或停用演示账户。",
                "the database holds demonstration accounts: use an empty database, or deactivate them.",
            )
            config.refuse([told])
