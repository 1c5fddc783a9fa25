"""Nobody in the demonstration is real, and nobody could be taken for it."""

import re

import pytest
import sqlalchemy as sa

from casework.accounts import passwords
from casework.accounts.models import Unit, UnitKind, User
from casework.demo.sign_ins import PASSWORD, SIGN_INS
from casework.engine import clock
from casework.extensions import db
from casework.matters.court_numbers import parse_court_number
from casework.matters.models import Matter
from casework.parties.identifiers import parse_id_number, parse_phone, parse_uscc
from casework.parties.models import Employer, Worker
from casework.permissions import Role

pytestmark = pytest.mark.xdist_group("demo")


def test_identity_numbers_are_valid_and_of_a_region_that_does_not_exist(demo):
    numbers = [n for n in db.session.scalars(sa.select(Worker.id_number)) if n]

    assert len(numbers) > 1300
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("369999") for number in numbers)
    assert all(parse_id_number(number, today=clock.today()).value == number for number in numbers)


def test_identity_numbers_fit_sex_and_birth(demo):
    for worker in db.session.scalars(sa.select(Worker).where(Worker.id_number_mark.is_not(None))):
        found = parse_id_number(worker.id_number, today=clock.today())
        assert (worker.sex.value, worker.birth_on) == (found.sex, found.birth_on)


def test_phones_are_of_a_range_that_no_operator_holds(demo):
    phones = [p for p in db.session.scalars(sa.select(Worker.phone)) if p]
    phones += [p for p in db.session.scalars(sa.select(Employer.contact_phone)) if p]

    assert all(re.fullmatch("15400[01][0-9]{5}", phone) and parse_phone(phone) == phone for phone in phones)


def test_workers_are_found_by_their_phone(demo):
    worker = db.session.scalar(sa.select(Worker).where(Worker.phone_mark.is_not(None)))
    kept = worker.phone_mark, worker.phone_tail_mark, worker.id_number_mark

    worker.phone, worker.id_number = str(worker.phone), str(worker.id_number)

    assert kept == (worker.phone_mark, worker.phone_tail_mark, worker.id_number_mark)


def test_employers_say_that_they_are_invented(demo):
    employers = db.session.scalars(sa.select(Employer)).all()

    assert all(re.search("示例|演示|虚构", employer.name) for employer in employers)
    assert len({employer.name for employer in employers}) == len(employers)
    for employer in employers:
        if employer.uscc:
            assert parse_uscc(employer.uscc) == employer.uscc
            assert employer.uscc[2:8] == "369999"


def test_court_numbers_can_be_read_and_lie_beyond_those_given(demo):
    numbers = db.session.scalars(sa.select(Matter.court_number).where(Matter.court_number.is_not(None))).all()

    assert len(set(numbers)) == len(numbers)
    for text in numbers:
        found = parse_court_number(text)
        assert (found.text, found.serial > 90_000) == (text, True)
        assert found.court_name


def test_law_firms_are_invented(demo):
    names = db.session.scalars(sa.select(Unit.name).where(Unit.kind == UnitKind.LAW_FIRM)).all()

    assert len(names) == 3
    assert all(re.match("演示|示例", name) for name in names)


def test_there_is_one_sign_in_of_each_role_and_the_password_fits_the_policy(demo):
    users = {user.username: user for user in db.session.scalars(sa.select(User))}

    assert {role for entry in SIGN_INS for role in users[entry.username].roles} == set(Role)
    assert all(user.is_demo and not user.must_change_password for user in users.values())
    assert all(passwords.matches(PASSWORD, users[entry.username].password_hash) for entry in SIGN_INS[:2])
    passwords.check_new(PASSWORD, policy="dengbao", username="luru", name="卢茹")
