"""What an auditor looks for in the logs."""

from flask_babel import gettext as _

from casework.history import words
from casework.history.models import Trail
from casework.web.forms import ChoiceField, CodeField, DayField, Form, LineField


class _Days(Form):
    """Who, and between which days; the last day is part of it."""

    class Meta:
        csrf = False

    who = LineField("姓名")
    since = DayField("从")
    until = DayField("到")


class LogForm(_Days):
    """Which changes."""

    table = CodeField("对象", blank="全部")

    def __init__(self, args):
        super().__init__(args)
        self.table.offer(
            [(table.name, _(table.label)) for table in words.TABLES.values() if table.name != "matter"]
        )


class AccessForm(_Days):
    """Which accesses."""

    kind = ChoiceField("事项", of=Trail, blank="全部")

    def __init__(self, args):
        super().__init__(args)
