from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from khuevan.documents import compositions
from khuevan.documents.margin import margin, mended
from khuevan.documents.tests.factories import checked, composition, paper, person
from khuevan.people.enums import Role
from khuevan.vanban.composition import Heading, Item, Paragraph, Signature

pytestmark = pytest.mark.django_db
SLIPS = (
    Heading("I.", "MỤC ĐÍCH"),
    Item("-", "Hòa nhập, giữ hòa khí."),
    Paragraph("Các đơn vị hoà giải khi cần."),
)
TITLED = (Signature("GIÁM ĐỐC", "ThS. Lê Thanh Gác"),)


def at(name, made):
    return reverse(f"documents:{name}", args=[made.pk])


def fixable(found):
    return [note for note in found.notes if note.can_mend]


def test_each_finding_stands_beside_its_block():
    found = margin(composition(body=SLIPS, signatures=TITLED))
    about = {line.index for line in found.lines if line.notes}
    assert about <= {0, 1, 2}
    assert about
    assert found.count == len(found.aside) + sum(len(line.notes) for line in found.lines)


def test_findings_speak_the_readers_language():
    with translation.override("vi"):
        vi = margin(composition(body=SLIPS, signatures=TITLED)).notes[0].words
    with translation.override("en"):
        en = margin(composition(body=SLIPS, signatures=TITLED)).notes[0].words
    assert vi != en


def test_all_safe_fixes_at_once_leave_none():
    before = composition(body=SLIPS, signatures=TITLED)
    keys = {note.key for note in fixable(margin(before))}
    assert keys
    after = mended(before, before, keys)
    assert after != before
    assert {note.key for note in fixable(margin(after))} & keys == set()


@pytest.mark.shows("R89")
def test_one_click_mends_and_makes_a_version(client):
    made = paper(body=SLIPS, signatures=TITLED)
    client.force_login(person())
    notes = fixable(margin(compositions.current(made)))
    page = client.get(at("paper", made)).content.decode()
    assert at("mend", made) in page

    client.post(at("mend", made), {"finding": notes[0].key})
    assert compositions.latest(made).number == 2
    assert notes[0].key not in {n.key for n in margin(compositions.current(made)).notes}
    client.post(at("mend", made), {"finding": "nonsense"})
    assert compositions.latest(made).number == 2


def test_a_locked_document_shows_its_findings_and_no_button(client):
    made = checked(body=SLIPS, signatures=TITLED)
    client.force_login(person(Role.CLERK))
    page = client.get(at("paper", made)).content.decode()
    assert at("mend", made) not in page
    assert fixable(margin(compositions.current(made)))[0].rule in page
