"""The code tables as they are installed, with the days each code may be chosen for. An administrator keeps them after.

Rows: code, Chinese, English[, parent]. 案由 stand in both numberings: the one of 2021 to 2025-12-31 and the one from
2026-01-01 (法〔2025〕226号、227号). Codes carry the number, so that 186 and 205 never mix.
"""

from datetime import date

from casework.accounts.models import Dictionary as D

OLD = (date(2021, 1, 1), date(2025, 12, 31), "民事案件案由规定（2020年修正）")
NEW = (date(2026, 1, 1), None, "法〔2025〕226号、227号")
ALWAYS = (None, None, "")

# fmt: off
CAUSES_2021 = (
    ("186", "劳动合同纠纷", "Labour contract dispute"),
    ("186-1", "确认劳动关系纠纷", "Confirmation of employment relationship", "186"),
    ("186-2", "集体合同纠纷", "Collective contract", "186"),
    ("186-3", "劳务派遣合同纠纷", "Labour dispatch contract", "186"),
    ("186-4", "非全日制用工纠纷", "Part-time employment", "186"),
    ("186-5", "追索劳动报酬纠纷", "Recovery of wages", "186"),
    ("186-6", "经济补偿金纠纷", "Severance pay", "186"),
    ("186-7", "竞业限制纠纷", "Non-competition", "186"),
    ("187", "社会保险纠纷", "Social insurance dispute"),
    ("187-1", "养老保险待遇纠纷", "Pension insurance benefits", "187"),
    ("187-2", "工伤保险待遇纠纷", "Work-injury insurance benefits", "187"),
    ("187-3", "医疗保险待遇纠纷", "Medical insurance benefits", "187"),
    ("187-4", "生育保险待遇纠纷", "Maternity insurance benefits", "187"),
    ("187-5", "失业保险待遇纠纷", "Unemployment insurance benefits", "187"),
    ("188", "福利待遇纠纷", "Welfare benefits dispute"),
    ("189", "聘用合同纠纷", "Employment contract of a public institution"),
    ("190", "聘任合同纠纷", "Appointment contract"),
    ("191", "辞职纠纷", "Resignation"),
    ("192", "辞退纠纷", "Dismissal"),
)
CAUSES_2026 = (
    ("205", "劳动合同纠纷", "Labour contract dispute"),
    ("205-1", "确认劳动关系纠纷", "Confirmation of employment relationship", "205"),
    ("205-2", "集体合同纠纷", "Collective contract", "205"),
    ("205-3", "劳务派遣合同纠纷", "Labour dispatch contract", "205"),
    ("205-4", "非全日制用工纠纷", "Part-time employment", "205"),
    ("205-5", "追索劳动报酬纠纷", "Recovery of wages", "205"),
    ("205-6", "经济补偿金纠纷", "Severance pay", "205"),
    ("205-7", "竞业限制纠纷", "Non-competition", "205"),
    ("206", "社会保险纠纷", "Social insurance dispute"),
    ("206-1", "养老保险待遇纠纷", "Pension insurance benefits", "206"),
    ("206-2", "工伤保险待遇纠纷", "Work-injury insurance benefits", "206"),
    ("206-3", "医疗保险待遇纠纷", "Medical insurance benefits", "206"),
    ("206-4", "生育保险待遇纠纷", "Maternity insurance benefits", "206"),
    ("206-5", "失业保险待遇纠纷", "Unemployment insurance benefits", "206"),
    ("207", "福利待遇纠纷", "Welfare benefits dispute"),
    ("208", "超龄劳动者用工纠纷", "Employment of workers past retirement age"),
    ("209", "承包人、被挂靠人用工主体责任纠纷", "Employer liability of contractors and of lenders of a name"),
    ("210", "聘用合同纠纷", "Employment contract of a public institution"),
    ("211", "聘任合同纠纷", "Appointment contract"),
    ("212", "辞职纠纷", "Resignation"),
    ("213", "辞退纠纷", "Dismissal"),
    ("214", "新就业形态用工合同纠纷", "Work contract in new forms of employment"),
    ("214-1", "新就业形态确认劳动关系纠纷", "Confirmation of employment relationship (new forms)", "214"),
    ("214-2", "新就业形态追索劳动报酬纠纷", "Recovery of pay (new forms)", "214"),
    ("215", "新就业形态社会保险纠纷", "Social insurance in new forms of employment"),
    ("215-1", "新就业形态工伤保险待遇纠纷", "Work-injury insurance benefits (new forms)", "215"),
    ("216", "新就业形态职业伤害保障纠纷", "Occupational injury protection in new forms of employment"),
)
DISPUTE_TYPES = (   # the order is the order of the number keys
    ("wages", "劳动报酬", "Wages"),
    ("severance", "经济补偿、赔偿金", "Severance and damages"),
    ("injury", "工伤", "Work injury"),
    ("insurance", "社会保险", "Social insurance"),
    ("overtime", "加班工资", "Overtime pay"),
    ("rest", "休息休假", "Rest and leave"),
    ("relation", "确认劳动关系", "Employment relationship"),
    ("termination", "解除、终止劳动合同", "Termination of contract"),
    ("other", "其他", "Other"),
)
CLAIM_CATEGORIES = (
    ("wages", "工资", "Wages"),
    ("overtime", "加班费", "Overtime pay"),
    ("double_wage", "未签合同二倍工资", "Double wage for lack of a contract"),
    ("severance", "经济补偿", "Severance pay"),
    ("damages", "违法解除赔偿金", "Damages for unlawful dismissal"),
    ("leave", "未休年休假工资", "Pay for untaken leave"),
    ("heat", "高温津贴", "High-temperature allowance"),
    ("insurance", "社保补缴", "Social insurance arrears"),
    ("injury", "工伤待遇", "Work-injury benefits"),
    ("maternity", "生育待遇", "Maternity benefits"),
    ("noncompete", "竞业限制", "Non-competition"),
    ("training", "培训服务期", "Training and service period"),
    ("housing_fund", "住房公积金", "Housing fund"),
    ("occupational", "职业伤害", "Occupational injury"),
    ("other", "其他", "Other"),
)
INDUSTRIES = (   # GB/T 4754-2017, sections
    ("A", "农、林、牧、渔业", "Agriculture, forestry, husbandry, fishery"),
    ("B", "采矿业", "Mining"),
    ("C", "制造业", "Manufacturing"),
    ("D", "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water supply"),
    ("E", "建筑业", "Construction"),
    ("F", "批发和零售业", "Wholesale and retail"),
    ("G", "交通运输、仓储和邮政业", "Transport, storage and post"),
    ("H", "住宿和餐饮业", "Accommodation and catering"),
    ("I", "信息传输、软件和信息技术服务业", "Information and software"),
    ("J", "金融业", "Finance"),
    ("K", "房地产业", "Real estate"),
    ("L", "租赁和商务服务业", "Leasing and business services"),
    ("M", "科学研究和技术服务业", "Research and technical services"),
    ("N", "水利、环境和公共设施管理业", "Water, environment and public facilities"),
    ("O", "居民服务、修理和其他服务业", "Resident services, repair and others"),
    ("P", "教育", "Education"),
    ("Q", "卫生和社会工作", "Health and social work"),
    ("R", "文化、体育和娱乐业", "Culture, sports and entertainment"),
    ("S", "公共管理、社会保障和社会组织", "Public administration and social organisations"),
    ("T", "国际组织", "International organisations"),
)
OWNERSHIPS = (
    ("state", "国有及国有控股", "State-owned"),
    ("collective", "集体", "Collective"),
    ("private", "私营", "Private"),
    ("hmt", "港澳台投资", "Hong Kong, Macau or Taiwan investment"),
    ("foreign", "外商投资", "Foreign investment"),
    ("household", "个体工商户", "Household business"),
    ("cooperative", "农民专业合作社", "Farmers' cooperative"),
    ("public", "机关、事业单位", "Government or public institution"),
    ("social", "社会组织", "Social organisation"),
    ("other", "其他", "Other"),
)
WORKER_TYPES = (
    ("migrant", "农民工", "Migrant worker"),
    ("new_form", "新就业形态劳动者", "Worker in new forms of employment"),
    ("delivery", "网约配送员", "Food delivery rider", "new_form"),
    ("courier", "快递员", "Courier", "new_form"),
    ("ride", "网约车驾驶员", "Ride-hailing driver", "new_form"),
    ("trucker", "货车司机", "Truck driver", "new_form"),
    ("streamer", "网络主播", "Live streamer", "new_form"),
    ("industrial", "产业工人", "Industrial worker"),
    ("dispatched", "劳务派遣", "Dispatched worker"),
    ("part_time", "非全日制", "Part-time worker"),
    ("over_age", "超龄", "Past retirement age"),
    ("intern", "实习、见习", "Intern or trainee"),
    ("woman", "女职工", "Woman worker"),
    ("minor", "未成年工", "Worker aged 16 to 18"),
    ("disabled", "残疾", "Disabled worker"),
    ("hardship", "困难职工", "Worker in hardship"),
    ("model", "劳模", "Model worker"),
    ("union_staff", "工会工作者", "Union staff"),
    ("foreigner", "外国人", "Foreigner"),
    ("veteran", "退役军人", "Veteran"),
)
SOURCES = (
    ("window", "工会窗口", "Union office"),
    ("applied", "自行申请", "Own application"),
    ("hotline", "12351热线", "12351 hotline"),
    ("online", "网上工会", "Online union"),
    ("court", "法院委托", "Entrusted by court"),
    ("arbitration", "仲裁委托", "Entrusted by arbitration"),
    ("inspection", "监察转办", "Referred by labour inspection"),
    ("petition", "信访转办", "Referred by petition office"),
    ("prefiling", "法院委派（立案前）", "Assigned by court before filing"),
)
ENDING_GROUNDS = (   # 人民法院在线调解规则 art. 25; 特邀调解规定 art. 26
    ("agreed", "达成协议", "Agreement reached"),
    ("reconciled", "自行和解", "Settled between themselves"),
    ("withdrawn", "撤回申请", "Application withdrawn"),
    ("unreachable", "期限内无法联系", "Could not be reached in time"),
    ("unwilling", "一方明确不愿继续", "A party refused to go on"),
    ("divided", "分歧较大难以达成", "Positions too far apart"),
    ("expired", "期满且无延长合意", "Period ended, no consent to extend"),
    ("unsigned", "一方拒绝签章", "A party refused to sign"),
    ("other", "其他", "Other"),
)
AID_SOURCES = (
    ("visit", "来访申请", "Visit"),
    ("web", "网上申请", "Online application"),
    ("hotline", "12351热线", "12351 hotline"),
    ("consultation", "咨询转入", "From a consultation"),
    ("mediation", "调解转入", "From a mediation"),
    ("stability", "风险处置转入", "From a stability risk"),
    ("cooperation", "异地协作", "Cooperation with another city"),
    ("referral", "其他单位转来", "Referred by another office"),
)
AID_EXEMPTIONS = (   # 法律援助法 art. 42; the last three are the union's own (工会法律援助办法 art. 7)
    ("dependent", "无固定生活来源的未成年人、老年人、残疾人等特定群体", "Minors, aged or disabled persons without a regular income"),
    ("relief", "社会救助、司法救助或者优抚对象", "Recipients of social or judicial relief or of special care"),
    ("wages", "申请支付劳动报酬的进城务工人员", "Migrant worker claiming wages"),
    ("injury", "请求工伤事故人身损害赔偿的进城务工人员", "Migrant worker claiming damages for a work accident"),
    ("law", "法律、法规、规章规定的其他人员", "Others named by laws and regulations"),
    ("union_staff", "工会工作者因履行职责权益受侵犯", "Union staff whose rights were infringed in their duties"),
    ("model", "劳动模范", "Model worker"),
    ("gravity", "权益受到严重侵犯，工会认为需要援助", "Grave infringement that the union takes up"),
)
AID_REFUSALS = (
    ("scope", "申请事项不属于工会法律援助范围", "Outside the scope of union legal aid"),
    ("means", "不符合经济困难标准，也没有免予核查的情形", "Means above the standard, and no exemption"),
    ("ground", "没有事实依据或者请求明显不成立", "No basis in fact, or plainly unfounded"),
    ("aided", "同一事项已经获得法律援助", "Aid already granted in the same matter"),
    ("lawyer", "已经自行委托代理人", "An agent has been engaged already"),
    ("other", "其他", "Other"),
)
AID_TERMINATIONS = (   # 法律援助法 art. 48
    ("deceit", "以欺骗或者其他不正当手段获得法律援助", "Aid obtained by deceit or other improper means"),
    ("concealment", "故意隐瞒与案件有关的重要事实或者提供虚假证据", "Important facts concealed, or false evidence"),
    ("illegal", "利用法律援助从事违法活动", "Aid used for unlawful acts"),
    ("means", "经济状况发生变化，不再符合法律援助条件", "Means changed; conditions no longer met"),
    ("ended", "案件终止审理或者已经被撤销", "The case was terminated or withdrawn"),
    ("lawyer", "自行委托律师或者其他代理人", "A lawyer or agent was engaged privately"),
    ("asked", "有正当理由要求终止法律援助", "The recipient asked for it, with good reason"),
    ("law", "法律、法规规定的其他情形", "Other cases named by laws and regulations"),
)
CONSULT_TOPICS = (   # the order is the order of the number keys; codes are those of the dispute types where they mean the same
    ("wages", "劳动报酬", "Wages"),
    ("termination", "解除、终止", "Termination"),
    ("injury", "工伤", "Work injury"),
    ("insurance", "社会保险", "Social insurance"),
    ("overtime", "加班、休假", "Overtime and leave"),
    ("contract", "劳动合同", "Labour contract"),
    ("women", "女职工", "Women workers"),
    ("new_form", "新就业形态", "New forms of employment"),
    ("other", "其他", "Other"),
)
CONSULT_CHANNELS = (   # the order is the order of the number keys
    ("window", "窗口", "Counter"),
    ("phone", "电话", "Telephone"),
    ("online", "网上", "Website"),
    ("outreach", "巡回", "Outreach"),
    ("wechat", "微信", "WeChat"),
)
RISK_CATEGORIES = (
    ("wages", "工资报酬", "Wages in arrears"),
    ("insurance", "社保、公积金", "Social insurance and housing fund"),
    ("termination", "解除终止与补偿", "Termination and severance"),
    ("layoff", "规模裁员", "Large-scale lay-off"),
    ("restructuring", "企业改制", "Restructuring, merger, relocation"),
    ("closure", "关停并转、破产", "Closure or bankruptcy"),
    ("dispatch", "劳务派遣、外包", "Dispatch and outsourcing"),
    ("hours", "工时休假", "Working time and leave"),
    ("safety", "安全卫生、职业病", "Safety and occupational disease"),
    ("injury", "工伤", "Work injury"),
    ("women", "女职工、未成年工", "Women and minors"),
    ("bargaining", "集体协商", "Collective bargaining"),
    ("new_form", "新就业形态", "New forms of employment"),
    ("stoppage", "停工怠工、聚集、集访", "Stoppage, gathering, collective petition"),
    ("opinion", "舆情", "Public opinion"),
    ("over_age", "退休、超龄", "Retirement and over age"),
    ("other", "其他", "Other"),
)
RISK_SOURCES = (
    ("campaign", "专项排查", "Campaign"),
    ("daily", "日常发现", "Daily observation"),
    ("consultation", "咨询聚集", "Cluster of consultations"),
    ("case", "案件反映", "Shown by a case"),
    ("report", "职工或基层工会反映", "Reported by workers or a local union"),
    ("assigned", "上级交办", "Assigned from above"),
    ("transferred", "其他部门通报", "Told by another office"),
)
# fmt: on

SOURCE_VALIDITY = {"prefiling": (None, date(2024, 12, 31), "2025年起先登记立案（最高人民法院意见）")}


def rows() -> list[dict]:
    """Every term of mediations and of what all kinds share, as rows of the table."""
    tables = (
        (D.CAUSE, CAUSES_2021, OLD),
        (D.CAUSE, CAUSES_2026, NEW),
        (D.DISPUTE_TYPE, DISPUTE_TYPES, ALWAYS),
        (D.CLAIM_CATEGORY, CLAIM_CATEGORIES, ALWAYS),
        (D.INDUSTRY, INDUSTRIES, ALWAYS),
        (D.OWNERSHIP, OWNERSHIPS, ALWAYS),
        (D.WORKER_TYPE, WORKER_TYPES, ALWAYS),
        (D.SOURCE, SOURCES, ALWAYS),
        (D.ENDING_GROUND, ENDING_GROUNDS, ALWAYS),
    )
    return _rows(tables)


def rows_of_the_other_kinds() -> list[dict]:
    """Every term of legal aid, consultations and stability risk."""
    return _rows(
        (
            (D.AID_SOURCE, AID_SOURCES, ALWAYS),
            (D.AID_EXEMPTION, AID_EXEMPTIONS, (None, None, "法律援助法 第四十二条；工会法律援助办法")),
            (D.AID_REFUSAL, AID_REFUSALS, ALWAYS),
            (D.AID_TERMINATION, AID_TERMINATIONS, (None, None, "法律援助法 第四十八条")),
            (D.CONSULT_TOPIC, CONSULT_TOPICS, ALWAYS),
            (D.CONSULT_CHANNEL, CONSULT_CHANNELS, ALWAYS),
            (D.RISK_CATEGORY, RISK_CATEGORIES, ALWAYS),
            (D.RISK_SOURCE, RISK_SOURCES, ALWAYS),
        )
    )


def _rows(tables) -> list[dict]:
    found = []
    for dictionary, entries, validity in tables:
        for position, (code, name, name_en, *parent) in enumerate(entries, start=1):
            begins, ends, source = SOURCE_VALIDITY.get(code, validity) if dictionary == D.SOURCE else validity
            found.append(
                {
                    "dictionary": dictionary,
                    "code": code,
                    "name": name,
                    "name_en": name_en,
                    "parent_code": parent[0] if parent else None,
                    "position": position,
                    "valid_from": begins,
                    "valid_to": ends,
                    "source": source,
                    "version": 1,
                }
            )
    return found
