from __future__ import annotations

import pytest

from khuevan.kit import audit
from khuevan.kit.audit import SYSTEM
from khuevan.kit.models import AuditEvent
from khuevan.people import actions
from khuevan.people.enums import Kind, Purpose, Role
from khuevan.people.words import value_words

pytestmark = pytest.mark.django_db


def last():
    return AuditEvent.objects.latest("seq")


def test_a_stored_choice_is_read_in_words(ward, hire):
    actions.make_link(ward(), Purpose.NOMINATION, by=SYSTEM)
    assert value_words(last(), last().after) == Purpose.NOMINATION.label  # a choice of the app

    audit.record(Kind.ROLE_CHANGED, hire(), by=SYSTEM, after=Role.LEGAL)
    assert value_words(last(), last().after) == Role.LEGAL.label  # a choice of the model


def test_other_words_stay_as_they_were_written(ward):
    actions.make_link(ward(), Purpose.NOMINATION, by=SYSTEM)
    assert [value_words(last(), one) for one in ("Phường Bồ Đề", "12", "")] == [
        "Phường Bồ Đề", "12", "",
    ]  # fmt: skip


def test_the_page_of_a_unit_tells_its_history_in_words(enter, ward):
    unit = ward()
    actions.make_link(unit, Purpose.NOMINATION, by=SYSTEM)
    page = enter(Role.LEAD_OFFICER).get(f"/units/{unit.pk}/").content.decode()
    assert f"{Kind.LINK_MADE.label}: {Purpose.NOMINATION.label}." in page
