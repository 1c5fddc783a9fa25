"""What findings, campaigns and letters are called in the history."""

from flask_babel import gettext as _

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code, names_of
from casework.history.words import Table, choice
from casework.matters.words import MATTER, OPEN
from casework.stability.campaigns.models import Campaign
from casework.stability.letters.models import Letter
from casework.stability.models import Outcome, Sign, Status


def _level(value) -> str:
    """The number alone: what a unit calls it may have been something else then."""
    return _("%(n)s级", n=value)


def _signs(value) -> str:
    read = choice(Sign)
    return _("、").join(read(one) for one in (value if isinstance(value, list) else [value]))


# fmt: off
TABLES = (
    Table("stability", "稳定风险", {
        **MATTER, "dispute_type": "风险类别", "source": "风险来源", "received_on": "登记日期", "accepted_on": "研判定级日期",
        "concluded_on": "处置日期", "archived_on": "销号日期", "outcome_code": "处置结果", "is_collective": "集体",
        "people": "涉及人数", "claimed_fen": "涉及金额",
        "found_on": "发现日期", "facts": "情况", "demands": "诉求", "signs": "苗头", "level": "等级", "campaign_id": "专项排查",
        "return_id": "报送", "taken_on": "接受交办日期", "follow_up_on": "下次跟进日期", "disposal": "处置情况",
        "referred_to": "转办部门", "referral_number": "转办文号", "visited_on": "回访日期", "visit_result": "回访结果",
        "reopened_times": "重新开启次数",
    }, {
        "dispute_type": code(D.RISK_CATEGORY), "source": code(D.RISK_SOURCE), "cause": code(D.CAUSE),
        "industry": code(D.INDUSTRY), "worker_type": code(D.WORKER_TYPE), "state": choice(Status),
        "outcome_code": choice(Outcome), "signs": _signs, "level": _level,
    }, is_case=True, open=OPEN | {"referral_number"}),
    Table("risk_measure", "处置措施", {
        "matter_id": "案件", "text": "措施", "person": "责任人", "due_on": "完成期限", "done_on": "完成日期", "result": "落实情况",
    }, is_case=True),
    Table("risk_escalation", "升级上报", {
        "matter_id": "案件", "to_unit_id": "上报至", "reason": "上报原因", "escalated_by_id": "上报人", "escalated_at": "上报时间",
        "acknowledged_by_id": "签收人", "acknowledged_at": "签收时间", "answer": "批示",
    }, is_case=True),
    Table("risk_setting", "风险设置", {
        "unit_id": "单位", "level_labels": "等级名称", "reply_workdays": "函件回复期限（工作日）",
    }),
    Table("campaign", "专项排查", {
        "unit_id": "组织单位", "name": "名称", "starts_on": "开始日期", "ends_on": "结束日期", "rhythm": "报送频次",
        "grace_days": "期后报送天数", "instructions": "要求", "state": "状态", "begun_by_id": "部署人", "begun_at": "部署时间",
    }, is_case=True, open=frozenset({"name"})),
    Table("campaign_unit", "参加排查的单位", {"campaign_id": "专项排查", "unit_id": "单位"}),
    Table("campaign_return", "排查报送", {
        "campaign_id": "专项排查", "unit_id": "单位", "period_on": "期次", "is_zero": "零报告", "note": "说明",
        "returned_by_id": "报送人", "returned_at": "报送时间",
    }, is_case=True),
    Table("return_correction", "报送更正", {
        "return_id": "报送", "reason": "更正原因", "corrected_by_id": "更正人", "corrected_at": "更正时间",
        "was_zero": "更正前为零报告", "numbers_before": "更正前的风险", "note_before": "更正前的说明",
    }, is_case=True),
    Table("union_letter", "一函两书", {
        "matter_id": "案件", "unit_id": "发函单位", "kind": "种类", "number": "文号", "number_year": "年份", "number_serial": "序号",
        "addressee": "收文单位", "problem": "问题", "basis": "依据", "demands": "要求", "signer": "签发人", "signed_on": "签发日期",
        "written_by_id": "拟稿人", "written_at": "拟稿时间", "delivered_on": "送达日期", "delivery": "送达方式",
        "delivery_note": "送达说明", "reply_due_on": "回复期限", "replied_on": "回复日期", "reply": "回复内容",
        "rectified": "整改情况", "checked_on": "核查日期",
    }, is_case=True, open=frozenset({"number"})),
)
# fmt: on
NAMERS = {"campaign": names_of(Campaign, Campaign.name), "union_letter": names_of(Letter, Letter.number)}
