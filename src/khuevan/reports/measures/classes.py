"""Measures of classes: what an office held, what each unit's people had of it, what was applied (R44)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from khuevan.reports.measures.kinds import Held, Measure, moment
from khuevan.reports.windows import Window
from khuevan.training.enums import HAS_NOMINEE, Applied, Outcome, RunState
from khuevan.training.models import ApplicationNote, Attendance, ClassRun, Seat

CLASS = Held(
    unit="issuer_id", plan="plan", task="", page="training:after", words=lambda row: row.title[:160]
)
OWN_CLASS = Held(
    unit="owner__organisation_id", plan="plan", task="", page="training:after", with_=("owner",),
    words=lambda row: row.title[:160],
)  # fmt: skip
OWN_THEME = Held(
    unit="owner__organisation_id", plan="plan", task="", page="training:after",
    with_=("owner", "course"), words=lambda row: f"{row.course.theme}: {row.title[:120]}",
)  # fmt: skip
# Units are named, persons never are.
PLACE = Held(
    unit="organisation_id", plan="run__plan", task="", page="training:attendance",
    page_of="run_id", with_=("organisation", "run"),
    words=lambda row: f"{row.organisation.short_name}: {row.run.title[:120]}",
)  # fmt: skip
OWN_PLACE = Held(
    unit="run__owner__organisation_id", plan="run__plan", task="", page="training:attendance",
    page_of="run_id", with_=("organisation", "run__owner"), words=PLACE.words,
)  # fmt: skip
TRAINED = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:attendance",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run"),
    words=lambda row: f"{row.seat.organisation.short_name}: {row.seat.run.title[:120]}",
)  # fmt: skip
OWN_TRAINED = Held(
    unit="seat__run__owner__organisation_id", plan="seat__run__plan", task="",
    page="training:attendance", page_of="seat__run_id",
    with_=("seat__organisation", "seat__run__owner"), words=TRAINED.words,
)  # fmt: skip
THEME = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:attendance",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run__course"),
    words=lambda row: f"{row.seat.organisation.short_name}: {row.seat.run.course.theme}",
)  # fmt: skip
ASKED = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:applications",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run"), words=TRAINED.words,
)  # fmt: skip
APPLIED = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:applications",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run"),
    words=lambda row: " ".join(
        f"{row.seat.organisation.short_name}: {row.what[:120]} {row.example_url}".split()
    ),
)  # fmt: skip
OWN_APPLIED = Held(
    unit="seat__run__owner__organisation_id", plan="seat__run__plan", task="",
    page="training:applications", page_of="seat__run_id",
    with_=("seat__organisation", "seat__run__owner"), words=APPLIED.words,
)  # fmt: skip


def _held(window: Window) -> QuerySet[ClassRun]:
    return ClassRun.objects.filter(moment("starts_at", window), state=RunState.HELD)


def _places(window: Window) -> QuerySet[Seat]:
    return Seat.objects.filter(moment("run__starts_at", window), run__state=RunState.HELD)


def _named(window: Window) -> QuerySet[Seat]:
    return _places(window).filter(state__in=HAS_NOMINEE)


def _came(window: Window) -> QuerySet[Attendance]:
    held = Attendance.objects.filter(
        moment("seat__run__starts_at", window), seat__run__state=RunState.HELD
    )
    return held.filter(outcome=Outcome.PRESENT)


def _themes(window: Window) -> QuerySet[Attendance]:
    """Of each unit the first who came to a class of the theme."""
    same = {name: OuterRef(name) for name in ("seat__organisation", "seat__run__course__theme_key")}
    return _came(window).filter(~Exists(_came(window).filter(pk__lt=OuterRef("pk"), **same)))


def _themes_held(window: Window) -> QuerySet[ClassRun]:
    """Of each office in charge the first class of the theme."""
    same = {name: OuterRef(name) for name in ("owner__organisation", "course__theme_key")}
    return _held(window).filter(~Exists(_held(window).filter(pk__lt=OuterRef("pk"), **same)))


def _asked(window: Window) -> QuerySet[ApplicationNote]:
    return ApplicationNote.objects.filter(
        asked_on__gte=window.starts, asked_on__lte=window.ends
    )  # fmt: skip


def _answered(window: Window) -> QuerySet[ApplicationNote]:
    return ApplicationNote.objects.filter(moment("answered_at", window))


def _applied(window: Window) -> QuerySet[ApplicationNote]:
    return _answered(window).filter(applied__in=[Applied.YES, Applied.PARTLY])


CLASSES, PERSONS, SEATS = _("classes"), _("persons"), _("seats")
THEMES, NOTES, UNITS = _("themes"), _("notes"), _("times")
ALL: tuple[Measure, ...] = (
    Measure("classes_held", _("Classes held"), CLASSES, CLASS, _held),
    Measure("class_seats", _("Seats in the classes held"), SEATS, PLACE, _places),
    Measure("seats_named", _("Seats for which somebody was named"), SEATS, PLACE, _named),
    Measure("persons_trained", _("Persons who attended a class"), PERSONS, TRAINED, _came),
    Measure("themes_had", _("Themes that the unit's people had"), THEMES, THEME, _themes),
    Measure("notes_asked", _("Application notes asked for"), NOTES, ASKED, _asked),
    Measure("notes_answered", _("Application notes answered"), NOTES, ASKED, _answered),
    Measure(
        "learning_applied", _("Units that applied what was learnt"), UNITS, APPLIED, _applied
    ),
    Measure(
        "examples_linked", _("Examples of application with a link"), NOTES, APPLIED,
        lambda window: _applied(window).exclude(example_url=""),
    ),
    Measure("own_classes", _("Classes that the unit held"), CLASSES, OWN_CLASS, _held),
    Measure("own_themes", _("Themes of the unit's classes"), THEMES, OWN_THEME, _themes_held),
    Measure("own_seats", _("Seats in the unit's classes"), SEATS, OWN_PLACE, _places),
    Measure("own_named", _("Seats named in the unit's classes"), SEATS, OWN_PLACE, _named),
    Measure("own_trained", _("Persons who attended the unit's classes"), PERSONS, OWN_TRAINED, _came),
    Measure(
        "own_applied", _("Units that applied what the unit taught"), UNITS, OWN_APPLIED, _applied
    ),
)  # fmt: skip
