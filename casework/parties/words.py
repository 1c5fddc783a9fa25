"""What workers and employers are called in the history."""

from casework.accounts.models import Dictionary as D
from casework.accounts.words import code, names_of
from casework.history.words import Table
from casework.parties.models import Employer, Worker

# fmt: off
TABLES = (
    Table("worker", "劳动者", {
        "unit_id": "建档单位", "name": "姓名", "id_kind": "证件类型", "id_number": "证件号码", "phone": "手机号",
        "sex": "性别", "birth_on": "出生日期", "address": "住址", "worker_types": "劳动者类别", "contact_note": "联系注意",
    }, {"worker_types": code(D.WORKER_TYPE)}, is_case=True),
    Table("employer", "用人单位", {
        "unit_id": "建档单位", "name": "名称", "former_names": "曾用名", "uscc": "统一社会信用代码", "industry": "行业",
        "ownership": "经济类型", "size": "企业规模", "district": "所在区县", "address": "地址",
        "legal_representative": "法定代表人", "contact": "联系人", "contact_phone": "联系电话",
    }, {"industry": code(D.INDUSTRY), "ownership": code(D.OWNERSHIP)}, is_case=True),
)
# fmt: on
NAMERS = {"worker": names_of(Worker, Worker.name), "employer": names_of(Employer, Employer.name)}
