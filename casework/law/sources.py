"""The laws, rules and notices that limits rest on, each version with the days it was in force.

A number in brackets is the document's own; of a statute it is the year of the version, because the numbers of its articles
moved with it.
"""

from datetime import date

from casework.engine.articles import Law
from casework.engine.bilingual import Bilingual as B


def _d(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _law(short: str, title: str, english: str, number: str, since=None, until=None, **more) -> Law:
    return Law(B(short, english), B(title, english), number, _d(since), _d(until), **more)


def _civil_procedure(version: str, since: str, until: str | None = None) -> Law:
    return _law("民诉法", "中华人民共和国民事诉讼法", "Civil Procedure Law", version, since, until)


CPL_1991 = _civil_procedure("1991年", "1991-04-09", "2008-03-31")
CPL_2007 = _civil_procedure("2007年修正", "2008-04-01", "2012-12-31")
CPL_2012 = _civil_procedure("2012、2017年修正", "2013-01-01", "2021-12-31")
CPL_2021 = _civil_procedure("2021年修正", "2022-01-01", "2023-12-31")
CPL_2023 = _civil_procedure("2023年修正", "2024-01-01")

# fmt: off
MEDIATION_ACT = _law(
    "调解仲裁法", "中华人民共和国劳动争议调解仲裁法", "Labour Dispute Mediation and Arbitration Law", "2007年", "2008-05-01")
CONSULTATION = _law(
    "协商调解规定", "企业劳动争议协商调解规定",
    "Provisions on Consultation and Mediation of Enterprise Labour Disputes", "人社部令第17号", "2012-01-01")
ARBITRATION_RULES = _law(
    "办案规则", "劳动人事争议仲裁办案规则",
    "Rules for Handling Labour and Personnel Dispute Arbitration Cases", "人社部令第33号", "2017-07-01")
INVITED = _law(
    "特邀调解规定", "最高人民法院关于人民法院特邀调解的规定",
    "Supreme People's Court Provisions on Specially Invited Mediation", "法释〔2016〕14号", "2016-07-01")
FILING_2025 = _law(
    "立案与调解意见", "最高人民法院关于严格依法规范民事案件立案与调解工作的意见",
    "Supreme People's Court Opinion on Filing and Mediation of Civil Cases", "2025年1月1日施行", "2025-01-01")
ONLINE = _law(
    "在线调解规则", "人民法院在线调解规则", "Online Mediation Rules of the People's Courts", "法释〔2021〕23号", "2022-01-01")
ONE_STOP = _law(
    "人社厅发〔2024〕4号通知", "关于加强新就业形态劳动纠纷一站式调解工作的通知",
    "Notice on One-stop Mediation of Disputes in New Forms of Employment", "", "2024-01-19", has_articles=False)
PEOPLES_MEDIATION = _law("人民调解法", "中华人民共和国人民调解法", "People's Mediation Law", "2010年", "2011-01-01")
CONFIRMATION_2011 = _law(
    "司法确认程序规定", "最高人民法院关于人民调解协议司法确认程序的若干规定",
    "Supreme People's Court Provisions on Judicial Confirmation of Mediation Agreements", "法释〔2011〕5号", "2011-03-30")
CPL_INTERPRETATION = _law(
    "民诉法解释", "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释",
    "Supreme People's Court Interpretation of the Civil Procedure Law", "2022年修正", "2022-04-10")
LABOUR_INTERPRETATION = _law(
    "劳动争议解释（一）", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
    "Supreme People's Court Interpretation (I) on Labour Disputes", "法释〔2020〕26号", "2021-01-01")
CIVIL_CODE = _law("民法典", "中华人民共和国民法典", "Civil Code", "2020年", "2021-01-01")
CIVIL_PRINCIPLES = _law(
    "民法通则", "中华人民共和国民法通则", "General Principles of the Civil Law", "1986年", "1987-01-01", "2020-12-31")
LEGAL_AID_ACT = _law("法律援助法", "中华人民共和国法律援助法", "Legal Aid Law", "2021年", "2022-01-01")
LEGAL_AID_PROCEDURE = _law(
    "援助案件程序规定", "办理法律援助案件程序规定", "Procedures for Handling Legal Aid Cases", "司法部令第148号", "2023-09-01")
WORK_INJURY = _law("工伤保险条例", "工伤保险条例", "Regulations on Work-Injury Insurance", "2010年修订", "2011-01-01")
WORK_INJURY_2003 = _law(
    "工伤保险条例", "工伤保险条例", "Regulations on Work-Injury Insurance", "2003年", "2004-01-01", "2010-12-31")
INJURY_RECOGNITION = _law(
    "工伤认定办法", "工伤认定办法", "Measures for the Recognition of Work Injuries", "人社部令第8号", "2011-01-01")
INSPECTION = _law(
    "劳动保障监察条例", "劳动保障监察条例", "Regulations on Labour Security Inspection", "国务院令第423号", "2004-12-01")
LABOUR_CONTRACT = _law("劳动合同法", "中华人民共和国劳动合同法", "Labour Contract Law", "2007年", "2008-01-01")
PETITIONS = _law("信访工作条例", "信访工作条例", "Regulations on Petition Work", "2022年", "2022-05-01")
RECONSIDERATION = _law(
    "行政复议法", "中华人民共和国行政复议法", "Administrative Reconsideration Law", "2023年修订", "2024-01-01")
ADMINISTRATIVE_SUITS = _law(
    "行政诉讼法", "中华人民共和国行政诉讼法", "Administrative Litigation Law", "2014、2017年修正", "2015-05-01")
SUPERVISION_LOCAL = _law(
    "本地工会劳动法律监督规定", "本地方的工会劳动法律监督条例或规定", "Local regulations on union supervision of labour law",
    "", "2021-03-31", has_articles=False)
SUPERVISION_ZHEJIANG = _law(
    "浙江工会劳动法律监督条例", "浙江省工会劳动法律监督条例",
    "Zhejiang Regulations on Union Supervision of Labour Law", "浙江省地方性法规")
# fmt: on

# By which a last day that is a 法定休假日 is moved: before courts and arbitration, and everywhere else.
COURT_TIME = (CPL_2023["85"], CPL_2021["85"], CPL_2012["82"], CPL_2007["75"], CPL_1991["75"])
CIVIL_TIME = (CIVIL_CODE["203"], CIVIL_PRINCIPLES["154"])
