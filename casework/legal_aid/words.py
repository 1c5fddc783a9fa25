"""What a legal-aid case, its work, its checks and its subsidy are called in the history."""

from flask_babel import gettext as _

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code
from casework.history.words import Table, choice
from casework.legal_aid.models import Form, Outcome, Power, Status
from casework.matters.words import CODES, MATTER, MATTER_WORKER, OPEN

ENDS = {"state": choice(Status), "outcome_code": choice(Outcome)}


def _each(of):
    """Reads a list of stored values of a choice."""
    read = choice(of)
    return lambda values: _("、").join(read(value) for value in values)


# fmt: off
TABLES = (
    Table("legal_aid", "法律援助案件", {
        **MATTER,
        "facts": "案情与理由", "stage": "程序状态", "forms_asked": "申请的援助方式", "limitation_ends_on": "时效或期限届满日",
        "other_agent": "对方代理人", "other_firm": "对方代理机构",
        "exemption": "免予核查的情形", "household_size": "家庭人口", "household": "家庭成员",
        "income_per_head_fen": "人均月收入", "income_source": "收入来源", "assets": "家庭资产", "promised_on": "诚信承诺日期",
        "notified_on": "告知补充日期", "missing": "须补充的材料", "supplemented_on": "材料补齐日期", "decided_on": "决定日期",
        "decision_number": "决定书文号", "refusal": "不予援助的理由", "urgency": "先行提供的情形", "papers_on": "补办手续日期",
        "assign_from_on": "应当指派之日", "assigned_on": "指派日期", "taken_on": "接受指派日期", "engaged_on": "委托协议日期",
        "agency": "代理权限", "powers": "特别授权事项", "replacements": "更换次数", "gained_fen": "取得利益",
        "avoided_fen": "避免损失", "closing_report": "结案报告", "ending_ground": "终止的情形", "ending_note": "说明",
        "objected_on": "提出异议日期", "reopened_times": "重新办理次数", "filed_on": "提交案卷日期",
        "reviewed_on": "审核日期", "grade": "案卷评价", "archive_number": "档案号", "retention_years": "保管年限",
    }, {**CODES, **ENDS, "source": code(D.AID_SOURCE), "exemption": code(D.AID_EXEMPTION), "refusal": code(D.AID_REFUSAL),
        "ending_ground": code(D.AID_TERMINATION), "forms_asked": _each(Form), "powers": _each(Power)},
       is_case=True, open=OPEN | {"decision_number", "archive_number"}),
    Table("matter_worker", "案件中的劳动者", MATTER_WORKER, {"outcome_code": choice(Outcome)}, is_case=True),
    Table("aid_work", "援助事项", {
        "matter_id": "案件", "form": "援助方式", "lawyer_id": "承办律师", "institution": "办理机构", "case_number": "案号",
        "began_on": "开始日期", "filed_on": "立案日期", "heard_on": "开庭日期", "ended_on": "完成日期", "served_on": "送达日期",
        "is_final": "终局裁决", "result": "结果", "note": "说明", "subsidy_fen": "补贴",
    }, is_case=True, open=frozenset({"case_number"})),
    Table("aid_check", "利益冲突检查", {
        "matter_id": "案件", "lawyer_id": "律师", "checked_by_id": "检查人", "checked_at": "检查时间",
        "override_reason": "仍然指派的理由", "overridden_by_id": "批准人",
    }, is_case=True),
    Table("aid_hit", "利益冲突", {
        "check_id": "检查", "ground": "情形", "found_in_id": "所在案件", "who": "对象",
    }, is_case=True),
    Table("aid_subsidy", "补贴", {
        "matter_id": "案件", "payee_id": "领取人", "amount_fen": "金额", "paid_on": "发放日期", "paid_by_id": "经办人",
        "note": "说明",
    }, is_case=True),
    Table("aid_rate", "补贴标准", {
        "form": "援助方式", "amount_fen": "金额", "valid_from": "起用日期", "valid_to": "最后日期", "basis": "依据",
    }),
)
# fmt: on
