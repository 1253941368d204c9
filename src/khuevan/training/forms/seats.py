from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit.forms import SeveralField
from khuevan.people.models import UnitGroup
from khuevan.training.forms.runs import UnitsField


class SeatsForm(forms.Form):
    groups = SeveralField(
        UnitGroup.objects.filter(succeeded_by=None), required=False,
        label=gettext_lazy("Groups of units"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = UnitsField(
        label=gettext_lazy("Single units"),
        required=False,
        help_text=gettext_lazy("One name a line, as documents write it."),
    )
    each = forms.IntegerField(
        label=gettext_lazy("Seats for each unit"), min_value=1, max_value=50, initial=1
    )
    one_more = forms.BooleanField(
        label=gettext_lazy("one more seat for these single units, which have one already"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not found.get("groups") and not found.get("units") and not self.errors:
            raise forms.ValidationError(_("Choose a group, or name at least one unit."))
        return found


class RosterForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Excel file (.xlsx)"))
