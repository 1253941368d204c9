"""Report types and their indicators, as an officer edits them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.kit.vietnamese import fold
from khuevan.people.forms import UnitsField
from khuevan.reports import actions
from khuevan.reports.enums import IndicatorKind
from khuevan.reports.forms.office import GroupsField
from khuevan.reports.models import Indicator, ReportType
from khuevan.reports.windows import LEAST_WORKING_DAYS


class TypeForm(forms.ModelForm[ReportType]):
    groups = GroupsField(label=gettext_lazy("Who owes it"))
    units = UnitsField(label=gettext_lazy("Other units, one a line"), required=False)
    valid_from = DayField(label=gettext_lazy("In force from"), required=False)
    valid_to = DayField(label=gettext_lazy("until"), required=False)

    class Meta:
        model = ReportType
        fields = (
            "name_vi", "name_en", "legal_basis", "frequency", "cutoff_day", "due_working_days",
            "opens_itself", "groups", "units", "addressed_to", "instructions", "outline", "sent_by",
            "valid_from", "valid_to", "is_active",
        )  # fmt: skip
        help_texts = {
            "cutoff_day": gettext_lazy(
                "14: figures run from the 15th to the 14th. 0: calendar months and quarters."
            ),
            "due_working_days": gettext_lazy(
                "At least 2, so that a whole working day lies between cut-off and due day."
            ),
            "legal_basis": gettext_lazy("The document that orders this report; units read it."),
        }
        widgets = {
            "addressed_to": forms.Textarea(attrs={"rows": 2}),
            "instructions": forms.Textarea(attrs={"rows": 3}),
            "outline": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.owed_by.values_list("name_vi", flat=True)
            self.initial.setdefault("units", "\n".join(names))

    def clean_cutoff_day(self) -> int:
        day: int = self.cleaned_data["cutoff_day"]
        if day > 28:
            raise forms.ValidationError(_("A day that every month has: at most 28."))
        return day

    def clean_due_working_days(self) -> int:
        days: int = self.cleaned_data["due_working_days"]
        if not LEAST_WORKING_DAYS <= days <= 60:
            raise forms.ValidationError(
                _("From %(least)d to 60 working days.") % {"least": LEAST_WORKING_DAYS}
            )
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if starts and ends and starts > ends:
            self.add_error(
                "valid_to", _("The period ends before it begins. Mend one of the dates.")
            )
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # undocumented, and the only hook before checks
        if not self.instance.code:
            self.instance.code = free_code(
                self.cleaned_data.get("name_vi", ""), "-",
                set(ReportType.objects.values_list("code", flat=True)),
            )  # fmt: skip


class IndicatorForm(forms.ModelForm[Indicator]):
    columns = forms.CharField(
        label=gettext_lazy("Columns of a table, one a line"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    class Meta:
        model = Indicator
        fields = (
            "name_vi", "name_en", "kind", "heading", "measured_in", "formula", "total", "columns",
            "help", "is_required", "smallest", "largest", "order", "is_active",
        )  # fmt: skip
        labels = {
            "kind": gettext_lazy("Kind of answer"),
            "total": gettext_lazy("Of many units"),
            "is_required": gettext_lazy("must be answered"),
            "smallest": gettext_lazy("Smallest"),
            "largest": gettext_lazy("Largest"),
            "order": gettext_lazy("Place"),
            "is_active": gettext_lazy("in use"),
        }
        help_texts = {
            "formula": gettext_lazy(
                "Empty: the unit fills it in. Else it is proposed, and the unit may correct it."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["columns"] = "\n".join(self.instance.columns or [])

    def clean_columns(self) -> list[str]:
        lines = [line.strip()[:100] for line in self.cleaned_data["columns"].splitlines()]
        return [line for line in lines if line][:12]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == IndicatorKind.TABLE and not cleaned.get("columns"):
            self.add_error("columns", _("A table needs columns: write each on a line of its own."))
        low, high = cleaned.get("smallest"), cleaned.get("largest")
        if low is not None and high is not None and low > high:
            self.add_error("largest", _("The largest is smaller than the smallest."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # undocumented, and the only hook before checks
        if not self.instance.code:
            taken = set(self.instance.type.indicators.values_list("code", flat=True))
            self.instance.code = free_code(self.cleaned_data.get("name_vi", ""), "_", taken)
        if "formula" not in self.errors and (problem := actions.problem_of_formula(self.instance)):
            self.add_error("formula", problem)


def free_code(name: str, joint: str, taken: set[str]) -> str:
    """ "Tin, bài đã đăng" -> "tin_bai_da_dang", with a figure behind it where that is taken."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    stem = joint.join(words)[:34].strip(joint) or "x"
    if stem[0].isdigit():
        stem = f"x{joint}{stem}"[:34]
    numbered = (f"{stem}{joint}{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(one for one in numbered if one not in taken)
