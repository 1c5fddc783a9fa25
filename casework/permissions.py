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
    PARTY_SEE_FULL = "party.see_full", "查看完整身份证号与手机号"
    REPORT_READ = "report.read", "查看统计"
    REPORT_EXPORT = "report.export", "导出"
    OVERSIGHT_READ = "oversight.read", "督办台"
    VIEW_SHARE = "view.share", "共享常用视图"
    ACCOUNT_OWN = "account.own", "管理自己的账户"
    USER_MANAGE = "user.manage", "管理用户与角色"
    UNIT_MANAGE = "unit.manage", "管理单位"
    DICTIONARY_MANAGE = "dictionary.manage", "管理字典"
    CALENDAR_MANAGE = "calendar.manage", "管理工作日历"
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
_CLERK = _READERS | {P.MEDIATION_REGISTER, P.MEDIATION_EDIT, P.MEDIATION_NOTE}

GRANTS: dict[Role, frozenset[P]] = {
    Role.CLERK: frozenset(_OWN_ACCOUNT | _CLERK),
    Role.MEDIATOR: frozenset(
        _OWN_ACCOUNT
        | _CLERK
        | {P.MEDIATION_CONDUCT, P.MATTER_TRANSFER, P.PARTY_SEE_FULL, P.REPORT_READ, P.REPORT_EXPORT}
    ),
    Role.LAWYER: frozenset(_OWN_ACCOUNT | _READERS),
    Role.SUPERVISOR: frozenset(
        _OWN_ACCOUNT
        | _CLERK
        | {
            P.MEDIATION_ASSIGN,
            P.MEDIATION_CONDUCT,
            P.MEDIATION_SUPERVISE,
            P.MATTER_TRANSFER,
            P.MATTER_BULK,
            P.PARTY_SEE_FULL,
            P.REPORT_READ,
            P.REPORT_EXPORT,
            P.OVERSIGHT_READ,
            P.VIEW_SHARE,
        }
    ),
    Role.ADMIN: frozenset(
        _OWN_ACCOUNT | {P.USER_MANAGE, P.UNIT_MANAGE, P.DICTIONARY_MANAGE, P.CALENDAR_MANAGE}
    ),
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

# Duties that one person must not hold together (GB/T 22239: the three administrators are separate people).
EXCLUSIVE: tuple[frozenset[Role], ...] = (
    frozenset({Role.ADMIN, Role.AUDITOR}),
    *(
        frozenset({keeper, worker})
        for keeper in (Role.ADMIN, Role.AUDITOR)
        for worker in (Role.CLERK, Role.MEDIATOR, Role.LAWYER, Role.SUPERVISOR)
    ),
)
