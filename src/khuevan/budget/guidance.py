"""What to write for which kind of line, and what its settlement will ask for (R38)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khuevan.budget.enums import LineKind
from khuevan.budget.models import Line


@dataclass(frozen=True, slots=True)
class Guide:
    kind: LineKind
    how: str
    papers: str

    @property
    def label(self) -> str:
        return str(self.kind.label)


def guide(kind: LineKind) -> Guide:
    how, papers = _words()[kind]
    return Guide(kind, how, papers)


def of(lines: Iterable[Line]) -> list[Guide]:
    """One for each kind that the lines use; all of them for an estimate without lines."""
    used = {LineKind(line.kind) for line in lines} or set(LineKind)
    return [guide(kind) for kind in LineKind if kind in used]


def _words() -> dict[LineKind, tuple[str, str]]:
    quoted = _("quantity x times x the lowest of three quotes")
    bought = _("three quotes, contract, acceptance, invoice")
    return {
        LineKind.HALL: (_("half days x 1 x the lowest of three quotes"), bought),
        LineKind.SPEAKER: (
            _("persons x sessions x the norm of the speaker's rank"),
            _("invitation or contract, payment list with signatures"),
        ),
        LineKind.WRITING: (
            _("standard pages x 1 x the norm per page"),
            _("contract, acceptance, payment list with signatures"),
        ),
        LineKind.PRINTING: (_("sets x 1 x the lowest of three quotes"), bought),
        LineKind.REFRESHMENT: (
            _("persons of the class x sessions x the city's norm; organisers are not counted"),
            _("invoice, sign-in sheet"),
        ),
        LineKind.SUPPLIES: (_("persons x 1 x the lowest of three quotes"), bought),
        LineKind.DECORATION: (quoted, bought),
        LineKind.SERVICE: (
            _("persons x sessions x the agreed price"),
            _("contract, acceptance, payment list with signatures"),
        ),
        LineKind.TRAVEL: (
            _("persons x nights or ways x the norm"), _("order to travel, tickets, invoice"),
        ),
        LineKind.OTHER: (_("quantity x times x unit price, its source named"), _("invoice")),
    }  # fmt: skip
