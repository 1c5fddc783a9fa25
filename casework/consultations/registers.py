"""The columns of the list of consultations: on the screen, in the file, by the same names."""

from casework.matters.registers import Shown

CONSULTATIONS = (
    Shown("number", "咨询编号", "link", "number", width=26),
    Shown("received_on", "咨询日期", "day", "received"),
    Shown("source", "方式", "code", dictionary="consult_channel", width=10),
    Shown("lead_worker", "来访人", width=14),
    Shown("employer_name", "用人单位", width=30),
    Shown("dispute_type", "问题", "code", dictionary="consult_topic", width=14),
    Shown("people", "人次", "count", "people", width=8),
    Shown("handler", "答复人", width=10),
    Shown("state", "状态", "status", width=12),
    Shown("next_due_on", "回访", "due", "due", width=16),
    Shown("outcome_code", "结果", "outcome", usual=False),
    Shown("unit", "单位", usual=False, width=16),
    Shown("concluded_on", "办结日期", "day", "concluded", usual=False),
    Shown("last_activity_on", "最近更新", "day", "activity", usual=False),
    Shown("is_collective", "十人以上", "yes", usual=False, width=10),
    Shown("industry", "行业", "code", usual=False, dictionary="industry", width=20),
)
