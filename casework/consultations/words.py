"""What a consultation, its follow-ups and the paragraphs kept for it are called in the history."""

from flask_babel import gettext as _

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code
from casework.consultations.models import Answer, Outcome, Status
from casework.history.words import Table, choice
from casework.matters.words import CODES, MATTER, OPEN

_read_answer = choice(Answer)

# fmt: off
TABLES = (
    Table("consultation", "法律咨询", {
        **MATTER,
        "number": "咨询编号", "handler_id": "答复人", "received_on": "咨询日期", "concluded_on": "办结日期",
        "dispute_type": "主要问题", "source": "方式", "people": "人次",
        "starts_at": "时间", "minutes": "时长（分钟）", "topics": "问题", "answered_as": "答复方式", "point": "要点",
        "reply": "答复内容", "place": "地点", "follow_up_on": "回访日期",
    }, {
        **CODES, "state": choice(Status), "outcome_code": choice(Outcome), "dispute_type": code(D.CONSULT_TOPIC),
        "source": code(D.CONSULT_CHANNEL), "topics": code(D.CONSULT_TOPIC),
        "answered_as": lambda values: _("、").join(_read_answer(value) for value in values),
    }, is_case=True, open=OPEN),
    Table("follow_up", "咨询回访", {
        "matter_id": "咨询", "made_on": "回访日期", "by_id": "回访人", "reached": "联系结果", "note": "说明",
    }, is_case=True),
    Table("text_module", "常用段落", {
        "owner_id": "个人", "unit_id": "单位", "shortcut": "短名", "text": "内容",
    }, is_case=True, open=frozenset({"shortcut"})),
)
# fmt: on
