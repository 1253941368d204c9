from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit.forms import SeveralField
from khuevan.people.forms import UnitsField
from khuevan.people.models import UnitGroup


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


class DivideForm(forms.Form):
    """Which seats go into the second class: a group of units, or from a number on."""

    title = forms.CharField(label=gettext_lazy("Title of the second class"), max_length=500)
    group = forms.ModelChoiceField(
        UnitGroup.objects.none(), required=False, label=gettext_lazy("All seats of this group")
    )
    number = forms.IntegerField(
        label=gettext_lazy("or all seats from this number on"), required=False, min_value=2
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if bool(found.get("group")) == bool(found.get("number")) and not self.errors:
            raise forms.ValidationError(_("Choose a group, or write a number: one of the two."))
        return found


class SyllabusForm(forms.Form):
    """The parts, one a line; what a line cites ("Nghị quyết số 47/NQ-CP ...") becomes its basis."""

    words = forms.CharField(
        label=gettext_lazy("Parts, one a line"), widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "After the title write the documents on which it rests, between brackets: “Phổ biến "
            "văn bản [Nghị quyết số 47/NQ-CP ngày 15/4/2024]”. A need of the units: {so}."
        ),
    )  # fmt: skip
