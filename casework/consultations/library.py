"""Pages of the paragraphs that are written often: one's own, and those of a unit."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit
from casework.accounts.queries import units_for
from casework.consultations import actions, queries
from casework.consultations.forms import ModuleForm
from casework.consultations.models import TextModule
from casework.consultations.views import me, room
from casework.permissions import P
from casework.web.room import FORM


def _keeps() -> list[Unit]:
    """The units whose library this person keeps."""
    user = me()
    return (
        [unit for unit in units_for(user, P.CONSULT_SUPERVISE) if unit.is_active]
        if user.can(P.CONSULT_SUPERVISE)
        else []
    )


@room.page("/modules", needs=P.CONSULT_RECORD, methods=FORM)
def modules():
    """The paragraphs this person may use, and a new one."""
    form = ModuleForm(me(), _keeps(), draft="consultations.modules")
    if form.carries_out(actions.keep_module, by=me()):
        flash(_("已保存：;;%(name)s", name=form.result.shortcut), "success")
        return redirect(url_for(".modules"))
    found = queries.kept_by(me())
    return render_template("consultations/modules.html", form=form, found=found, own=_may_change(found))


def _may_change(found: list[TextModule]) -> set[int]:
    units = me().reach.units(P.CONSULT_SUPERVISE)
    return {
        module.id
        for module in found
        if module.owner_id == me().id or (module.unit_id and (units is None or module.unit_id in units))
    }


@room.page("/modules/<int:id>", needs=P.CONSULT_RECORD, of=TextModule, methods=FORM)
def module(module: TextModule):
    """Change a paragraph."""
    form = ModuleForm(me(), _keeps(), obj=module)
    if form.carries_out(actions.keep_module, module=module, by=me()):
        flash(_("已保存"), "success")
        return redirect(url_for(".modules"))
    return render_template("consultations/module.html", form=form, module=module)


@room.page("/modules/<int:id>/drop", needs=P.CONSULT_RECORD, of=TextModule, methods=("POST",))
def drop_module(module: TextModule):
    """Forget a paragraph."""
    actions.drop_module(module)
    flash(_("已删除"), "success")
    return redirect(url_for(".modules"))
