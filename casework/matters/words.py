"""What a matter and the rows that hang on it are called in the history."""

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code, names_of
from casework.history.words import Table
from casework.matters.models import Matter

# fmt: off
MATTER = {
    "kind": "案件种类", "unit_id": "办理单位", "number": "案号", "number_year": "案号年份", "handler_id": "承办人",
    "registered_by_id": "登记人", "registered_at": "登记时间", "received_on": "收案日期", "accepted_on": "受理日期",
    "concluded_on": "结案日期", "performed_on": "履行完毕日期", "archived_on": "归档日期", "state": "状态",
    "outcome_code": "结果", "dispute_type": "纠纷类型", "source": "来源", "cause": "案由", "industry": "行业",
    "worker_type": "劳动者类别", "people": "人数", "is_collective": "集体争议", "claimed_fen": "请求金额",
    "agreed_fen": "协议金额", "paid_fen": "到账金额", "employer_id": "用人单位", "court_number": "法院案号",
}
CODES = {
    "dispute_type": code(D.DISPUTE_TYPE), "source": code(D.SOURCE), "cause": code(D.CAUSE),
    "industry": code(D.INDUSTRY), "worker_type": code(D.WORKER_TYPE),
}
OPEN = frozenset({"number", "state", "outcome_code", "court_number"})
MATTER_WORKER = {
    "matter_id": "案件", "worker_id": "劳动者", "position": "次序", "is_representative": "代表人",
    "outcome_code": "结果", "agreed_fen": "协议金额",
}
TABLES = (
    Table("matter", "案件", MATTER, CODES, is_case=True, open=OPEN),
    Table("matter_worker", "案件中的劳动者", MATTER_WORKER, is_case=True),
    Table("matter_employer", "案件中的用人单位", {
        "matter_id": "案件", "employer_id": "用人单位", "role": "身份", "position": "次序",
    }, is_case=True),
    Table("claim", "请求", {
        "matter_id": "案件", "worker_id": "劳动者", "category": "请求类别", "claimed_fen": "请求金额",
        "agreed_fen": "协议金额", "paid_fen": "到账金额", "note": "说明",
    }, {"category": code(D.CLAIM_CATEGORY)}, is_case=True),
    Table("matter_link", "关联", {
        "from_id": "由", "to_id": "到", "kind": "关系", "linked_by_id": "关联人", "linked_at": "关联时间",
    }, is_case=True),
    Table("note", "进展", {
        "matter_id": "案件", "unit_id": "单位", "author_id": "记录人", "written_at": "记录时间", "happened_on": "日期", "audience": "范围",
        "text": "内容",
    }, is_case=True),
    Table("meeting", "会谈", {
        "matter_id": "案件", "held_on": "日期", "starts_at": "时间", "channel": "方式", "place": "地点或链接",
        "present": "到场人员", "summary": "会谈情况", "is_held": "已召开", "is_cancelled": "已取消",
    }, is_case=True),
    Table("transfer", "移交", {
        "matter_id": "案件", "from_unit_id": "移出单位", "to_unit_id": "接收单位", "to_user_id": "接收人",
        "offered_by_id": "移交人", "offered_at": "移交时间", "reason": "原因", "state": "进度",
        "answered_by_id": "答复人", "answered_at": "答复时间", "answer": "答复",
    }, is_case=True),
)
# fmt: on
NAMERS = {"matter": names_of(Matter, Matter.number)}
