from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from khuevan.kit import exports
from khuevan.people import roster
from khuevan.people.models import Organisation


def _of(name: str) -> Callable[[Organisation], exports.Value]:
    return lambda unit: roster.values(unit)[name]


def _since(unit: Organisation) -> exports.Value:
    focal = next(iter(unit.open_focal), None)  # type: ignore[attr-defined]  # prefetched
    return focal.valid_from if focal else None


# The same headings that roster.FIELDS reads, so that the file comes back as it went.
ROSTER = exports.Export(
    _("Units, focal points and contacts"),
    (
        exports.Column(roster.LABELS["code"], lambda unit: unit.code, width=14),
        exports.Column(roster.LABELS["name_vi"], _of("name_vi"), width=44),
        exports.Column(roster.LABELS["name_en"], _of("name_en"), width=34),
        exports.Column(roster.LABELS["short_name"], _of("short_name")),
        exports.Column(roster.LABELS["focal"], _of("focal")),
        exports.Column(roster.LABELS["since"], _since, kind="date"),
        exports.Column(roster.LABELS["email"], _of("email"), width=34),
        exports.Column(roster.LABELS["phone"], _of("phone"), width=16),
    ),
)
