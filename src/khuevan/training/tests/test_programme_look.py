from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from khuevan.people.enums import Role
from khuevan.training import actions, agenda, tickets
from khuevan.training.models import SyllabusItem
from khuevan.training.tests import programme
from khuevan.web.tests.browser import clipped, sideways

LONG = "Lớp tập huấn nâng cao nghiệp vụ thông tin đối ngoại cho công chức các sở, phường, xã"
LOOKS = (
    {"width": 1280, "language": "vi"},
    {"width": 320, "dark": True, "language": "en"},
)


@pytest.fixture
def held(transactional_db):
    """A class with everything a programme has."""
    today = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    begins = today + timedelta(days=9)
    run = programme.run(
        owner=programme.officer(role=Role.LEAD_OFFICER), title=LONG, starts_at=begins,
        ends_at=begins + timedelta(hours=4), venue_rule={"stars": 3, "city": "Hà Nội"},
    )  # fmt: skip
    item = SyllabusItem.objects.create(run=run, order=1, title="Phổ biến văn bản chỉ đạo")
    item.bases.add(programme.basis())
    actions.take_in_bases(run, by=run.owner)
    actions.choose_venue(run, programme.venue(), by=run.owner)
    programme.venue("Khách sạn Cảng Biển Hải Phòng", city="Hải Phòng")
    programme.nominee(programme.seat(run, programme.ward()))
    programme.invitation(run)
    actions.set_agenda(run, agenda.propose(run), by=run.owner)
    question = actions.ask_question(run, "Ai ký bản tin của phường?", by=run.owner)
    actions.answer_question(question, "Chủ tịch phường.", is_faq=True, by=run.owner)
    actions.ask_question(run, "Ảnh đăng ở đâu?", by=run.owner)
    return run


def office(run):
    """Those with the most on them; the walk over every page of the demo sees the others."""
    question = run.questions.last()
    pages = ("programme", "venue", "agenda", "materials", f"questions/{question.pk}")
    return [f"/training/{run.pk}/{page}/" for page in pages]


def personal(run):
    nominee = run.seats.get().nominations.get()
    ticket = f"/training/t/{tickets.ticket_of(nominee, run.pk)}/"
    speaker = f"/training/s/{run.invitations.get().token}/"
    return [ticket, f"{ticket}documents/", f"{ticket}questions/", speaker, f"{speaker[:-2]}x/"]


@pytest.mark.browser
def test_the_pages_of_a_programme_are_accessible_and_fit(visit, axe, held):
    """They take turns in two looks; the personal pages, which live on phones, are seen narrow."""
    held.refresh_from_db()
    wrong = {}
    pages = [(url, held.owner, LOOKS[n % 2]) for n, url in enumerate(office(held))]
    pages += [(url, None, LOOKS[1]) for url in personal(held)]
    for url, user, look in pages:
        page = visit(url, user, **look)
        complaints = [one for one in page.complaints if "403" not in one]
        found = [*axe(page), *sideways(page), *clipped(page), *complaints]
        if found:
            wrong[url] = found
        page.context.close()
    assert wrong == {}
