"""Every limit of law that touches this work, as a table that a lawyer can read: what starts it, how long, by which article.

A change of law is a change to this file, and to nothing else. A limit whose law changed has a row for each version; a limit
without days of its own is valid as long as all the articles it rests on are in force. The columns: name, what has to be
done, what starts the period, the articles, the length, and ``read``: V the text was read in full, S at second hand, M from
memory, A assumed. M and A are defaults, to be confirmed before a document quotes them; what a place may choose is named
in ``settings``.
"""

from collections.abc import Iterable
from datetime import date

from casework.engine.articles import Article
from casework.engine.bilingual import Bilingual as B
from casework.engine.periods import Extension, Limit
from casework.law.sources import (
    ADMINISTRATIVE_SUITS,
    ARBITRATION_RULES,
    CIVIL_TIME,
    CONFIRMATION_2011,
    CONSULTATION,
    COURT_TIME,
    CPL_1991,
    CPL_2007,
    CPL_2012,
    CPL_2021,
    CPL_2023,
    CPL_INTERPRETATION,
    FILING_2025,
    INJURY_RECOGNITION,
    INSPECTION,
    INVITED,
    LABOUR_CONTRACT,
    LABOUR_INTERPRETATION,
    LEGAL_AID_ACT,
    LEGAL_AID_PROCEDURE,
    MEDIATION_ACT,
    ONE_STOP,
    ONLINE,
    PEOPLES_MEDIATION,
    PETITIONS,
    RECONSIDERATION,
    SUPERVISION_LOCAL,
    SUPERVISION_ZHEJIANG,
    WORK_INJURY,
    WORK_INJURY_2003,
)

BOTH_AGREE = B("双方同意", "both sides agree")
APPROVED = B("经批准", "with approval")
END_OF_2024 = date(2024, 12, 31)

# What starts a period, as it follows its date in the sentence.
APPLIED = B("收到调解申请", "application for mediation received")
ACCEPTED = B("受理调解申请", "application for mediation accepted")
SIGNED_FOR = B("签收", "papers signed for")
EFFECTIVE = B("调解协议生效", "mediation agreement effective")
ARBITRATION_APPLIED = B("仲裁委收到仲裁申请", "application received by the arbitration commission")
ARBITRATION_ACCEPTED = B("仲裁委受理", "case accepted by the arbitration commission")
AWARD = B("收到裁决书", "award received")
JUDGMENT = B("收到判决书", "judgment received")
RULING = B("收到裁定书", "ruling received")
FILED = B("法院立案", "case filed by the court")
INJURY = B("发生事故或者确诊职业病", "accident, or occupational disease diagnosed")


# Versions of which the number of the article was not read but remembered: their rows are M, whatever the newer one is.
REMEMBERED = (
    CPL_2021["212"],
    CPL_2021["222"],
    CPL_2021["223"],
    WORK_INJURY_2003["17①"],
    WORK_INJURY_2003["17②"],
)


def _both(*numbers_2023_2021: str, law=()) -> list[tuple[Article, ...]]:
    """The Civil Procedure Law in force and the one before it: (number of 2023, number of 2021), or one for both."""
    now, before = numbers_2023_2021[0], numbers_2023_2021[-1]
    return [(CPL_2023[now], *law), (CPL_2021[before], *law)]


def _rule(
    name, zh, en, event, law, *, counted_by=COURT_TIME, since=None, until=None, read="V", **more
) -> list[Limit]:
    """A row: one Limit for each version in ``law``, valid while every article of the version is in force."""
    rows = []
    for articles in law if isinstance(law, list) else [law]:
        begins = max((a.law.since for a in articles if a.law.since), default=None)
        ends = min((a.law.until for a in articles if a.law.until), default=None)
        rows.append(
            Limit(
                name,
                B(zh, en),
                event,
                law=articles,
                counted_by=counted_by,
                since=since or begins,
                until=until or ends,
                read="M" if set(articles) & set(REMEMBERED) else read,
                **more,
            )
        )
    return rows


def _all(*rows: Iterable[Limit]) -> tuple[Limit, ...]:
    return tuple(limit for row in rows for limit in row)


# fmt: off
MEDIATION = _all(   # two clocks of fifteen days, started by two different events
    _rule("negotiation_response", "回应协商要求", "Respond to the request for consultation",
          B("提出协商要求", "consultation requested"), (CONSULTATION["10①"],), days=5,
          lapse=B("视为不愿协商", "taken as unwilling to consult")),
    _rule("mediation_accept", "决定是否受理调解申请", "Decide whether to accept the application for mediation",
          APPLIED, (CONSULTATION["22"],), workdays=3,
          lapse=B("不受理的，应当记录并书面通知申请人", "a refusal is recorded and told to the applicant in writing")),
    _rule("mediation_statutory", "达成调解协议，逾期当事人可以申请仲裁",
          "Reach a mediation agreement; afterwards a party may apply for arbitration",
          APPLIED, (MEDIATION_ACT["14③"],), days=15,
          lapse=B("当事人可以依法申请仲裁", "a party may apply for arbitration")),
    _rule("mediation_conclude", "结束调解", "Conclude the mediation",
          ACCEPTED, (CONSULTATION["29①"],), days=15, stops=("pause",), extension=Extension(BOTH_AGREE),
          lapse=B("视为调解不成，书面告知可以申请仲裁", "mediation has failed; the right to arbitration is told in writing")),
    _rule("court_prefiling_referral", "结束法院委派的调解（立案前）", "Conclude a mediation assigned by a court before filing",
          SIGNED_FOR, (INVITED["27①③"],), days=30, stops=("pause",), extension=Extension(BOTH_AGREE), until=END_OF_2024,
          lapse=B("退回材料，由法院依法登记立案", "the papers go back and the court files the case")),
    _rule("court_postfiling_entrust_ordinary", "结束法院委托的调解（普通程序）",
          "Conclude a mediation entrusted by a court (ordinary procedure)",
          SIGNED_FOR, (INVITED["27②③"],), days=15, extension=Extension(BOTH_AGREE), until=END_OF_2024,
          lapse=B("退回材料，转入审理", "the papers go back and the trial goes on")),
    _rule("court_postfiling_entrust_ordinary", "结束法院委托的调解（普通程序）",
          "Conclude a mediation entrusted by a court (ordinary procedure)",
          SIGNED_FOR, (INVITED["27②③"], FILING_2025["三"]), days=15, extension=Extension(BOTH_AGREE, 30), read="S",
          lapse=B("退回材料，转入审理", "the papers go back and the trial goes on")),
    _rule("court_postfiling_entrust_summary", "结束法院委托的调解（简易程序）",
          "Conclude a mediation entrusted by a court (summary procedure)",
          SIGNED_FOR, (INVITED["27②③"],), days=7, extension=Extension(BOTH_AGREE), until=END_OF_2024,
          lapse=B("退回材料，转入审理", "the papers go back and the trial goes on")),
    _rule("court_postfiling_entrust_summary", "结束法院委托的调解（简易程序）",
          "Conclude a mediation entrusted by a court (summary procedure)",
          SIGNED_FOR, (INVITED["27②③"], FILING_2025["三"]), days=7, extension=Extension(BOTH_AGREE, 30), read="S",
          lapse=B("退回材料，转入审理", "the papers go back and the trial goes on")),
    _rule("online_designate", "法院指定调解员（线上）", "Court designates the mediator (online)",
          B("当事人提出在线调解申请", "online application made"), (ONLINE["10③"],), workdays=3),
    _rule("online_choose", "双方共同选定调解员（线上）", "Parties choose the mediator together (online)",
          B("收到选定调解员的通知", "notice to choose a mediator received"), (ONLINE["10③"],), workdays=2,
          lapse=B("由法院指定", "the court designates one")),
    _rule("online_confirm", "确认接受调解或者说明理由退回（线上）", "Confirm acceptance, or decline with the reason (online)",
          B("收到委派委托或者调解申请", "referral or application received"), (ONLINE["12"],), workdays=3,
          lapse=B("法院或者当事人可以另行指定", "the court or the parties may designate somebody else")),
    _rule("online_ask_other_side", "征询对方当事人的意愿（线上委派）", "Ask whether the other side agrees to mediate (online)",
          B("接受委派", "referral accepted"), (ONLINE["15①"],), workdays=3,
          lapse=B("不同意或者联系不上的，终结调解、退回材料并告知申请人",
                  "where it refuses or cannot be reached, the mediation ends and the papers go back")),
    _rule("online_prefiling", "结束立案前的在线调解", "Conclude an online mediation before filing",
          B("在平台确认接受", "acceptance confirmed on the platform"), (ONLINE["24"],), days=30, stops=("pause",),
          extension=Extension(B("各方同意", "all parties agree")), until=END_OF_2024,
          lapse=B("终结调解，退回材料", "the mediation ends and the papers go back")),
    _rule("new_employment_onestop", "结束新就业形态一站式调解", "Conclude a one-stop mediation (new forms of employment)",
          ACCEPTED, (ONE_STOP.whole,), days=15, extension=Extension(BOTH_AGREE, 15), read="S",
          lapse=B("视为调解不成", "mediation has failed")),
    _rule("arb_entrusted_mediation", "达成调解协议（仲裁委托）", "Reach an agreement (mediation entrusted by arbitration)",
          B("当事人同意委托调解", "parties agreed to the entrustment"), (ARBITRATION_RULES["70"], ARBITRATION_RULES["80"]),
          workdays=10, lapse=B("应当开庭审理", "the case is heard")),
)
ENFORCEABLE = _all(
    _rule("judicial_confirmation", "共同申请司法确认", "Apply together for judicial confirmation",
          EFFECTIVE, _both("205", "201", law=(PEOPLES_MEDIATION["33①"],)), days=30, is_right=True,
          lapse=B("不能再申请司法确认", "judicial confirmation is no longer open")),
    _rule("judicial_confirmation", "共同申请司法确认", "Apply together for judicial confirmation",
          EFFECTIVE, [(CPL_2012["194"], PEOPLES_MEDIATION["33①"])], days=30, read="M", is_right=True,
          lapse=B("不能再申请司法确认", "judicial confirmation is no longer open")),
    _rule("judicial_confirmation", "共同申请司法确认", "Apply together for judicial confirmation",
          EFFECTIVE, (PEOPLES_MEDIATION["33①"],), days=30, until=date(2012, 12, 31), is_right=True,
          lapse=B("不能再申请司法确认", "judicial confirmation is no longer open")),
    _rule("confirmation_accept", "法院决定是否受理司法确认申请", "Court decides whether to accept the application",
          B("法院收到司法确认申请", "application received by the court"), (CONFIRMATION_2011["4"],), days=3),
    _rule("confirmation_decide", "法院作出是否确认的决定", "Court decides whether to confirm",
          B("法院受理司法确认申请", "application accepted by the court"), (CONFIRMATION_2011["5"],), days=15,
          extension=Extension(B("因特殊情况，经院长批准", "special circumstances, approved by the president"), 10)),
    _rule("confirmation_objection", "当事人对确认裁定提出异议", "Party objects to the ruling that confirms",
          B("收到确认裁定", "ruling received"), (CPL_INTERPRETATION["372"],), days=15, is_right=True),
    _rule("confirmation_outsider", "利害关系人对确认裁定提出异议", "Interested person objects to the ruling that confirms",
          B("知道或者应当知道权益受侵害", "infringement known or should have been known"),
          (CPL_INTERPRETATION["372"],), months=6, is_right=True),
    _rule("arb_review_apply", "共同申请仲裁审查", "Apply together for arbitration review",
          EFFECTIVE, (ARBITRATION_RULES["74"], CONSULTATION["27"]), days=15, is_right=True,
          lapse=B("不能再申请仲裁审查；确认劳动关系的争议不适用", "arbitration review is no longer open")),
    _rule("arb_review_finish", "完成仲裁审查", "Finish the arbitration review",
          B("受理仲裁审查申请", "application for review accepted"), (ARBITRATION_RULES["76"], ARBITRATION_RULES["80"]),
          workdays=5, extension=Extension(B("特殊情况，经批准", "special circumstances, with approval"), 5)),
    _rule("payment_order_inform", "法院告知是否受理支付令申请", "Court says whether it accepts the application for a payment order",
          B("法院收到支付令申请", "application received by the court"), _both("226", "222"), days=5),
    _rule("payment_order_issue", "法院发出支付令", "Court issues the payment order",
          B("法院受理支付令申请", "application accepted by the court"), _both("227", "223"), days=15),
    _rule("payment_order_object", "债务人清偿债务或者提出书面异议", "Debtor pays or objects in writing",
          B("收到支付令", "payment order received"), _both("227", "223"), days=15, is_right=True,
          lapse=B("债权人可以申请强制执行", "the creditor may apply for enforcement")),
    _rule("enforcement", "申请强制执行", "Apply for enforcement",
          B("履行期限届满（分期履行的，以最后一期为准）", "period of performance ended (of instalments, the last)"),
          _both("250", "246"), years=2, stops=("pause", "restart"), is_right=True, lapse=B("法院不再强制执行", "the court no longer enforces")),
    _rule("enforcement", "申请强制执行", "Apply for enforcement",
          B("履行期限届满（分期履行的，以最后一期为准）", "period of performance ended (of instalments, the last)"),
          [(CPL_2012["239"],), (CPL_2007["215"],)], years=2, stops=("pause", "restart"), read="M", is_right=True,
          lapse=B("法院不再强制执行", "the court no longer enforces")),
)
ARBITRATION = _all(   # short periods are working days there: 办案规则 80
    _rule("limitation", "申请劳动仲裁（仲裁时效）", "Apply for labour arbitration (limitation)",
          B("知道或者应当知道权利被侵害", "infringement known or should have been known"), (MEDIATION_ACT["27①"],), years=1, stops=("pause", "restart"),
          is_right=True, settings=("claim", "employment"),
          lapse=B("对方可以提出时效抗辩；不影响受理", "the other side may plead limitation; intake is not barred")),
    _rule("limitation_wage_after_termination", "申请劳动仲裁（离职后追索拖欠的劳动报酬）",
          "Apply for labour arbitration (wages owed, after the employment ended)",
          B("劳动关系终止", "employment ended"), (MEDIATION_ACT["27④"],), years=1, stops=("pause", "restart"), is_right=True,
          lapse=B("对方可以提出时效抗辩；不影响受理", "the other side may plead limitation; intake is not barred")),
    _rule("arb_accept", "仲裁委决定是否受理", "Commission decides whether to accept",
          ARBITRATION_APPLIED, (MEDIATION_ACT["29"], ARBITRATION_RULES["30"], ARBITRATION_RULES["80"]), workdays=5, stops=("restart",),
          lapse=B("申请人可以向法院起诉", "the applicant may sue")),
    _rule("arb_serve", "仲裁委送达申请书副本、组庭通知", "Commission serves the application and the notice of the panel",
          ARBITRATION_ACCEPTED, (MEDIATION_ACT["30①"], ARBITRATION_RULES["33"], ARBITRATION_RULES["80"]), workdays=5),
    _rule("arb_answer", "提交答辩书", "Submit the answer",
          B("收到仲裁申请书副本", "copy of the application received"),
          (MEDIATION_ACT["30②"], ARBITRATION_RULES["33"], ARBITRATION_RULES["80"]), workdays=10, is_right=True,
          lapse=B("不答辩不影响仲裁", "the arbitration goes on without an answer")),
    _rule("arb_answer_copy", "仲裁委把答辩书副本送达申请人", "Commission serves the answer on the applicant",
          B("仲裁委收到答辩书", "answer received by the commission"), (MEDIATION_ACT["30②"], ARBITRATION_RULES["80"]),
          workdays=5),
    _rule("arb_refusal_notice", "仲裁委送达不予受理或者撤销案件的通知", "Commission serves the notice of refusal or cancellation",
          B("仲裁委作出决定", "decision made by the commission"),
          (ARBITRATION_RULES["31"], ARBITRATION_RULES["32"], ARBITRATION_RULES["80"]), workdays=5),
    _rule("arb_hearing_notice", "通知当事人开庭日期、地点", "Tell the parties the day and place of the hearing",
          B("开庭", "hearing"), (MEDIATION_ACT["35"], ARBITRATION_RULES["38"], ARBITRATION_RULES["80"]), workdays=5,
          backwards=True, settings=("clear_days",)),
    _rule("arb_postpone_request", "请求延期开庭", "Ask for the hearing to be postponed",
          B("开庭", "hearing"), (MEDIATION_ACT["35"], ARBITRATION_RULES["38"], ARBITRATION_RULES["80"]), workdays=3,
          backwards=True, settings=("clear_days",), is_right=True),
    _rule("arb_challenge_decision", "仲裁委对回避申请作出决定", "Commission decides on a challenge",
          B("提出回避申请", "challenge made"), (ARBITRATION_RULES["11③"], ARBITRATION_RULES["80"]), workdays=3),
    _rule("arb_award", "仲裁庭作出裁决", "Panel makes the award",
          ARBITRATION_ACCEPTED, (MEDIATION_ACT["43①"],), days=45, stops=("pause", "restart"),
          extension=Extension(B("案情复杂，经仲裁委主任批准", "complex, approved by the head of the commission"), 15),
          lapse=B("当事人可以就该事项向法院起诉", "a party may sue over the matter")),
    _rule("sue_nonfinal_award", "不服非终局裁决，向法院起诉", "Sue over an award that is not final",
          AWARD, (MEDIATION_ACT["50"],), days=15, is_right=True,
          lapse=B("裁决书发生法律效力", "the award takes effect")),
    _rule("final_award_worker", "劳动者不服终局裁决，向法院起诉", "Worker sues over a final award",
          AWARD, (MEDIATION_ACT["48"],), days=15, is_right=True, lapse=B("不能再起诉", "a suit is no longer open")),
    _rule("final_award_employer", "用人单位申请撤销终局裁决", "Employer applies to set a final award aside",
          AWARD, (MEDIATION_ACT["49①"],), days=30, is_right=True,
          lapse=B("不能再申请撤销", "setting aside is no longer open")),
    _rule("sue_after_set_aside", "裁决被撤销后向法院起诉", "Sue after the award was set aside",
          B("收到撤销裁决的裁定", "ruling that sets aside received"), (MEDIATION_ACT["49③"],), days=15, is_right=True),
    _rule("set_aside_after_suit", "劳动者撤诉或者被驳回后，用人单位申请撤销裁决",
          "Employer applies to set aside after the worker's suit was withdrawn or dismissed",
          B("收到裁定", "ruling received"), (LABOUR_INTERPRETATION["21"],), days=30, is_right=True),
    _rule("served_by_posting", "留置或者张贴视为送达", "Served by leaving or posting the document",
          B("留置或者张贴", "left or posted"), (ARBITRATION_RULES["20②"], ARBITRATION_RULES["80"]), workdays=3),
)
COURT = _all(
    _rule("court_docket", "法院立案或者裁定不予受理", "Court files the case or refuses it",
          B("法院收到起诉状", "complaint received by the court"), _both("126"), days=7),
    _rule("court_send_complaint", "法院发送起诉状副本", "Court sends the complaint to the defendant",
          FILED, _both("128"), days=5),
    _rule("court_answer", "提出答辩状", "Submit the defence",
          B("收到起诉状副本", "copy of the complaint received"), _both("128"), days=15, is_right=True),
    _rule("first_instance_ordinary", "一审普通程序审结", "Conclude the first instance (ordinary procedure)",
          FILED, _both("152"), months=6, extension=Extension(B("有特殊情况，经院长批准", "special circumstances, approved"), 6)),
    _rule("first_instance_summary", "一审简易程序审结", "Conclude the first instance (summary procedure)",
          FILED, _both("164"), months=3, extension=Extension(B("有特殊情况，经院长批准", "special circumstances, approved"), 1)),
    _rule("first_instance_small", "小额诉讼程序审结", "Conclude the first instance (small claims)",
          FILED, _both("168"), months=2, read="M",
          extension=Extension(B("有特殊情况，经院长批准", "special circumstances, approved"), 1)),
    _rule("appeal_judgment", "不服判决，提起上诉", "Appeal against a judgment",
          JUDGMENT, _both("171"), days=15, is_right=True, lapse=B("判决发生法律效力", "the judgment takes effect")),
    _rule("appeal_judgment", "不服判决，提起上诉", "Appeal against a judgment",
          JUDGMENT, [(CPL_2012["164"],), (CPL_2007["147"],), (CPL_1991["147"],)], days=15, read="M", is_right=True,
          lapse=B("判决发生法律效力", "the judgment takes effect")),
    _rule("appeal_ruling", "不服裁定，提起上诉", "Appeal against a ruling",
          RULING, _both("171"), days=10, is_right=True, lapse=B("裁定发生法律效力", "the ruling takes effect")),
    _rule("appeal_ruling", "不服裁定，提起上诉", "Appeal against a ruling",
          RULING, [(CPL_2012["164"],), (CPL_2007["147"],), (CPL_1991["147"],)], days=10, read="M", is_right=True,
          lapse=B("裁定发生法律效力", "the ruling takes effect")),
    _rule("second_instance_judgment", "二审审结（判决）", "Conclude the second instance (judgment)",
          B("二审立案", "appeal filed"), _both("183"), months=3, extension=Extension(APPROVED)),
    _rule("second_instance_ruling", "二审审结（裁定）", "Conclude the second instance (ruling)",
          B("二审立案", "appeal filed"), _both("183"), days=30),
    _rule("retrial_apply", "申请再审", "Apply for a retrial",
          B("判决、裁定发生法律效力", "judgment or ruling effective"), _both("216", "212"), months=6, is_right=True),
    _rule("preservation_sue", "诉前保全后起诉或者申请仲裁", "Sue or apply for arbitration after pre-action preservation",
          B("法院采取保全措施", "preservation taken"), _both("104"), days=30, is_right=True,
          lapse=B("解除保全", "the preservation is lifted")),
    _rule("preservation_enforce", "财产保全后申请强制执行", "Apply for enforcement after preservation",
          B("裁决、调解书发生法律效力", "award or mediation document effective"), (LABOUR_INTERPRETATION["49②"],), months=3,
          is_right=True, lapse=B("解除保全", "the preservation is lifted")),
    _rule("barrier_extension", "障碍消除后申请顺延期限", "Apply for more time once the obstacle is gone",
          B("障碍消除", "obstacle removed"), _both("86"), days=10, is_right=True,
          lapse=B("不能再申请顺延", "more time can no longer be asked for")),
    _rule("barrier_extension", "障碍消除后申请顺延期限", "Apply for more time once the obstacle is gone",
          B("障碍消除", "obstacle removed"), [(CPL_2012["83"],), (CPL_2007["76"],), (CPL_1991["76"],)], days=10, read="M",
          is_right=True, lapse=B("不能再申请顺延", "more time can no longer be asked for")),
    _rule("served_by_announcement", "公告视为送达", "Served by announcement",
          B("发出公告", "announcement published"), _both("95"), days=30),
    _rule("served_by_announcement", "公告视为送达", "Served by announcement",
          B("发出公告", "announcement published"), [(CPL_2012["92"],), (CPL_2007["84"],), (CPL_1991["84"],)], days=60,
          read="M"),
)
LEGAL_AID = _all(   # the law writes 日; the rule of 2012 and many local guides count working days
    _rule("legal_aid_review", "审查法律援助申请并作出决定", "Decide on the application for legal aid",
          B("收到法律援助申请", "application for legal aid received"), (LEGAL_AID_ACT["43①"],), days=7, stops=("pause",),
          counted_by=CIVIL_TIME, settings=("unit",), lapse=B("不予援助的，书面说明理由", "a refusal is explained in writing")),
    _rule("legal_aid_assign", "指派法律援助人员", "Assign somebody to the aid case",
          B("决定给予法律援助", "aid granted"), (LEGAL_AID_ACT["43①"],), days=3, counted_by=CIVIL_TIME, settings=("unit",)),
    _rule("legal_aid_objection_review", "司法行政部门审查异议", "Justice administration decides on the objection",
          B("收到异议", "objection received"), (LEGAL_AID_ACT["49②"],), days=5, counted_by=CIVIL_TIME, settings=("unit",)),
    _rule("legal_aid_forward_detained", "转交在押人员的法律援助申请", "Forward the application of a detained person",
          B("收到申请", "application received"), (LEGAL_AID_ACT["39"],), hours=24),
    _rule("legal_aid_file", "提交立卷材料", "Hand in the papers for the file",
          B("援助案件办结", "aid case finished"), (LEGAL_AID_ACT["50"], LEGAL_AID_PROCEDURE.whole), days=30, read="M",
          counted_by=CIVIL_TIME, settings=("length",), lapse=B("影响补贴发放", "the subsidy is not paid")),
)
NEIGHBOURS = _all(
    _rule("work_injury_employer", "用人单位提出工伤认定申请", "Employer applies for recognition of a work injury",
          INJURY, [(WORK_INJURY["17①"],), (WORK_INJURY_2003["17①"],)], days=30, counted_by=CIVIL_TIME,
          extension=Extension(B("有特殊情况，经社会保险行政部门同意", "special circumstances, approved by the authority")),
          lapse=B("此间的工伤待遇由用人单位负担", "the employer bears the benefits of that time")),
    _rule("work_injury_worker", "职工、近亲属或者工会提出工伤认定申请", "Worker, family or union applies for recognition",
          INJURY, [(WORK_INJURY["17②"],), (WORK_INJURY_2003["17②"],)], years=1, counted_by=CIVIL_TIME, is_right=True,
          lapse=B("不再受理", "the application is no longer accepted")),
    _rule("work_injury_papers", "审核工伤认定申请材料", "Check the papers of the application",
          B("收到工伤认定申请", "application received"), (INJURY_RECOGNITION["8"],), days=15, counted_by=CIVIL_TIME),
    _rule("work_injury_decide", "作出工伤认定决定", "Decide on the work injury",
          B("受理工伤认定申请", "application accepted"), (INJURY_RECOGNITION["18"],), days=60, stops=("pause",), counted_by=CIVIL_TIME),
    _rule("work_injury_decide_clear", "作出工伤认定决定（事实清楚）", "Decide on the work injury (clear facts)",
          B("受理工伤认定申请", "application accepted"), (INJURY_RECOGNITION["21"],), days=15, counted_by=CIVIL_TIME),
    _rule("work_injury_deliver", "送达工伤认定决定", "Deliver the decision",
          B("作出工伤认定决定", "decision made"), (INJURY_RECOGNITION["22"],), days=20, counted_by=CIVIL_TIME),
    _rule("disability_appraisal", "作出劳动能力鉴定结论", "Appraise the capacity for work",
          B("收到鉴定申请", "application received"), (WORK_INJURY["25"],), days=60, counted_by=CIVIL_TIME,
          extension=Extension(B("必要时", "where necessary"), 30)),
    _rule("disability_again", "申请再次鉴定", "Ask for another appraisal",
          B("收到鉴定结论", "appraisal received"), (WORK_INJURY["26"],), days=15, counted_by=CIVIL_TIME, is_right=True),
    _rule("inspection_case", "劳动保障监察调查", "Conclude the labour inspection",
          B("立案", "case opened"), (INSPECTION["17"],), workdays=60, extension=Extension(APPROVED, 30)),
    _rule("inspection_report", "举报、投诉违法行为", "Report an offence to the labour inspection",
          B("违法行为发生（连续的，自终了）", "offence (where it continued, its end)"), (INSPECTION["20"],), years=2,
          counted_by=CIVIL_TIME, is_right=True, lapse=B("不再查处", "it is no longer pursued")),
    _rule("layoff_notice", "经济性裁员向工会或者全体职工说明情况", "Inform the union or all staff before lay-offs",
          B("裁员", "lay-off"), (LABOUR_CONTRACT["41①"],), days=30, backwards=True, settings=("clear_days",)),
    _rule("petition_forward", "信访事项转送、告知", "Forward a petition and tell the petitioner",
          B("收到信访事项", "petition received"), (PETITIONS["22"],), days=15, counted_by=CIVIL_TIME),
    _rule("petition_finish", "信访事项办结", "Conclude a petition",
          B("受理信访事项", "petition accepted"), (PETITIONS["34"],), days=60, counted_by=CIVIL_TIME,
          extension=Extension(APPROVED, 30)),
    _rule("petition_review", "请求信访复查", "Ask for a review of the petition",
          B("收到处理意见", "decision received"), (PETITIONS["35"],), days=30, counted_by=CIVIL_TIME, is_right=True),
    _rule("petition_again", "请求信访复核", "Ask for a second review of the petition",
          B("收到复查意见", "review received"), (PETITIONS["36"],), days=30, counted_by=CIVIL_TIME, is_right=True),
    _rule("administrative_review", "申请行政复议", "Apply for administrative reconsideration",
          B("知道行政行为", "administrative act known"), (RECONSIDERATION["20①"],), days=60, read="M",
          counted_by=CIVIL_TIME, is_right=True),
    _rule("administrative_suit", "提起行政诉讼", "Bring an administrative suit",
          B("知道行政行为", "administrative act known"), (ADMINISTRATIVE_SUITS["46①"],), months=6, read="M",
          counted_by=CIVIL_TIME, is_right=True),
    _rule("union_letter_reply", "用人单位答复工会劳动法律监督文书", "Employer replies to the union's supervision letter",
          B("收到工会监督文书", "supervision letter received"), (SUPERVISION_LOCAL.whole,), read="A",
          counted_by=CIVIL_TIME, settings=("region", "length", "unit"),
          lapse=B("可以提请人社部门处理", "the labour authority may be asked to act")),
)
# fmt: on

CHAPTERS = (
    (B("调解", "Mediation"), MEDIATION),
    (B("协议的确认与执行", "Making the agreement enforceable"), ENFORCEABLE),
    (B("仲裁", "Arbitration"), ARBITRATION),
    (B("诉讼", "Court"), COURT),
    (B("法律援助", "Legal aid"), LEGAL_AID),
    (B("相邻程序", "Neighbouring procedures"), NEIGHBOURS),
)
LIMITS = tuple(limit for _title, limits in CHAPTERS for limit in limits)

# Reply periods of union supervision letters, by the region that has set one.
LETTER_REPLIES = (  # (how the region is spelt, its terms)
    (("zhejiang", "浙江", "浙江省"), {"workdays": 15, "law": (SUPERVISION_ZHEJIANG["22"],)}),
)
