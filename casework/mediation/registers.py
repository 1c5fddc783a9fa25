"""The columns of the list of mediations: on the screen, in the file, by the same names."""

from casework.matters.registers import Shown

CASES = (
    Shown("number", "案号", "link", "number", width=26),
    Shown("lead_worker", "劳动者", width=14),
    Shown("employer_name", "用人单位", width=30),
    Shown("dispute_type", "纠纷类型", "code", dictionary="dispute_type", width=16),
    Shown("claimed_fen", "请求金额", "money", "amount"),
    Shown("handler", "承办人", width=10),
    Shown("received_on", "收案日期", "day", "received"),
    Shown("next_due_on", "下一期限", "due", "due", width=16),
    Shown("state", "状态", "status", width=12),
    Shown("outcome_code", "结果", "outcome", usual=False),
    Shown("unit", "单位", usual=False, width=16),
    Shown("source", "案件来源", "code", usual=False, dictionary="source"),
    Shown("court_number", "法院案号", usual=False, width=26),
    Shown("people", "人数", "count", "people", usual=False, width=8),
    Shown("is_collective", "集体争议", "yes", usual=False, width=10),
    Shown("industry", "行业", "code", usual=False, dictionary="industry", width=20),
    Shown("worker_type", "劳动者类别", "code", usual=False, dictionary="worker_type", width=16),
    Shown("cause", "案由", "code", usual=False, dictionary="cause", width=22),
    Shown("agreed_fen", "协议金额", "money", usual=False),
    Shown("paid_fen", "到账金额", "money", usual=False),
    Shown("accepted_on", "受理日期", "day", usual=False),
    Shown("concluded_on", "结案日期", "day", "concluded", usual=False),
    Shown("last_activity_on", "最近更新", "day", "activity", usual=False),
)
