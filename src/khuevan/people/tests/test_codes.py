from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from khuevan.kit.errors import Refused
from khuevan.kit.models import Message
from khuevan.people import actions, codes
from khuevan.people.enums import ContactKind, Purpose
from khuevan.people.models import OneTimeCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(hire, ward):
    officer = hire()
    unit = ward()
    actions.set_contact(unit, ContactKind.EMAIL, "bode@example.vn", is_registered=True, by=officer)
    return actions.make_link(unit, Purpose.ASSIGNMENTS, by=officer)


def digits_sent():
    return re.search(r"\d{6}", Message.objects.latest("pk").body_text)[0]


def earlier(**ago):
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(**ago))


def test_a_code_goes_to_the_registered_address_and_is_good_once(link):
    code = codes.send_code(link, "report:7")
    message = Message.objects.get()
    assert (message.to_address, message.secret, message.urgent) == ("bode@example.vn", True, True)
    sent = digits_sent()
    assert sent not in code.digest
    codes.check_code(link, "report:7", f" {sent[:3]} {sent[3:]} ")
    with pytest.raises(Refused):
        codes.check_code(link, "report:7", sent)


def test_a_code_is_for_one_action_and_one_link(link, hire, ward):
    codes.send_code(link, "report:7")
    with pytest.raises(Refused):
        codes.check_code(link, "report:8", digits_sent())
    other = actions.make_link(ward("Đông Anh", "00454"), Purpose.ASSIGNMENTS, by=hire())
    with pytest.raises(Refused):
        codes.check_code(other, "report:7", digits_sent())


def test_after_five_wrong_attempts_even_the_right_code_is_refused(link):
    codes.send_code(link, "report:7")
    right = digits_sent()
    wrong = "000000" if right != "000000" else "111111"
    for _attempt in range(5):
        with pytest.raises(Refused):
            codes.check_code(link, "report:7", wrong)
    with pytest.raises(Refused):
        codes.check_code(link, "report:7", right)
    assert OneTimeCode.objects.get().attempts == 5


def test_a_code_runs_out_after_ten_minutes(link):
    codes.send_code(link, "report:7")
    OneTimeCode.objects.update(expires_at=timezone.now())
    with pytest.raises(Refused):
        codes.check_code(link, "report:7", digits_sent())


def test_a_new_code_stops_the_old_one(link):
    codes.send_code(link, "report:7")
    old = digits_sent()
    earlier(minutes=2)
    codes.send_code(link, "report:7")
    new = digits_sent()
    if old != new:
        with pytest.raises(Refused):
            codes.check_code(link, "report:7", old)
    codes.check_code(link, "report:7", new)


def test_codes_come_at_most_once_a_minute_and_ten_times_a_day(link):
    codes.send_code(link, "report:7")
    with pytest.raises(Refused):
        codes.send_code(link, "report:7")
    for _number in range(9):
        earlier(minutes=2)
        codes.send_code(link, "report:7")
    earlier(minutes=2)
    with pytest.raises(Refused):
        codes.send_code(link, "report:7")
    assert Message.objects.count() == 10


def test_a_unit_without_a_registered_address_is_told_so(hire, ward):
    link = actions.make_link(ward(), Purpose.ASSIGNMENTS, by=hire())
    with pytest.raises(Refused):
        codes.send_code(link, "report:7")
    assert (OneTimeCode.objects.count(), Message.objects.count()) == (0, 0)


def test_the_address_is_shown_only_to_who_knows_it():
    assert codes.masked("vanthu@bode.example.vn") == "v•••@bode.example.vn"
