"""Everybody who was found right gets a letter with a ticket that opens the door, and a calendar entry."""

from __future__ import annotations

import re
import subprocess
import zipfile
from datetime import timedelta

import pytest
from icalendar import Calendar

from khuevan.documents.enums import PaperState
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, MessageState, Work
from khuevan.kit.tests import calendar_clients as clients
from khuevan.kit.works import Progress
from khuevan.people.enums import Role
from khuevan.training import actions
from khuevan.training.enums import Kind, RunState, SeatState
from khuevan.training.models import ClassRun, Nomination, Seat, Summons
from khuevan.training.nominees import Nominee
from khuevan.training.printing import files
from khuevan.training.tests import printed as factories
from khuevan.training.tickets import is_genuine, parse, ticket_of

OTHER = Nominee(
    full_name="Trần Văn Thay", position="Công chức Văn hóa - Xã hội", phone="0987654321",
    email="thay@example.vn", not_focal_why="Người phụ trách đi công tác.",
)  # fmt: skip


def ready(count: int = 2, **fields) -> ClassRun:
    run = factories.run(RunState.LOCKED, **fields)
    factories.estimate(run)
    factories.seats(run, count)
    return run


def dispatch(run: ClassRun) -> Work:
    work = Work.objects.create(kind="test", title="", owner=run.owner, owner_name="")
    progress = Progress(work.pk)
    actions.dispatch_summons(
        ClassRun.objects.get(pk=run.pk), by=run.owner, progress=progress
    )  # fmt: skip
    progress.finish("done")
    work.refresh_from_db()
    return work


def calendar(message: Message):
    [event] = Calendar.from_ical(message.ics).walk("VEVENT")
    return event


def said(folder, *command):
    """What a program prints, run in the folder."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("summons")


@pytest.mark.shows("TRN-9")
@pytest.mark.django_db
def test_142_summonses_open_in_poppler_and_each_code_is_the_ticket_of_its_seat(folder):
    run = ready(142)
    rows = actions.summonable(run)

    (folder / "all.pdf").write_bytes(files.summons_pdf(rows, run))
    # Only the corner of the ticket is drawn, which takes a tenth of the time of the whole page.
    corner = ["-x", "100", "-y", "900", "-W", "170", "-H", "200"]
    said(folder, "pdftoppm", "-gray", "-r", "100", *corner, "all.pdf", "page")
    pages = sorted(page.name for page in folder.glob("page-*.pgm"))
    codes = said(folder, "zbarimg", "--quiet", "--raw", *pages).split()
    text = said(folder, "pdftotext", "-layout", "all.pdf", "-").split("\f")

    assert (len(pages), codes) == (142, [ticket_of(one, run.pk) for one in rows])
    for one, code, page in zip(rows, codes, text, strict=False):
        ticket = parse(code)
        assert ticket is not None
        assert is_genuine(ticket, one, run.pk)
        assert one.full_name in re.sub(r"\s+", " ", page)
        assert f"phường{one.seat.organisation.name_vi.removeprefix('Phường')}" in page


@pytest.mark.shows("TRN-9")
@pytest.mark.django_db
def test_the_zip_holds_a_paper_for_each_person_named_by_seat(folder):
    run = ready(2)
    rows = actions.summonable(run)

    with files.zipped(files.each_pdf(rows, run)) as file, zipfile.ZipFile(file) as package:
        names, first = package.namelist(), package.read(package.namelist()[0])
    with files.zipped(files.each_docx(rows, run)) as file, zipfile.ZipFile(file) as package:
        words = package.namelist()

    assert names == [f"{files.stem(one)}.pdf" for one in rows]
    assert words == [f"{files.stem(one)}.docx" for one in rows]
    assert first.startswith(b"%PDF")


@pytest.mark.shows("TRN-9")
@pytest.mark.django_db
def test_summoning_tells_person_and_unit_once_and_puts_it_into_the_calendar():
    run = ready(2)

    dispatch(run)
    dispatch(run)

    [first, _second] = Nomination.objects.order_by("seat__number")
    told = Message.objects.filter(target=audit.key_of(first), purpose="summons").order_by("pk")
    unit = f"{first.seat.organisation.code.lower()}@example.vn"
    assert [message.to_address for message in told] == [first.email, unit]
    assert [bool(message.ics) for message in told] == [True, False]
    assert f"/training/t/{ticket_of(first, run.pk)}/summons.pdf" in told[0].body_text
    event = calendar(told[0])
    assert "METHOD:REQUEST" in told[0].ics
    assert (str(event["uid"]), event["sequence"], event["dtstart"].dt) == (
        f"nomination-{first.pk}@khuevan", 0, run.starts_at,
    )  # fmt: skip
    assert str(event["attendee"]) == f"mailto:{first.email}"
    assert Message.objects.filter(purpose="summons").count() == 4
    assert set(Seat.objects.values_list("state", flat=True)) == {SeatState.SUMMONED}
    run.refresh_from_db()
    assert run.state == RunState.SUMMONED
    assert audit.history(first.seat).filter(kind=Kind.SUMMONED).count() == 1


@pytest.mark.django_db
def test_only_those_found_right_are_summoned():
    run = ready(1)
    factories.seats(run, 1, SeatState.NOMINATED)
    factories.seats(run, 1, SeatState.OPEN)

    outlook = actions.summons_outlook(run)
    dispatch(run)

    assert (len(outlook.new), outlook.waiting) == (1, 1)
    assert list(run.seats.order_by("number").values_list("state", flat=True)) == [
        SeatState.SUMMONED, SeatState.NOMINATED, SeatState.OPEN,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_change_of_hour_is_told_with_the_next_sequence_and_the_same_uid():
    run = ready(1)
    dispatch(run)
    later = run.starts_at + timedelta(days=1)
    ClassRun.objects.filter(pk=run.pk).update(
        starts_at=later, ends_at=later + timedelta(hours=4), revision=1
    )

    dispatch(run)

    first, second = Message.objects.filter(purpose="summons").exclude(ics="").order_by("pk")
    before, after = calendar(first), calendar(second)
    assert (before["uid"], after["sequence"], after["dtstart"].dt) == (after["uid"], 1, later)
    assert Summons.objects.get().revision == 1


@pytest.mark.shows("TRN-9", "CAL-1")
@pytest.mark.django_db
def test_five_calendar_programs_read_the_class_of_the_summons(tmp_path):
    run = ready(1)
    dispatch(run)
    content = Message.objects.exclude(ics="").get().ics.encode()
    file = tmp_path / "summons.ics"
    file.write_bytes(content)

    seen = [
        clients.python_icalendar(content), clients.recurring(content), clients.ical_js(file),
        clients.libical(file), clients.khal(file, tmp_path),
    ]  # fmt: skip

    [nominee] = Nomination.objects.all()
    assert (
        seen
        == [[(f"nomination-{nominee.pk}@khuevan", clients.shown(run.starts_at), "CONFIRMED")]] * 5
    )
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.django_db
def test_whoever_is_replaced_after_the_summons_is_told_and_the_substitute_summoned_anew():
    run = ready(1)
    dispatch(run)
    Message.objects.update(state=MessageState.SENT, sent_at=run.starts_at)
    [seat] = run.seats.all()
    first = seat.nominations.get()

    second = actions.substitute(seat, OTHER, "Chị Hồng nghỉ thai sản.", by=run.owner)
    actions.judge(second, "right", "", by=run.owner)
    dispatch(run)

    off = Message.objects.get(purpose="summons-recalled", to_address=first.email)
    event = calendar(off)
    assert "METHOD:CANCEL" in off.ics
    assert (str(event["uid"]), str(event["status"])) == (
        f"nomination-{first.pk}@khuevan", "CANCELLED",
    )  # fmt: skip
    assert Message.objects.filter(purpose="summons", to_address="thay@example.vn").count() == 1
    assert Summons.objects.live().get().nomination == second


@pytest.mark.django_db
def test_a_summons_that_has_not_left_is_stopped_and_nothing_withdrawn():
    run = ready(1)
    dispatch(run)
    one = Nomination.objects.get()

    actions.recall(one, by=run.owner)

    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}
    assert not Message.objects.filter(purpose="summons-recalled").exists()
    assert actions.recall(one, by=run.owner) is False


@pytest.mark.django_db
def test_a_class_called_off_tells_everybody_who_was_summoned():
    run = ready(2)
    dispatch(run)
    Message.objects.update(state=MessageState.SENT, sent_at=run.starts_at)
    run.refresh_from_db()

    actions.cancel_run(run, "Hội trường bị ngập, chuyển sang năm sau.", by=run.owner)

    assert Message.objects.filter(purpose="summons-recalled").count() == 4


@pytest.mark.django_db
def test_without_a_mail_the_work_says_who_must_be_told_by_hand():
    run = factories.run(RunState.LOCKED)
    factories.estimate(run)
    [ward] = factories.wards(1, mail=False)
    seat = Seat.objects.create(run=run, organisation=ward, number=1, state=SeatState.VALID)
    factories.nominee(seat, email="").save()

    work = dispatch(run)

    [[number, reason]] = work.failures
    assert (number, "không có thư điện tử công vụ" in reason) == (1, True)
    assert Seat.objects.get().state == SeatState.SUMMONED


@pytest.mark.shows("TRN-4", "R29")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda run: factories.Estimate.objects.all().delete(),
        lambda run: ClassRun.objects.update(state=RunState.NOMINATING),
        lambda run: ClassRun.objects.update(starts_at=None, ends_at=None),
        lambda run: Seat.objects.update(state=SeatState.NOMINATED),
    ],
    ids=["no estimate", "list open", "no hour", "nobody right"],
)
@pytest.mark.django_db
def test_what_is_not_ready_is_refused_and_nothing_leaves(spoil):
    run = ready(1)
    spoil(run)
    run = ClassRun.objects.get(pk=run.pk)

    with pytest.raises(Refused):
        actions.summon(run, by=run.owner, seen=1)

    assert not Message.objects.exists()
    assert not Summons.objects.exists()


@pytest.mark.django_db
def test_the_number_of_the_preview_must_be_right():
    run = ready(2)

    with pytest.raises(Refused):
        actions.summon(run, by=run.owner, seen=1)


@pytest.mark.django_db
def test_the_signed_document_gives_its_number_to_every_letter():
    run = ready(2)
    paper = actions.draft_summons(run, by=factories.officer(Role.LEAD_OFFICER))
    type(paper).objects.filter(pk=paper.pk).update(
        number=345, date=run.starts_at.date(), number_year=2026, state=PaperState.NUMBERED
    )

    pages = files.letters.printed(files.occasion(run), [])

    assert pages["head"]["number"].startswith("Số: 345/SVHTT-")
    assert pages["head"]["place_date"] == "Hà Nội, ngày 18 tháng 12 năm 2026"
    with pytest.raises(Refused):
        actions.draft_summons(run, by=run.owner)
