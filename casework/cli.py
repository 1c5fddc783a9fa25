"""``flask --app wsgi ...``: thin commands that call actions and queries.

A new installation begins with ``unit create`` for the union at the top and ``user create --role admin`` for the first
administrator, who then does the rest on the pages for users and units.
"""

import getpass
import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from casework.accounts import actions as accounts
from casework.accounts.models import SignInFailure, UnitKind
from casework.accounts.queries import has_demo_users, unit_named
from casework.deadlines.queries import missing_year
from casework.demo import actions as demonstration
from casework.demo import sign_ins
from casework.engine import clock, context, registers, spans
from casework.engine.calendar import official
from casework.engine.errors import Refused
from casework.extensions import db
from casework.history import queries as history
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.law import answers as law
from casework.law.questions import ask
from casework.permissions import Role, Scope
from casework.reports import queries as reports
from casework.reports import workbook
from casework.reports.rules import DIMENSIONS
from casework.web import drafts
from casework.web.errors import in_words, refusal_of
from casework.web.models import Submission
from casework.web.room import committing

unit_commands = AppGroup("unit", help="Unions, their stations, law firms.")
user_commands = AppGroup("user", help="People who sign in.")
audit_commands = AppGroup("audit", help="The history.")
report_commands = AppGroup("report", help="Statistics, without a browser.")


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(unit_commands)
    app.cli.add_command(user_commands)
    app.cli.add_command(audit_commands)
    app.cli.add_command(report_commands)
    app.cli.add_command(check)
    app.cli.add_command(deadline)
    app.cli.add_command(demo)
    app.cli.add_command(tidy)


@contextmanager
def _telling():
    """Commit at the end; a refusal becomes the command's error message."""
    try:
        with committing():
            yield
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    except IntegrityError as error:
        raise click.ClickException(str(refusal_of(error))) from None


@unit_commands.command("create")
@click.argument("short_name")
@click.option("--name", required=True, help="The full name.")
@click.option(
    "--code", required=True, help="Orders the lists; a unit below begins with the code of the one above."
)
@click.option("--mark", required=True, help="What stands for the unit in its case numbers.")
@click.option(
    "--kind", type=click.Choice([k.value for k in UnitKind]), default=UnitKind.CITY.value, show_default=True
)
@click.option("--parent", help="Name, short name or code of the unit above.")
def create_unit(short_name, name, code, mark, kind, parent):
    """Add a unit: the first one before the first user, the others here or on the page for units."""
    above = _unit(parent) if parent else None
    with _telling():
        accounts.add_unit(
            code=code,
            name=name,
            short_name=short_name,
            kind=UnitKind(kind),
            number_mark=mark,
            parent_id=above.id if above else None,
        )
    click.echo(f"{short_name} ✓")


def _unit(name: str):
    found = unit_named(name)
    if found is None:
        raise click.ClickException(f"没有叫“{name}”的单位。新建：flask --app wsgi unit create --help")
    return found


@user_commands.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", required=True, help="Name, short name or code of the unit.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role]))
@click.option("--scope", type=click.Choice([s.value for s in Scope]), help="How far the roles reach.")
@click.option("--password", help="Asked for when not given.")
def create_user(username, name, unit, roles, scope, password):
    """Add a user. They choose a password of their own at the first sign-in."""
    found = _unit(unit)
    password = password or getpass.getpass("初始密码 / initial password: ")
    with _telling():
        user = accounts.add_user(
            username=username,
            name=name,
            unit=found,
            password=password,
            policy=current_app.config["PASSWORD_POLICY"],
        )
        for role in roles:
            accounts.grant(user, Role(role), found, Scope(scope) if scope else None)
    click.echo(f"{username} ✓")


@report_commands.command("month")
@click.argument("period")
@click.option("--unit", required=True, help="Name, short name or code of the unit.")
@click.option("--own", is_flag=True, help="The unit alone, without those below it.")
@click.option("--by", type=click.Choice(list(DIMENSIONS)), default="unit", help="What the rows are.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="The workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures.")
def report_month(period, unit, own, by, out, as_json):
    """The report of PERIOD (2022-12, 2022-Q4, 2022, 2022-12~ or two days) as a workbook, or as figures."""
    found = unit_named(unit)
    if found is None:
        raise click.ClickException(f"没有叫“{unit}”的单位。")
    if out is None and not as_json:
        raise click.UsageError("请用 --out 写明工作簿存到哪里，或者用 --json 打印数字。")
    if out is not None and not out.parent.is_dir():
        raise click.ClickException(f"没有这个文件夹：{out.parent}")
    try:
        span = spans.read(period, reports.cutoff_of(found))
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    within = reports.Within.OWN if own else reports.Within.SUBTREE
    question = reports.ask(None, found, span, within, by=DIMENSIONS[by])
    if out is not None:
        _write_workbook(question, out)
    if as_json:
        click.echo(json.dumps(reports.report(question).plain(), ensure_ascii=False, indent=2))


def _write_workbook(question: reports.Question, out: Path) -> None:
    """Note the export, then write it: as the page does."""
    number, rows = registers.new_number(), reports.count_of(question)
    with _telling():
        what = f"report month {question.span.text} {question.unit.short_name}"
        leave_trail(Trail.EXPORT, what, rows=rows, number=number)
    origin = workbook.Origin(number, context.actor().name, clock.now())
    with context.writing(False):
        out.write_bytes(workbook.write(reports.report(question), origin).stream.getvalue())
    click.echo(f"{out} ✓ {number}", err=True)


@audit_commands.command("verify")
def verify():
    """Walk the chain of the history; name the first bad entry."""
    verdict = history.verify()
    if verdict.holds:
        click.echo(f"历史记录完整：{verdict.entries} 条，链条无断裂。")
        return
    click.echo(
        f"第 {verdict.bad_entry} 条有问题：{verdict.reason}。它之前的 {verdict.entries} 条完好。", err=True
    )
    raise SystemExit(1)


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Say nothing and do nothing where there are cases already.")
@click.option("--sign-ins", "only_sign_ins", is_flag=True, help="Only print the demonstration's sign-ins.")
@with_appcontext
def demo(if_empty, only_sign_ins):
    """Load the demonstration: invented people and employers, the past of a city, sixty live cases. Never in production."""
    if only_sign_ins:
        _print_sign_ins()
        return
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("正式环境不能装入演示数据。 / Demonstration data is not for production.")
    if _schema()[0] is None:
        raise click.ClickException(
            "请先执行 flask --app wsgi db upgrade / Run flask --app wsgi db upgrade first."
        )
    if if_empty and demonstration.has_matters():
        return
    if demonstration.is_loaded():
        click.echo(
            "演示数据已经装入，没有改动。 / The demonstration data is there already; nothing was changed."
        )
        return
    click.echo("正在装入演示数据，约需十秒…… / Loading the demonstration data, about ten seconds ...")
    try:
        with committing():
            demonstration.load(production=current_app.config["PRODUCTION"])
    except Refused as refusal:
        raise click.ClickException(f"{refusal}。 / The demonstration data was not loaded.") from None
    _print_sign_ins()


def _print_sign_ins() -> None:
    """The people to sign in as, what each is for, and the one password."""
    if not has_demo_users():
        return
    click.echo("演示账户 / Demonstration sign-ins:")
    for entry in sign_ins.SIGN_INS:
        click.echo(f"  {entry.username:<11} {entry.purpose} / {entry.purpose_en}")
    click.echo(f"密码都是 / The password of all: {sign_ins.PASSWORD}")


FORGOTTEN_AFTER = {  # a form is not sent again after a week; failures slow a sign-in for a quarter of an hour
    Submission: timedelta(days=7),
    SignInFailure: timedelta(hours=1),
}


@click.command("tidy")
@with_appcontext
def tidy():
    """Forget what has served: old drafts, keys of forms, failed sign-ins. To be run every night."""
    with committing():
        typed = drafts.forget_old()
        keys, failures = (_forget(model, after) for model, after in FORGOTTEN_AFTER.items())
    click.echo(
        f"已清理：草稿 {typed}、表单提交 {keys}、登录失败 {failures}。"
        f" / Forgotten: {typed} drafts, {keys} submissions, {failures} failed sign-ins."
    )


def _forget(model, after: timedelta) -> int:
    old = db.session.scalars(sa.select(model).where(model.at < clock.utcnow() - after)).all()
    for row in old:
        db.session.delete(row)
    return len(old)


REFUSED = 2  # the exit status of a question that has no answer


@click.command("deadline")
@click.argument("rule", required=False)
@click.argument("date", required=False)
@click.option("--extend", type=int, help="By how much the period is extended, in its own unit.")
@click.option("--setting", "settings", multiple=True, metavar="NAME=VALUE", help="What the place has chosen.")
@click.option("--pause", "pauses", multiple=True, metavar="FIRST..LAST", help="Days that are not counted.")
@click.option(
    "--restart", "restarts", multiple=True, metavar="DATE", help="An interruption: all begins anew."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as data.")
@click.option("--list", "as_list", is_flag=True, help="Print the catalogue of all rules, as in docs/law.md.")
@with_appcontext
def deadline(rule, date, as_json, as_list, **more):
    """The last day of the period of RULE that the event of DATE starts, with the sentence that explains it.

    Refused with the reason and exit status 2: a rule that is not known or was not law on that day or has no length, a date
    that does not exist, an extension over what the law allows.
    """
    if as_list:
        click.echo(law.page(), nl=False)
        return
    if not rule or not date:
        raise click.UsageError("请写明规则和日期：deadline RULE DATE；规则见 deadline --list。")
    try:
        answer = ask(rule, date, official(), of_place=current_app.config["LIMIT_SETTINGS"], **more)
    except Refused as refusal:
        with force_locale("en"):
            english = in_words(refusal)
        click.echo(f"{refusal}。 / {english}.", err=True)
        raise SystemExit(REFUSED) from None
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False))
        return
    for line in answer.lines():
        click.echo(line)


@click.command("check")
def check():
    """Configuration, schema, fonts, calendar, keys: each line ok, or what to do."""
    problems = 0
    for name, ok, advice in _checks():
        click.echo(f"{'ok  ' if ok else '！！'} {name}" + ("" if ok else f" — {advice}"))
        problems += not ok
    raise SystemExit(1 if problems else 0)


def _checks():
    config = current_app.config
    yield "环境 environment: " + config["CASEWORK_ENV"], True, ""
    instance = Path(config["CASEWORK_INSTANCE"])
    modes = [
        f
        for f in (instance / "secret.key", instance / "field.keys")
        if f.exists() and f.stat().st_mode & 0o077
    ]
    yield "密钥 keys", not modes, f"请执行 chmod 600 {' '.join(map(str, modes))}"
    at, head = _schema()
    yield f"数据库结构 schema: {at or '—'}", at == head, "请执行 flask --app wsgi db upgrade"
    missing = missing_year(clock.today())
    year = missing or clock.today().year
    yield (
        f"工作日历 calendar: {year}",
        missing is None,
        f"还没有{year}年的放假通知，期限会标为暂定：请在“工作日历”里录入",
    )
    assets = Path(current_app.static_folder) / "vendor" / "tabler.min.css"
    yield "前端文件 front-end assets", assets.exists(), "请执行 script/setup"
    catalogue = Path(current_app.root_path) / "translations" / "en" / "LC_MESSAGES" / "messages.mo"
    yield "英文界面 English catalogue", catalogue.exists(), "请执行 script/setup"
    yield (
        "中文字体 fonts",
        _has_chinese_font(),
        "服务器上没有中文字体，打印成 PDF 会缺字：apt-get install fonts-wqy-zenhei",
    )


def _schema() -> tuple[str | None, str | None]:
    """(the schema the database is at, the newest one)."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(current_app.root_path).parent / "migrations"))
    with context.writing(False), db.engine.connect() as connection:  # waits for nobody
        return MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()


FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
)
CHINESE_FONTS = (
    "wqy",
    "cjk",
    "sourcehan",
    "simsun",
    "simhei",
    "msyh",
    "fangsong",
    "pingfang",
    "droidsansfallback",
)


def _has_chinese_font() -> bool:
    for folder in FONT_FOLDERS:
        for font in Path(folder).expanduser().glob("**/*.[tTo]t[fFc]"):
            if any(name in font.name.lower().replace("-", "") for name in CHINESE_FONTS):
                return True
    return False
