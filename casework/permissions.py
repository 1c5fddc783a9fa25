"""Every permission, every role, and which role holds what. Nothing else in the code names a role's rights.

A decision needs the function (this table), the row (``Model.visible_to``) and, for identity numbers, the field.
"""

from casework.engine.choices import Choices


class P(Choices):
    """What one may do. Named kind: verb."""

    MATTER_READ = "matter.read", "查看案件"
    MATTER_TRANSFER = "matter.transfer", "移交案件"
    MATTER_BULK = "matter.bulk", "批量分派"
    MEDIATION_READ = "mediation.read", "查看调解案件"
    MEDIATION_REGISTER = "mediation.register", "登记调解案件"
    MEDIATION_EDIT = "mediation.edit", "修改案件信息"
    MEDIATION_NOTE = "mediation.note", "记录进展"
    MEDIATION_ASSIGN = "mediation.assign", "分派调解员"
    MEDIATION_CONDUCT = "mediation.conduct", "办理调解"
    MEDIATION_SUPERVISE = "mediation.supervise", "督办与重新开启"
    AID_READ = "aid.read", "查看援助案件"
    AID_REGISTER = "aid.register", "登记援助申请"
    AID_EDIT = "aid.edit", "补充援助申请"
    AID_NOTE = "aid.note", "记录援助进展"
    AID_REVIEW = "aid.review", "审查与决定"
    AID_ASSIGN = "aid.assign", "指派律师"
    AID_CONDUCT = "aid.conduct", "承办援助"
    AID_SUPERVISE = "aid.supervise", "审核结案与补贴"
    CONSULT_READ = "consult.read", "查看咨询"
    CONSULT_RECORD = "consult.record", "记录咨询"
    CONSULT_SUPERVISE = "consult.supervise", "督查咨询"
    RISK_READ = "risk.read", "查看风险"
    RISK_REPORT = "risk.report", "登记与报送风险"
    RISK_HANDLE = "risk.handle", "处置风险"
    RISK_SUPERVISE = "risk.supervise", "研判、交办与销号"
    CAMPAIGN_MANAGE = "campaign.manage", "组织专项排查"
    PARTY_READ = "party.read", "查看人员与单位档案"
    PARTY_SEE_FULL = "party.see_full", "查看完整身份证号与手机号"
    REPORT_READ = "report.read", "查看统计"
    REPORT_EXPORT = "report.export", "导出"
    OVERSIGHT_READ = "oversight.read", "督办台"
    VIEW_SHARE = "view.share", "共享常用视图"
    ACCOUNT_OWN = "account.own", "管理自己的账户"
    USER_MANAGE = "user.manage", "管理用户与角色"
    UNIT_MANAGE = "unit.manage", "管理单位"
    DICTIONARY_MANAGE = "dictionary.manage", "管理字典"
    AUDIT_READ = "audit.read", "查看日志"


class Scope(Choices):
    """Whose matters a role reaches, widest last."""

    OWN = "own", "本人"
    UNIT = "unit", "本单位"
    SUBTREE = "subtree", "本单位及下级"
    ALL = "all", "全部"


class Role(Choices):
    """The jobs of the house."""

    CLERK = "clerk", "录入员"
    MEDIATOR = "mediator", "调解员"
    LAWYER = "lawyer", "律师"
    SUPERVISOR = "supervisor", "主管"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


_OWN_ACCOUNT = {P.ACCOUNT_OWN}
_READERS = {P.MATTER_READ, P.MEDIATION_READ}
_CLERK = _READERS | {P.MEDIATION_REGISTER, P.MEDIATION_EDIT, P.MEDIATION_NOTE, P.PARTY_READ}
_CONSULTS = {P.CONSULT_READ, P.CONSULT_RECORD}
_APPLIES = {P.AID_READ, P.AID_REGISTER}  # takes an application for legal aid and follows what becomes of it
_WATCHES = {P.RISK_READ, P.RISK_REPORT}

GRANTS: dict[Role, frozenset[P]] = {
    Role.CLERK: frozenset(_OWN_ACCOUNT | _CLERK | _CONSULTS | _APPLIES | _WATCHES | {P.AID_EDIT, P.AID_NOTE}),
    Role.MEDIATOR: frozenset(
        _OWN_ACCOUNT
        | _CLERK
        | _CONSULTS
        | _APPLIES
        | _WATCHES
        | {
            P.MEDIATION_CONDUCT,
            P.RISK_HANDLE,
            P.MATTER_TRANSFER,
            P.PARTY_SEE_FULL,
            P.REPORT_READ,
            P.REPORT_EXPORT,
        }
    ),
    Role.LAWYER: frozenset(
        _OWN_ACCOUNT
        | _READERS
        | _CONSULTS
        | _APPLIES
        | {P.MEDIATION_REGISTER, P.AID_EDIT, P.AID_NOTE, P.AID_CONDUCT, P.PARTY_READ, P.PARTY_SEE_FULL}
    ),
    Role.SUPERVISOR: frozenset(
        _OWN_ACCOUNT
        | _CLERK
        | _CONSULTS
        | _APPLIES
        | _WATCHES
        | {
            P.MEDIATION_ASSIGN,
            P.MEDIATION_CONDUCT,
            P.MEDIATION_SUPERVISE,
            P.AID_EDIT,
            P.AID_NOTE,
            P.AID_REVIEW,
            P.AID_ASSIGN,
            P.AID_CONDUCT,
            P.AID_SUPERVISE,
            P.CONSULT_SUPERVISE,
            P.RISK_HANDLE,
            P.RISK_SUPERVISE,
            P.CAMPAIGN_MANAGE,
            P.MATTER_TRANSFER,
            P.MATTER_BULK,
            P.PARTY_SEE_FULL,
            P.REPORT_READ,
            P.REPORT_EXPORT,
            P.OVERSIGHT_READ,
            P.VIEW_SHARE,
        }
    ),
    Role.ADMIN: frozenset(_OWN_ACCOUNT | {P.USER_MANAGE, P.UNIT_MANAGE, P.DICTIONARY_MANAGE}),
    Role.AUDITOR: frozenset(_OWN_ACCOUNT | {P.AUDIT_READ}),
}

DEFAULT_SCOPE: dict[Role, Scope] = {
    Role.CLERK: Scope.UNIT,
    Role.MEDIATOR: Scope.UNIT,
    Role.LAWYER: Scope.OWN,
    Role.SUPERVISOR: Scope.SUBTREE,
    Role.ADMIN: Scope.SUBTREE,  # whose people and units they keep
    Role.AUDITOR: Scope.OWN,
}

# Where a role reaches less far for one permission than it does otherwise, however wide it was granted. What a worker tells
# a lawyer is not the mediator's to read (特邀调解规定 art. 16), and of consultations a unit sees the numbers only.
CAPS: dict[Role, dict[P, Scope]] = {
    Role.MEDIATOR: {P.AID_READ: Scope.OWN, P.CONSULT_READ: Scope.OWN},
    Role.CLERK: {P.CONSULT_READ: Scope.OWN},
}


def scope_of(role: Role, granted: Scope, permission: P) -> Scope:
    """How far a role that was granted with a scope reaches for a permission."""
    cap = CAPS.get(role, {}).get(permission)
    order = list(Scope)
    return granted if cap is None or order.index(granted) <= order.index(cap) else cap


# Duties that one person must not hold together (GB/T 22239: the three administrators are separate people).
EXCLUSIVE: tuple[frozenset[Role], ...] = (
    frozenset({Role.ADMIN, Role.AUDITOR}),
    *(
        frozenset({keeper, worker})
        for keeper in (Role.ADMIN, Role.AUDITOR)
        for worker in (Role.CLERK, Role.MEDIATOR, Role.LAWYER, Role.SUPERVISOR)
    ),
)
