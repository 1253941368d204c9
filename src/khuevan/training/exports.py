from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit import exports
from khuevan.training import roster, unit_letters
from khuevan.training.models import ClassRun, Seat, letter_fields


def _nominee(name: str) -> Any:
    return lambda seat: getattr(seat, f"nominee_{name}") or ""


def _named(seat: Any) -> exports.Value:
    return timezone.localdate(seat.nominee_made_at) if seat.nominee_made_at else None


def roster_rows(run: ClassRun) -> list[Seat]:
    """Every seat of the class, with its nominee and its letter."""
    rows = run.seats.with_nominees().annotate(**letter_fields())
    return list(rows.select_related("organisation"))


# The same headings that roster.FIELDS reads, so that the file comes back as it went.
ROSTER = exports.Export(
    _("Roster"),
    (
        exports.Column(roster.LABELS["seat"], lambda seat: str(seat.number), width=8),
        exports.Column(roster.LABELS["code"], lambda seat: seat.organisation.code, width=12),
        exports.Column(roster.LABELS["unit"], lambda seat: seat.organisation.name_vi, width=40),
        exports.Column(roster.LABELS["full_name"], _nominee("full_name"), width=28),
        exports.Column(roster.LABELS["position"], _nominee("position"), width=34),
        exports.Column(roster.LABELS["phone"], _nominee("phone"), width=16),
        exports.Column(roster.LABELS["email"], _nominee("email"), width=30),
        exports.Column(roster.LABELS["named"], _named, kind="date"),
        exports.Column(roster.LABELS["state"], lambda seat: str(seat.get_state_display()), width=16),
        exports.Column(roster.LABELS["letter"], unit_letters.of_row, width=30),
    ),
)  # fmt: skip
