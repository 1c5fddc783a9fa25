"""The columns of the supervisor's ledger of findings: on the screen, in the file, by the same names."""

from casework.matters.registers import Shown

FINDINGS = (
    Shown("number", "编号", "link", "number", width=26),
    Shown("employer_name", "用人单位", width=30),
    Shown("dispute_type", "风险类别", "code", dictionary="risk_category", width=16),
    Shown("level", "等级", width=8),
    Shown("people", "涉及人数", "count", "people", width=8),
    Shown("is_collective", "集体", "yes", usual=False, width=8),
    Shown("received_on", "登记日期", "day", "received"),
    Shown("state", "状态", "status", width=14),
    Shown("outcome_code", "处置结果", "outcome"),
    Shown("days_open", "在办天数", "count", width=8),
    Shown("next_due_on", "下一期限", "due", "due", width=16),
    Shown("handler", "承办人", width=10),
    Shown("unit", "单位", usual=False, width=16),
    Shown("source", "风险来源", "code", usual=False, dictionary="risk_source"),
    Shown("disposal", "处置情况", usual=False, width=40),
    Shown("found_on", "发现日期", "day", usual=False),
    Shown("accepted_on", "研判定级日期", "day", usual=False),
    Shown("concluded_on", "处置日期", "day", "concluded", usual=False),
    Shown("claimed_fen", "涉及金额", "money", "amount", usual=False),
    Shown("industry", "行业", "code", usual=False, dictionary="industry", width=20),
    Shown("last_activity_on", "最近更新", "day", "activity", usual=False),
)
