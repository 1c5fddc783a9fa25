"""What a mediation case, what was agreed and what was paid are called in the history."""

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code
from casework.history.words import Table, choice
from casework.matters.models import Channel
from casework.matters.words import CODES, MATTER, MATTER_WORKER, OPEN
from casework.mediation.models import Outcome, Status

ENDS = {"state": choice(Status), "outcome_code": choice(Outcome)}

# fmt: off
TABLES = (
    Table("mediation", "调解案件", {
        **MATTER,
        "facts": "事实与理由", "procedure": "法院程序", "signed_for_on": "签收委托材料日期", "is_arbitrated": "经过仲裁",
        "award_number": "裁决书文号", "award_received_on": "收到裁决日期", "award_is_final": "一裁终局",
        "sued_on": "起诉日期", "taken_on": "接受分派日期", "asked_on": "征询日期", "consented_on": "对方同意日期",
        "extended_days": "延长天数", "extension_consent": "延长的同意", "suspended_on": "中止日期",
        "suspended_for": "中止原因", "suspended_from": "中止前状态", "ending_ground": "终结原因",
        "ending_note": "终结说明", "reopened_times": "重新开启次数", "agreement": "协议内容", "agreed_on": "达成协议日期",
        "effective_on": "协议生效日期", "is_nonmonetary": "含非金钱事项", "route": "确认途径", "confirmation": "确认结果",
        "confirmation_applied_on": "申请确认日期", "confirmation_decided_on": "确认裁定日期",
        "confirmation_number": "确认文书号", "performance": "履行情况", "archive_number": "档案号",
        "retention_years": "保管年限",
    }, {**CODES, **ENDS, "ending_ground": code(D.ENDING_GROUND)}, is_case=True,
       open=OPEN | {"award_number", "confirmation_number", "archive_number"}),
    Table("matter_worker", "案件中的劳动者", MATTER_WORKER, {"outcome_code": choice(Outcome)}, is_case=True),
    Table("instalment", "分期", {"matter_id": "案件", "due_on": "应付日期", "amount_fen": "应付金额"}, is_case=True),
    Table("payment", "到账", {
        "matter_id": "案件", "paid_on": "到账日期", "amount_fen": "到账金额", "note": "说明",
    }, is_case=True),
    Table("visit", "回访", {
        "matter_id": "案件", "visited_on": "回访日期", "by_id": "回访人", "channel": "方式", "reached": "接通情况",
        "satisfaction": "满意度", "note": "说明",
    }, {"channel": choice(Channel)}, is_case=True),
)
# fmt: on
