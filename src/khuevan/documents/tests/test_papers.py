from __future__ import annotations

import pytest

from khuevan.documents import actions, compositions
from khuevan.documents.enums import Kind, PaperState
from khuevan.documents.models import Paper, Recipient, Version
from khuevan.documents.tests.factories import composition, paper, person
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role
from khuevan.vanban.composition import Addressee, Paragraph

pytestmark = pytest.mark.django_db


def test_a_paper_starts_as_a_draft_with_its_first_version():
    made = paper()

    assert (made.state, made.symbol, made.type_code) == (PaperState.DRAFT, "KH-SVHTT", "KH")
    assert compositions.of_version(made.versions.get()) == composition()
    assert [event.kind for event in audit.history(made)] == [Kind.PAPER_STARTED]


@pytest.mark.shows("R89")
def test_a_revision_adds_a_version_and_loses_none():
    made = paper()
    version = actions.revise(
        made, composition(subject="Mới", body=(Paragraph("Khác."),)), by=person(), note="theo góp ý"
    )

    assert version.number == 2
    assert [one.number for one in made.versions.all()] == [2, 1]
    assert Paper.objects.get().subject == "Mới"
    event = audit.history(made)[0]
    assert (event.kind, event.before, event.after, event.why) == (
        Kind.PAPER_REVISED, "1", "2", "theo góp ý",
    )  # fmt: skip


def test_a_second_editor_is_told_and_overwrites_nothing():
    made = paper()
    actions.revise(made, composition(subject="Của An"), by=person(name="an"), seen=1)

    with pytest.raises(actions.Outdated, match="An"):
        actions.revise(made, composition(subject="Của Bình"), by=person(name="binh"), seen=1)

    assert Paper.objects.get().subject == "Của An"
    assert Version.objects.count() == 2


def test_one_origin_has_one_living_paper():
    first = paper(origin="reports.consolidation:1")
    with pytest.raises(Refused, match="tập huấn"):
        paper(origin="reports.consolidation:1")

    Paper.objects.filter(pk=first.pk).update(state=PaperState.CANCELLED)
    assert paper(origin="reports.consolidation:1").pk != first.pk


@pytest.mark.parametrize("state", [s for s in PaperState if s not in ("draft", "consulting")])
def test_words_change_only_in_a_draft(state):
    made = paper()
    Paper.objects.filter(pk=made.pk).update(
        state=state, number=1, date="2026-01-05", number_year=2026
    )
    with pytest.raises(Refused):
        actions.revise(made, composition(subject="Mới"), by=person())
    assert Version.objects.count() == 1


@pytest.mark.shows("DOC-3")
def test_marked_words_are_refused_and_leave_only_that_they_were():
    marked = (Paragraph("TỐI MẬT"), Paragraph("Nội dung riêng."))
    with pytest.raises(Refused):
        paper(body=marked)

    made = paper()
    with pytest.raises(Refused):
        actions.revise(made, composition(body=marked), by=person())

    assert (Paper.objects.count(), Version.objects.count()) == (1, 1)
    kinds = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == [Kind.REFUSED_SECRET, Kind.PAPER_STARTED, Kind.REFUSED_SECRET]


def test_the_current_composition_has_number_date_and_recipients():
    made = paper(recipients=(Addressee("Như trên"),))
    assert compositions.current(made).recipients == (Addressee("Như trên"),)
    assert compositions.current(made).archive == "VT"

    Recipient.objects.create(paper=made, as_written="UBND Thành phố", note="để b/c")
    Paper.objects.filter(pk=made.pk).update(number=5, date="2026-01-05", number_year=2026)
    made.refresh_from_db()
    now = compositions.current(made)

    assert (now.number, now.date, now.recipients) == (
        5, made.date, (Addressee("UBND Thành phố", "để b/c"),),
    )  # fmt: skip


def test_a_clerk_sees_every_paper_and_a_focal_point_none():
    paper()
    assert Paper.objects.visible_to(person(Role.CLERK)).count() == 1
    assert Paper.objects.visible_to(person(Role.FOCAL_POINT)).count() == 0
