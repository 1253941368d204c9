from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khuevan.kit.exports import Column, Export
from khuevan.plans.compare import Change, Row

CHANGES = {
    Change.NEW: pgettext_lazy("a clause", "New"),
    Change.DROPPED: pgettext_lazy("a clause", "Dropped"),
    Change.CHANGED: pgettext_lazy("a clause", "Changed"),
    Change.SAME: pgettext_lazy("a clause", "Unchanged"),
}

COMPARISON = Export(
    _("Two plans compared"),
    (
        Column(_("Change"), lambda row: str(CHANGES[row.change]), width=14),
        Column(_("Place before"), lambda row: row.before.path if row.before else "", width=14),
        Column(_("Words before"), lambda row: row.before.text if row.before else "", width=70),
        Column(_("Place now"), lambda row: row.after.path if row.after else "", width=14),
        Column(_("Words now"), lambda row: row.after.text if row.after else "", width=70),
    ),
)


def words(row: Row) -> str:
    return str(CHANGES[row.change])
