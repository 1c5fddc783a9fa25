"""The site that an office's developer would knock up instead: Flask-Admin over the same tables, and nothing else.

It is given every advantage: no sign-in, no scope, no history, no protection against forged posts, one filtered table read.
Its list shows the columns of ours, its pages have the same number of rows, and relations are read along with the rows.
"""

import os

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
Babel(app, default_locale="zh_CN")
db = SQLAlchemy(app)

with app.app_context():
    db.metadata.reflect(db.engine, only=("unit", "user_account", "employer", "matter"), resolve_fks=False)


class Unit(db.Model):
    __table__ = db.metadata.tables["unit"]

    def __str__(self):
        return self.short_name


class User(db.Model):
    __table__ = db.metadata.tables["user_account"]

    def __str__(self):
        return self.name


class Matter(db.Model):
    __table__ = db.metadata.tables["matter"]
    unit = db.relationship(Unit)
    handler = db.relationship(User, foreign_keys=[__table__.c.handler_id])

    def __str__(self):
        return self.number


SHOWN = ("number", "lead_worker", "employer_name", "dispute_type", "claimed_fen", "handler", "received_on",
         "next_due_on", "state")  # fmt: skip


class Matters(ModelView):
    """The list, the form, the details and the files."""

    column_list = SHOWN
    column_default_sort = ("received_on", True)
    column_searchable_list = ("number", "court_number", "lead_worker", "employer_name")
    column_filters = ("state", "dispute_type", "received_on")
    page_size = int(os.environ["PAGE_SIZE"])
    can_view_details = True
    can_export = True
    export_types = ("csv", "xlsx")
    form_columns = ("unit", "kind", "number", "number_year", "number_serial", "registered_at", "received_on",
                    "last_activity_on", "state", "dispute_type", "source", "people", "claimed_fen", "agreed_fen", "paid_fen",
                    "lead_worker", "employer_name", "is_collective", "version")  # fmt: skip


admin = Admin(app, name="cases")
admin.add_view(Matters(Matter, db.session, endpoint="matter"))
