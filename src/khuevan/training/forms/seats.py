from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit.forms import SeveralField
from khuevan.people.forms import UnitsField
from khuevan.people.models import UnitGroup
from khuevan.training.forms.runs import ClockMixin
from khuevan.training.models import ClassRun
from khuevan.training.parting import Way

BY_HAND = "by_hand"


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


class DivideForm(ClockMixin):
    """Which seats go into the second class: as proposed, a group of units, or from a number on."""

    way = forms.ChoiceField(label=gettext_lazy("How to divide"), widget=forms.RadioSelect)
    group = forms.ModelChoiceField(
        UnitGroup.objects.none(), required=False, label=gettext_lazy("All seats of this group")
    )
    number = forms.IntegerField(
        label=gettext_lazy("or all seats from this number on"), required=False, min_value=2
    )
    title = forms.CharField(label=gettext_lazy("Title of the second class"), max_length=500)

    field_order = ("way", "group", "number", "title", "day", "begins", "ends")

    def __init__(self, *args: Any, run: ClassRun, ways: Sequence[Way], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": f"{run.title} (2)", "way": ways[0].cut if ways else BY_HAND
        } | kwargs.pop("initial", {})  # fmt: skip
        super().__init__(*args, **kwargs)
        self.run, self.ways = run, {str(one.cut): one for one in ways}
        chosen = [(cut, one.words) for cut, one in self.ways.items()]
        self.fields["way"].choices = [*chosen, (BY_HAND, _("As I say below"))]  # type: ignore[attr-defined]  # a ChoiceField
        groups = UnitGroup.objects.filter(pk__in=run.seats.values("group"))
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["day"].label = _("Day of the second class")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        by_hand = bool(found.get("group")) + bool(found.get("number"))
        if found.get("way") == BY_HAND and by_hand != 1 and not self.errors:
            raise forms.ValidationError(_("Choose a group, or write a number: one of the two."))
        return found

    @property
    def parts(self) -> list[Sequence[int]]:
        """The seats of each class that is made; those of the first stay where they are."""
        values = self.cleaned_data
        if values["way"] != BY_HAND:
            return [part.seats for part in self.ways[values["way"]].parts[1:]]
        of = {"group": values["group"]} if values["group"] else {"number__gte": values["number"]}
        return [list(self.run.seats.filter(**of).values_list("pk", flat=True))]


class SyllabusForm(forms.Form):
    """The parts, one a line; what a line cites ("Nghị quyết số 47/NQ-CP ...") becomes its basis."""

    words = forms.CharField(
        label=gettext_lazy("Parts, one a line"), widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "After the title write the documents on which it rests, between brackets: “Phổ biến "
            "văn bản [Nghị quyết số 47/NQ-CP ngày 15/4/2024]”. A need of the units: {so}."
        ),
    )  # fmt: skip
