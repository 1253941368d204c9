"""Pilot programmes, their indicators, and the values of a quarter, as people type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField, WebField
from khuevan.documents.models import LegalBasis
from khuevan.documents.models.bases import number_key
from khuevan.kit.vietnamese import printed
from khuevan.people.models import User
from khuevan.people.permissions import ROLES, Can
from khuevan.plans.enums import LIVE
from khuevan.plans.models import Plan
from khuevan.reports import actions, rules
from khuevan.reports.enums import Frequency, IndicatorKind
from khuevan.reports.models import Programme, ProgrammeIndicator, ReportType
from khuevan.reports.rules import Typed

BASES_OFFERED = 300
FIGURE = rules.Rule(IndicatorKind.FIGURE, is_percent=True)
"""A "%" behind a number is read over; every number of the house is read by the same rules."""


class FigureField(forms.CharField):
    """A number as it is written here: 1.234 or 1.234,5."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return printed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = Typed(value=super().clean(value))
        if problem := rules.problem(FIGURE, typed):
            raise forms.ValidationError(str(problem))
        return rules.read(FIGURE, typed).value


class LeadField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name} ({obj.get_role_display()})"


class ProgrammeForm(forms.ModelForm[Programme]):
    decided_by = forms.CharField(
        label=gettext_lazy("Document that decides it"), required=False, max_length=80,
        help_text=gettext_lazy("Its number, as the register of legal bases has it."),
        widget=forms.TextInput({"list": "basis-numbers", "autocomplete": "off"}),
    )  # fmt: skip
    starts = DayField(label=gettext_lazy("From"))
    ends = DayField(label=gettext_lazy("until"), required=False)
    lead = LeadField(User.objects.none(), label=gettext_lazy("Who leads"))
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("Plan whose tasks its formulas count"), required=False,
        empty_label=gettext_lazy("No plan in particular: everything counts"),
    )  # fmt: skip
    report = forms.ModelChoiceField(
        ReportType.objects.none(), required=False,
        label=gettext_lazy("Report whose figures its formulas may name"),
        empty_label=gettext_lazy("None"),
    )  # fmt: skip
    field_order = (
        "name_vi", "name_en", "decided_by", "lead", "starts", "ends", "plan", "report", "cutoff_day",
        "about", "addressed_to",
    )  # fmt: skip

    class Meta:
        model = Programme
        fields = (
            "name_vi", "name_en", "lead", "starts", "ends", "plan", "report", "cutoff_day", "about",
            "addressed_to",
        )  # fmt: skip
        help_texts = {
            "cutoff_day": gettext_lazy(
                "14: figures run from the 15th to the 14th. 0: calendar months and quarters."
            ),
            "addressed_to": gettext_lazy("One a line, as in “Nơi nhận”."),
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 3}),
            "addressed_to": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role for role, powers in ROLES.items() if Can.PROGRAMME_EDIT in powers]
        plans = Plan.objects.filter(state__in=LIVE).defer("text", "parts", "reading", "search")
        self._offer("lead", User.objects.filter(role__in=roles, is_active=True))
        self._offer("plan", plans.order_by("-year", "pk"))
        self._offer("report", ReportType.objects.filter(frequency=Frequency.QUARTER))
        if self.instance.basis:
            self.initial["decided_by"] = self.instance.basis.number

    def _offer(self, name: str, rows: Any) -> None:
        """What was chosen before stays to be chosen, whatever became of it."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        kept = getattr(self.instance, f"{name}_id")
        field.queryset = rows | rows.model.objects.filter(pk=kept) if kept else rows

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """The documents of the register that can still be cited."""
        usable = LegalBasis.objects.usable().exclude(number="")
        return list(usable.values_list("number", "abstract")[:BASES_OFFERED])

    def clean_decided_by(self) -> LegalBasis | None:
        number = self.cleaned_data["decided_by"].strip()
        if not number:
            return None
        found = LegalBasis.objects.filter(number_key=number_key(number)).first()
        if found is None:
            raise forms.ValidationError(
                _("%(number)s is not in the register. Add it first.") % {"number": number}
            )
        return found

    def clean_cutoff_day(self) -> int:
        day: int = self.cleaned_data["cutoff_day"]
        if day > 28:
            raise forms.ValidationError(_("A day that every month has: at most 28."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and starts > ends:
            self.add_error("ends", _("The period ends before it begins. Mend one of the dates."))
        self.instance.basis = cleaned.get("decided_by")
        return cleaned


class ProgrammeIndicatorForm(forms.ModelForm[ProgrammeIndicator]):
    baseline = FigureField(label=gettext_lazy("Baseline"), required=False)
    baseline_on = DayField(label=gettext_lazy("Baseline of (day)"), required=False)
    target = FigureField(label=gettext_lazy("Target"), required=False)
    target_by = DayField(label=gettext_lazy("Target by (day)"), required=False)

    class Meta:
        model = ProgrammeIndicator
        fields = (
            "name_vi", "name_en", "measured_in", "wanted", "baseline", "baseline_on",
            "baseline_source", "target", "target_by", "formula", "order", "is_active",
        )  # fmt: skip
        labels = {"order": gettext_lazy("Place"), "is_active": gettext_lazy("in use")}
        help_texts = {
            "formula": gettext_lazy(
                "Empty: a person enters the value. Else it can be drawn, with the rows behind it."
            ),
            "measured_in": gettext_lazy("Such as: lượt, tin bài, %."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("baseline") is not None:
            if not cleaned.get("baseline_on") and "baseline_on" not in self.errors:
                self.add_error("baseline_on", _("A baseline is of a day: write which."))
            if not cleaned.get("baseline_source"):
                self.add_error(
                    "baseline_source",
                    _("Write where the baseline is known from: a report, a count…"),
                )
        if cleaned.get("target") is not None and not cleaned.get("target_by"):
            self.add_error("target_by", _("A target is for a day: write by when."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # undocumented, and the only hook before checks
        if "formula" not in self.errors:
            problem = actions.problem_of_programme_formula(self.instance)
            if problem:
                self.add_error("formula", problem)


class ValueForm(forms.Form):
    """One indicator in one quarter. Left empty it says nothing."""

    value = FigureField(label=gettext_lazy("Value"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    link = WebField(
        label=gettext_lazy("Evidence on the web"), required=False, max_length=500,
        assume_scheme="https",
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Evidence as a file"), required=False, allow_empty_file=True
    )

    def clean(self) -> None:
        super().clean()
        typed = any(self.cleaned_data.get(name) for name in ("note", "link", "file"))
        if typed and self.cleaned_data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write the value too, or clear what stands beside it."))

    @property
    def entered(self) -> actions.Entered | None:
        cleaned = self.cleaned_data
        if cleaned.get("value") is None:
            return None
        return actions.Entered(
            cleaned["value"], cleaned["note"], cleaned["link"], cleaned["file"] or None
        )


class CorrectForm(ValueForm):
    value = FigureField(label=gettext_lazy("Value"))
    why = forms.CharField(
        label=gettext_lazy("Why it is corrected"), max_length=300,
        help_text=gettext_lazy("Stands beside the value for good."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
