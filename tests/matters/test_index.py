"""The index behind the search box: in step with every change, and asked by everything a matter holds."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.engine.ngrams import evened, tokens
from casework.engine.pinyin import initials
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import finding, indexing
from casework.matters.models import Audience
from casework.parties import actions as parties
from casework.search import queries as index
from casework.search.models import FTS, SearchDoc
from casework.search.queries import understood

PHONE, ID_NUMBER = "13987651234", "360102198803072419"


@pytest.fixture
def find(session):
    """``find(user, typed)``: the ids that the search gives this person, after what was arranged is committed."""

    def found(user, typed: str) -> list[int]:
        session.commit()
        user.__dict__.pop("reach", None)
        asked = understood(typed)
        return [id for group in finding.grouped(user, asked) for id in group.ids] if asked.is_enough else []

    return found


@pytest.fixture
def case(make, county, mediator):
    """A case of 张淑芬 against a company that had another name."""
    worker = make.worker(county, "张淑芬", phone=PHONE, id_number=ID_NUMBER)
    found = make.mediation(county, mediator, workers=[worker], employer="江西赣川电子有限公司", handler=mediator,
                           facts="连续三个月拖欠绩效工资", source="court", court_number="（2026）赣0102民诉前调7788号")  # fmt: skip
    found.employers[0].employer.former_names = "宏远五金厂"
    found.employers[0].employer.uscc = "91360100MA35X4T21K"
    return found


# --- by what ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "张淑芬", "淑芬", "张淑", "zsf", "ZSF", "zs", "赣川", "川电", "gcdz", "宏远五金", "宏远", "hywj", "7788", "0102民诉前调",
        "（2026）赣0102民诉前调7788号", "(2026)赣0102民诉前调7788号", "〔2026〕赣0102民诉前调7788号", "２０２６ ７７８８",
        "1234", "１２３４", PHONE, "139 8765 1234", "+86 139-8765-1234", "１３９８７６５１２３４", ID_NUMBER, "360102 19880307 2419",
        "拖欠绩效", "三个月", "张淑芬 赣川", "赣川　绩效", "91360100MA35X4T21K", "T21K", "江西赣川电子有限公司",
    ],
)  # fmt: skip
def test_a_case_is_found_by_whatever_it_holds(find, case, mediator, typed):
    assert find(mediator, typed) == [case.id]


@pytest.mark.parametrize("typed", ["", " ", "张", "z", "1", "%", "（）", "。，", "张 %"])
def test_less_than_two_characters_ask_nothing(typed):
    assert not understood(typed).is_enough


@pytest.mark.parametrize(
    "typed",
    [
        "淑张", "芬淑张", "张淑芳", "张淑芬 别家", "7789", "778", "5678", "13987651235", "360102198803072435", "xsf", "%%", "__", "淑_",
        "淑%芬", "' OR 1=1 --", "淑芬' OR '1'='1", '淑芬" OR "1', "淑芬 NOT 张三", "NEAR(淑芬)", "t:淑芳", "淑芬* -- ;drop table matter",
        "search_fts", "\\", "'':*", "淑芬 & !张三", "((((",
    ],
)  # fmt: skip
def test_what_it_does_not_hold_does_not_find_it_and_nothing_typed_is_a_command(find, case, mediator, typed):
    assert find(mediator, typed) == []


def test_its_own_number_finds_it_with_any_brackets(find, case, mediator):
    for typed in (
        case.number,
        case.number.replace("〔", "[").replace("〕", "]"),
        case.number.replace("（", "("),
    ):
        assert find(mediator, typed) == [case.id]


def test_the_tail_of_a_telephone_is_no_part_of_it(find, case, mediator):
    assert find(mediator, "8765") == []
    assert find(mediator, "139876") == []


def test_the_index_holds_no_number_that_people_keep_to_themselves(session, case, mediator):
    matters.write_note(
        case, text=f"换了号码13812340000，身份证{ID_NUMBER}", audience=Audience.CASE, by=mediator
    )
    session.commit()

    kept = " ".join("\n".join(row) for row in session.execute(sa.select(SearchDoc.body, SearchDoc.marks)))
    for number in (PHONE, PHONE[-4:], ID_NUMBER, "13812340000"):
        assert number not in kept.split()
        assert len(number) == 4 or number not in kept


def test_a_number_written_into_a_text_finds_it_all_the_same(find, case, mediator):
    matters.write_note(case, text="换了号码138-1234-0000", audience=Audience.CASE, by=mediator)
    assert find(mediator, "13812340000") == [case.id]
    assert find(mediator, "0000") == [case.id]


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.CONCESSION])
def test_a_note_that_not_everybody_may_read_is_not_found(find, case, mediator, audience):
    matters.write_note(case, text="底线是八千四百元", audience=audience, by=mediator)
    assert find(mediator, "底线") == []


# --- in step ------------------------------------------------------------------------------------------------------


def test_a_corrected_name_and_telephone_find_every_case_of_the_person(find, make, county, mediator, case):
    worker = case.workers[0].worker
    other = make.mediation(county, mediator, workers=[worker], employer="别家公司", handler=mediator)
    find(mediator, "张淑芬")

    worker.name, worker.phone = "章素芬", "13700001111"

    assert set(find(mediator, "章素芬")) == set(find(mediator, "1111")) == {case.id, other.id}
    assert find(mediator, "张淑芬") == find(mediator, "1234") == find(mediator, "zhsf") == []


def test_a_worker_who_is_added_and_one_who_is_replaced(find, make, county, mediator, case):
    matters.add_worker(case, make.worker(county, "贺兰山"))
    assert find(mediator, "贺兰") == [case.id]

    case.workers[0].worker = make.worker(county, "司马青")

    assert find(mediator, "smq") == [case.id]
    assert find(mediator, "张淑芬") == []


def test_an_employer_who_is_corrected_added_and_replaced(find, make, county, mediator, case):
    parties.change_employer(case.employers[0].employer, contact_phone=None, name="江西润泽电子有限公司")
    assert find(mediator, "润泽") == [case.id]
    assert find(mediator, "赣川") == []

    matters.add_employer(case, make.employer(county, "红谷劳务派遣有限公司"))
    assert find(mediator, "红谷") == [case.id]


def test_texts_numbers_and_the_agreement_are_followed(find, case, mediator):
    find(mediator, "绩效")
    case.facts, case.agreement, case.court_number = "克扣高温津贴", "分两期支付", "（2026）赣0103民初99号"

    assert find(mediator, "高温津贴") == find(mediator, "两期支付") == find(mediator, "0103民初") == [case.id]
    assert find(mediator, "绩效") == find(mediator, "7788") == []


def test_what_was_rolled_back_is_not_in_it(session, find, case, mediator):
    find(mediator, "绩效")
    case.facts = "昙花一现"
    session.flush()
    session.rollback()

    assert find(mediator, "昙花") == []
    assert find(mediator, "绩效") == [case.id]


def test_a_case_that_changes_hands_is_found_by_those_who_have_it_now(
    find, case, mediator, stranger, other_county
):
    assert find(stranger, "张淑芬") == []

    offer = matters.offer_transfer(case, to_unit_id=other_county.id, reason="属地", by=mediator)
    db.session.flush()
    matters.answer_transfer(offer, accept=True, answer="", by=stranger)

    assert find(stranger, "张淑芬") == [case.id]


def test_a_change_of_nothing_that_is_searched_leaves_the_index_alone(session, case, mediator, statements):
    session.commit()
    with statements() as ran:
        case.claimed_fen += 100
        session.commit()
    assert not [statement for statement in ran if "search_" in statement]


def test_the_index_made_anew_is_the_index_that_was_kept(session, find, make, county, mediator, case):
    find(mediator, "赣川")
    case.workers[0].worker.name = "章素芬"
    session.commit()
    query = sa.select(SearchDoc.matter_id, SearchDoc.body, SearchDoc.marks).order_by(SearchDoc.matter_id)
    kept = session.execute(query).all()

    assert indexing.rebuild() == len(kept)

    assert session.execute(query).all() == kept
    assert find(mediator, "章素芬") == [case.id]
    assert find(mediator, "张淑芬") == []


def test_the_index_of_sqlite_forgets_what_is_taken_out(session, case):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps the tokens in the row")
    for name in ("甲一", "乙二", "丙三"):
        case.workers[0].worker.name = name
        session.commit()
    found = sa.select(sa.func.count()).select_from(FTS)
    counts = [
        session.scalar(found.where(FTS.c.search_fts.op("MATCH")(f'"{n}"'))) for n in ("甲一", "乙二", "丙三")
    ]
    assert counts == [0, 0, 1]


# --- out of reach -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["张淑芬", "zsf", "赣川", "7788", "1234", PHONE, ID_NUMBER, "绩效"])
def test_for_a_stranger_there_is_nothing(find, case, stranger, lawyer, mediator, typed):
    assert find(mediator, typed) == [case.id]
    assert find(stranger, typed) == []
    assert find(lawyer, typed) == []


def test_more_than_the_cap_is_cut_at_the_newest(find, make, county, mediator, monkeypatch):
    monkeypatch.setattr(index, "ENOUGH", 4)
    monkeypatch.setattr(finding, "CAP", 3)
    made = [
        make.mediation(county, mediator, worker="多多", received_on=date(2026, 11, day)).id
        for day in (2, 3, 4, 5, 6)
    ]
    db.session.commit()

    (group,) = finding.grouped(mediator, understood("多多"))

    assert group.is_capped
    assert group.ids == made[:1:-1]


# --- cutting ------------------------------------------------------------------------------------------------------


def test_text_is_cut_into_pairs_and_words():
    assert tokens(evened("（2026）洪工调〔118〕号")) == ["2026", "洪工", "工调", "118", "号"]
    assert tokens(evened("ＡＢ１２")) == ["ab12"]
    assert tokens(evened("91360100MA35X4T21K")) == ["91360100ma35x4t21k", "et21k", "ex4t21k"]
    assert tokens("张\u200b三") == ["张三"] or tokens(evened("张\u200b三")) == ["张三"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("张淑芬", {"zsf"}), ("单雄信", {"dxx", "sxx"}), ("欧阳修", {"oyx"}), ("尉迟恭", {"ycg"}), ("解缙", {"jj", "xj"}),
     ("查良镛", {"cly", "zly"}), ("Tom", set()), ("买买提·阿里", {"mmtal"})],
)  # fmt: skip
def test_a_name_has_the_initials_of_each_reading(name, letters):
    assert initials(name) >= letters
    assert not letters or all(word.isalpha() for word in initials(name))
