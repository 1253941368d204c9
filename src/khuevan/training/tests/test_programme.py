from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from khuevan.kit.audit import history
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.training import actions, agenda
from khuevan.training.agenda import Slot
from khuevan.training.enums import InvitationState, SessionKind
from khuevan.training.models import AgendaVersion, Session, SyllabusItem
from khuevan.training.tests import programme

pytestmark = pytest.mark.django_db
EIGHT = timezone.make_aware(datetime(2025, 11, 20, 8, 0))
HOURS = {"starts_at": EIGHT, "ends_at": EIGHT + timedelta(hours=4)}
CONTENTS = [
    "Phổ biến các văn bản chỉ đạo",
    "Kỹ năng viết tin, bài đối ngoại",
    "Trao đổi, thảo luận, giải đáp thắc mắc",
]


def slot(begins: str, minutes: int, title: str = "Chuyên đề", kind=SessionKind.TALK, **more):
    return Slot(time.fromisoformat(begins), minutes, kind, title, person=more.pop("who", "Ông A"),
                **more)  # fmt: skip


def class_of_contents(**fields):
    run = programme.run(**HOURS | fields)
    for number, title in enumerate(CONTENTS, 1):
        SyllabusItem.objects.create(run=run, order=number, title=title)
    return run


def flaws(run, slots):
    return [str(one.flaw) for one in agenda.findings(run, slots)]


@pytest.mark.shows("R09", "R27")
def test_the_first_proposal_fills_the_half_day_to_the_minute():
    run = class_of_contents()
    proposed = agenda.propose(run)

    assert [(one.span, str(one.kind), one.title) for one in proposed] == [
        ("07:30–08:00", "register", "Đón tiếp, phát tài liệu"),
        ("08:00–08:10", "opening", "Khai mạc, nêu mục đích lớp"),
        ("08:10–09:40", "talk", CONTENTS[0]),
        ("09:40–09:55", "break", "Giải lao"),
        ("09:55–11:25", "talk", CONTENTS[1]),
        ("11:25–11:55", "discussion", CONTENTS[2]),
        ("11:55–12:00", "closing", "Bế mạc, phiếu đánh giá"),
    ]
    assert sum(one.minutes for one in proposed if one.kind != SessionKind.REGISTER) == 240
    assert flaws(run, proposed) == ["nobody", "nobody"]


def test_a_class_without_contents_gets_a_proposal_too():
    proposed = agenda.propose(programme.run())
    assert (proposed[1].span, proposed[-1].span) == ("08:00–08:10", "11:55–12:00")


@pytest.mark.shows("R09")
@pytest.mark.parametrize(
    ("slots", "wrong"),
    [
        ([slot("08:00", 240)], []),
        ([slot("08:00", 241)], ["too_long", "other_length", "outside_hours"]),
        ([slot("07:30", 30, "Đón", SessionKind.REGISTER), slot("08:00", 240)], []),
        ([slot("08:00", 120), slot("09:59", 120)], ["overlap"]),
        ([slot("08:00", 120), slot("10:10", 110)], ["other_length", "gap"]),
        ([slot("08:00", 240), slot("13:30", 240)], ["other_length", "outside_hours"]),
        ([slot("08:00", 240, who="")], ["nobody"]),
        ([], ["empty"]),
    ],
    ids=lambda value: ",".join(map(str, value)) if value and isinstance(value[0], str) else "",
)
def test_what_is_wrong_with_an_agenda_is_named(slots, wrong):
    found = flaws(programme.run(**HOURS), slots)
    assert [one for one in found if one != "outside_hours" or one in wrong] == wrong


@pytest.mark.shows("R10")
@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (date(2025, 9, 30), [("outside_window", True)]),
        (date(2025, 10, 1), []),
        (date(2025, 12, 31), []),
        (date(2026, 1, 1), [("outside_window", True), ("day_off", False)]),
        (date(2025, 11, 22), [("day_off", False)]),
    ],
    ids=str,
)
def test_a_day_outside_the_window_of_the_plan_stops(day, wrong):
    begins = timezone.make_aware(datetime.combine(day, time(8)))
    run = programme.run(
        starts_at=begins, ends_at=begins + timedelta(hours=4),
        window_from=date(2025, 10, 1), window_to=date(2025, 12, 31),
    )  # fmt: skip
    found = agenda.of_window(run)
    assert [(str(one.flaw), one.stops) for one in found] == wrong
    if wrong and wrong[0][1]:
        assert "01/10/2025–31/12/2025" in found[0].words


def test_a_content_that_no_line_teaches_and_a_speaker_who_has_not_accepted_are_named():
    run = class_of_contents()
    speaker = programme.speaker()
    items = list(run.syllabus.all())
    slots = [
        slot("08:00", 120, speaker=speaker, item=items[0]),
        slot("10:00", 120, item=items[2]),
    ]
    assert flaws(run, slots) == ["not_taught", "not_accepted"]
    programme.invitation(run, speaker, state=InvitationState.ACCEPTED)
    assert flaws(run, slots) == ["not_taught"]


@pytest.mark.shows("R27")
def test_each_change_is_a_version_and_none_is_lost():
    run, officer = class_of_contents(), programme.officer()
    first = actions.set_agenda(run, [slot("08:00", 240)], by=officer)
    same = actions.set_agenda(run, [slot("08:00", 240)], by=officer)
    second = actions.set_agenda(
        run, [slot("10:00", 120), slot("08:00", 120)], "Chia đôi", seen=1, by=officer
    )
    assert (first.number, same, second.number) == (1, first, 2)
    assert [one.span for one in agenda.slots_of(actions.current_agenda(run))] == [
        "08:00–10:00", "10:00–12:00"
    ]  # fmt: skip
    assert Session.objects.filter(agenda=first).count() == 1
    assert [one.why for one in history(run)] == ["Chia đôi", ""]


def test_of_two_editors_the_later_is_told_and_overwrites_nothing():
    run, officer = programme.run(**HOURS), programme.officer()
    actions.set_agenda(run, [slot("08:00", 240)], seen=0, by=officer)
    with pytest.raises(AlreadyDecided, match="phiên bản 1"):
        actions.set_agenda(run, [slot("08:00", 200)], seen=0, by=officer)
    assert AgendaVersion.objects.count() == 1


@pytest.mark.parametrize(
    "slots", [[], [slot("08:00", 241)], [slot("08:00", 120), slot("09:00", 60)]], ids=len
)
def test_an_impossible_agenda_is_refused_and_nothing_is_kept(slots):
    run = programme.run(**HOURS)
    with pytest.raises(Refused):
        actions.set_agenda(run, slots, by=run.owner)
    assert AgendaVersion.objects.count() == 0


def test_words_that_bear_a_state_secret_marking_are_refused():
    run = programme.run(**HOURS)
    with pytest.raises(Refused, match="bí mật nhà nước"):
        actions.set_agenda(run, [slot("08:00", 60, "TỐI MẬT")], by=run.owner)


# --- pages


@pytest.fixture
def browser(client):
    user = programme.officer(role=Role.LEAD_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.user = user
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_the_programme_costs_as_much_for_three_lines_as_for_one(
    browser, django_assert_max_num_queries, count
):
    run = class_of_contents(owner=browser.user, venue=programme.venue())
    actions.set_agenda(
        run, [slot("08:00", 60, f"Phần {n}", speaker=programme.speaker(f"Trần Văn {n}"))
              for n in range(1)] + [slot("09:00", 1)] * 0, by=browser.user,
    )  # fmt: skip
    for number in range(count):
        programme.invitation(run, programme.speaker(f"Lê Thị {number}"))
        programme.material(run, f"Tài liệu {number}")
    with django_assert_max_num_queries(23):
        page = browser.get(f"/training/{run.pk}/programme/")
    assert page.status_code == 200
    assert page.content.decode().count("Lê Thị") == count


def test_the_agenda_is_proposed_written_and_printed(browser):
    run = class_of_contents(owner=browser.user, venue=programme.venue())
    address = f"/training/{run.pk}/agenda/"
    page = browser.get(address)
    lines = page.context["lines"]
    sent = {f"{lines.prefix}-{name}": lines.management_form[name].value()
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
    for form in lines.forms:
        for name in form.fields:
            value = form[name].value()
            sent[form.add_prefix(name)] = "" if value is None else str(value)
    answer = browser.post(address, sent | {"why": "Bản đầu", "seen": "0"})
    assert answer.status_code == 302, answer.context["lines"].errors
    assert actions.current_agenda(run).sessions.count() == 7

    stale = browser.post(address, sent | {"why": "", "seen": "0"})
    assert (stale.status_code, AgendaVersion.objects.count()) == (200, 1)
    assert "phiên bản 1" in stale.content.decode()

    sent["form-1-minutes"] = "60"
    overlapping = browser.post(address, sent | {"why": "", "seen": "1"})
    assert "chồng nhau 50 phút" in overlapping.content.decode()
    assert AgendaVersion.objects.count() == 1

    paper = browser.get(f"/training/{run.pk}/agenda/print/").content.decode()
    assert "CHƯƠNG TRÌNH" in paper
    assert "08:10–09:40" in paper
    versions = browser.get(f"/training/{run.pk}/agenda/versions/").content.decode()
    assert "Bản đầu" in versions
    feed = Calendar.from_ical(browser.get(f"/training/{run.pk}/agenda/agenda.ics").content)
    assert [str(one["SUMMARY"]) for one in feed.walk("VEVENT")][2] == CONTENTS[0]


def test_halls_are_kept_judged_chosen_and_quoted_on_their_pages(browser):
    run = class_of_contents(owner=browser.user, venue_rule={"stars": 3, "city": "Hà Nội"})
    programme.seat(run)
    facts = {"name": "Khách sạn Thăng Long", "city": "Hà Nội", "capacity": "150",
             "is_step_free": "true"}  # fmt: skip
    assert browser.post("/training/venues/add/", facts).status_code == 302
    venue = programme.Venue.objects.get()
    assert venue.is_step_free is True
    proof = {"stars": "4", "number": "5/QĐ", "issuer": "Cục Du lịch", "valid_from": "2024-01-01",
             "valid_to": "2029-01-01"}  # fmt: skip
    assert browser.post(f"/training/venues/{venue.pk}/proof/", proof).status_code == 302
    for page in (
        "/training/venues/",
        f"/training/venues/{venue.pk}/",
        f"/training/{run.pk}/venue/",
    ):
        assert "4" in browser.get(page).content.decode()
    quote = {"venue": venue.pk, "amount": "12.500.000", "dated": "2025-10-01"}
    assert browser.post(f"/training/{run.pk}/venue/quote/", quote).status_code == 302
    assert browser.post(f"/training/{run.pk}/venue/", {"venue": venue.pk}).status_code == 302
    words = browser.get(f"/training/{run.pk}/programme/").content.decode()
    assert "Khách sạn Thăng Long" in words
    assert run.quotes.get().amount == 12_500_000
    wrong = browser.post(f"/training/{run.pk}/venue/quote/", quote | {"amount": "mười hai triệu"})
    assert "không phải là số tiền" in wrong.content.decode()
