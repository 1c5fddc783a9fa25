"""Pages across the kinds: the search, the list of everything, a person, an employer."""

import re

from flask import abort, current_app, redirect, render_template, request, url_for

from casework.matters import dossiers, finding, queries
from casework.matters.forms import WholeListForm
from casework.matters.models import Kind
from casework.matters.views import FACES, Sort, chips_of, me, room, tabs_of, usual_tabs
from casework.permissions import P
from casework.search.actions import PURPOSES
from casework.search.queries import Asked, few, understood
from casework.web import menu
from casework.web.paging import paginate

TOKEN = re.compile(rf"(?:{'|'.join(PURPOSES.values())})[0-9a-f]{{20}}")


# --- the search ---------------------------------------------------------------------------------------------------


@room.page("/search", needs=P.MATTER_READ, methods=("GET", "POST"), reads=True)
def search():
    """Everything in reach that answers to what was typed, kind by kind, the newest first.

    The box sends a POST, and is sent on: a telephone or an identity number goes into no address, only its fingerprint.
    """
    typed = " ".join(request.values.get("q", "").split())
    asked = _by_token() or understood(typed)
    if asked.number and typed:
        tokens = [token for token in asked.groups[0] if TOKEN.fullmatch(token)]
        return redirect(url_for(".search", n=".".join(tokens)))
    if request.method == "POST":
        return redirect(url_for(".search", q=typed or None))
    kind = next((kind for kind in finding.readable(me()) if kind.value == request.args.get("kind")), None)
    if not asked.is_enough:
        return render_template(
            "matters/search.html", typed=typed, asked=asked, groups=[], page=None, kind=None
        )
    if kind is not None:
        page = paginate(finding.of_one_kind(me(), asked, kind), queries.rows, current_app.config["PAGE_SIZE"])
        groups, rows = [], page.rows
    else:
        page, groups = None, finding.grouped(me(), asked)
        rows = [row for group in groups for row in group.rows]
    return render_template(
        "matters/search.html",
        typed=typed,
        asked=asked,
        groups=groups,
        page=page,
        kind=kind,
        told=_told(asked, rows),
        cap=finding.CAP if page and few(asked) is None else None,
    )


def _by_token() -> Asked | None:
    """The question of an address that names fingerprints."""
    tokens = tuple(token for token in request.args.get("n", "").split(".") if TOKEN.fullmatch(token))
    return Asked((tokens[:4],), number="*") if tokens else None


def _told(asked: Asked, rows) -> dict[int, dict]:
    """For each row, its texts with what was found in them, and where else it was found."""
    shown = {row.id: [row.number, row.lead_worker, row.employer_name] for row in rows}
    why = finding.reasons(asked, list(shown), shown)
    names = ("number", "who", "employer")
    return {
        id: {**{name: finding.pieces(text, asked.words) for name, text in zip(names, texts, strict=True)},
             "why": why.get(id, [])}
        for id, texts in shown.items()
    }  # fmt: skip


menu.SEARCH.append(menu.Item("搜索", "matters.search", P.MATTER_READ, place=1))


# --- the list of everything ---------------------------------------------------------------------------------------


@room.page("/matters", needs=P.MATTER_READ)
def index():
    """The matters of every kind that this person reads."""
    user = me()
    kinds = [kind for kind in finding.readable(user) if kind in FACES]
    form = WholeListForm(user, kinds)
    filters = form.read()
    sort = request.args.get("sort", queries.DEFAULT_SORT)
    sort = sort if sort.lstrip("-") in finding.SORTS else queries.DEFAULT_SORT
    wanted = _kinds_wanted(form, kinds)
    ids = finding.listed(user, filters, kinds=wanted, groups=_states_wanted(form, wanted or kinds), sort=sort)
    return render_template(
        "matters/index.html",
        form=form,
        page=paginate(ids, queries.rows, current_app.config["PAGE_SIZE"]),
        sort=Sort(sort),
        chips=chips_of(form),
        views=tabs_of(usual_tabs(user)),
        clear_url=url_for(".index"),
    )


def _kinds_wanted(form: WholeListForm, kinds: list[Kind]) -> list[Kind] | None:
    """The kinds that are asked for; None where all are. What may be lacking is not the same in each."""
    if form.chosen_kind:
        return [form.chosen_kind]
    if form.missing.data:
        return [kind for kind in kinds if form.missing.data in FACES[kind].lacks]
    return None


def _states_wanted(form: WholeListForm, kinds: list[Kind]) -> dict | None:
    """The states that "open" or "closed" means in each kind."""
    if not form.state.data:
        return None
    is_open = form.state.data == "open"
    return {
        kind: tuple(s.value for s in FACES[kind].states if (s.value in FACES[kind].open_states) == is_open)
        for kind in kinds
    }


menu.add(menu.Item("全部案件", "matters.index", P.MATTER_READ, place=15, key="l"))


# --- a person, an employer ----------------------------------------------------------------------------------------


@room.page("/people/<int:person>", needs=P.PARTY_READ)
def person(person: int):
    """Somebody with all their matters of every kind, as far as the reader sees them."""
    found = dossiers.person(me(), person) or abort(404)
    page = paginate(
        dossiers.matters_of_people(me(), found.ids), queries.rows, current_app.config["PAGE_SIZE"]
    )
    return render_template("matters/person.html", person=found, worker=found.worker, page=page)


@room.page("/employers/<int:company>", needs=P.PARTY_READ)
def company(company: int):
    """An employer under all its names, with what there is about it."""
    found = dossiers.company(me(), company) or abort(404)
    page = paginate(
        dossiers.matters_of_company(me(), found.ids), queries.rows, current_app.config["PAGE_SIZE"]
    )
    return render_template(
        "matters/company.html",
        company=found,
        employer=found.employer,
        counts=dossiers.counts_of(me(), found),
        windows=dossiers.WINDOWS,
        kinds=dossiers.by_kind(me(), found.ids),
        page=page,
    )


def _address(endpoint: str, permission: P, **values) -> str | None:
    return url_for(endpoint, **values) if me().can(permission) else None


@room.blueprint.app_template_global()
def person_url(worker) -> str | None:
    """The page of a person, for those who read such pages."""
    return _address("matters.person", P.PARTY_READ, person=worker.id)


@room.blueprint.app_template_global()
def company_url(employer_id: int | None) -> str | None:
    """The page of an employer, for those who read such pages."""
    return _address("matters.company", P.PARTY_READ, company=employer_id) if employer_id else None
