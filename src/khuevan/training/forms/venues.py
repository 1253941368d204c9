from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.kit.vietnamese import phone
from khuevan.training.hall import MOST_COLUMNS, MOST_ROWS, Hall
from khuevan.training.models import Quote, Venue, VenueProof

YES_NO = [
    ("", gettext_lazy("Not known")),
    ("true", gettext_lazy("Yes")),
    ("false", gettext_lazy("No")),
]


class VenueForm(forms.ModelForm[Venue]):
    is_step_free = forms.TypedChoiceField(
        label=capfirst(gettext_lazy("step-free access")), choices=YES_NO, required=False, empty_value=None,
        coerce=lambda value: value in (True, "true", "True"),
    )  # fmt: skip

    class Meta:
        model = Venue
        fields = (
            "name", "hall", "address", "city", "capacity", "is_step_free", "access_note",
            "signal_note", "contact_name", "phone", "email", "note", "is_retired",
        )  # fmt: skip
        widgets = {"note": forms.Textarea({"rows": 2}), "phone": forms.TextInput({"type": "tel"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.is_step_free
        self.initial["is_step_free"] = "" if known is None else str(known).lower()

    def clean_phone(self) -> str:
        return phone(self.cleaned_data["phone"])


class ProofForm(forms.Form):
    stars = forms.IntegerField(label=capfirst(gettext_lazy("stars")), min_value=1, max_value=5)
    number = forms.CharField(
        label=capfirst(gettext_lazy("number of the decision")), max_length=80,
        help_text=gettext_lazy("As printed: 12/QĐ-CDLQGVN"),
    )  # fmt: skip
    issuer = forms.CharField(label=capfirst(gettext_lazy("issuer")), max_length=200)
    valid_from = DayField(label=capfirst(gettext_lazy("in force from")))
    valid_to = DayField(label=capfirst(gettext_lazy("last day in force")))
    source = forms.CharField(
        label=capfirst(gettext_lazy("where this is known from")), max_length=300, required=False,
        help_text=gettext_lazy("Such as: copy handed over by the hotel on 05/10/2025"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Copy of the decision"), required=False,
        help_text=gettext_lazy("PDF or photo. A file that bears a state-secret marking is refused."),
        allow_empty_file=True,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("valid_from"), found.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first."))
        return found

    def proof(self, venue: Venue) -> VenueProof:
        facts = {name: self.cleaned_data[name] for name in self.fields if name != "file"}
        return VenueProof(venue=venue, **facts)


class MoneyField(forms.CharField):
    """Whole đồng as people write them: 12.500.000 or 12500000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        digits = text.lower().replace("đồng", "").replace("đ", "").replace(" ", "").replace(".", "")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
            raise forms.ValidationError(
                _("“%(text)s” is no sum in whole đồng. Write it as 12.500.000.") % {"text": text}
            )
        return Decimal(digits)


class QuoteForm(forms.Form):
    venue = forms.ModelChoiceField(
        Venue.objects.filter(is_retired=False), label=capfirst(gettext_lazy("venue")),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip
    amount = MoneyField(label=capfirst(gettext_lazy("sum in đồng")))
    dated = DayField(label=capfirst(gettext_lazy("day of the quote")))
    valid_to = DayField(label=capfirst(gettext_lazy("holds until")), required=False)
    covers = forms.CharField(
        label=capfirst(gettext_lazy("what it covers")), max_length=300, required=False,
        help_text=gettext_lazy("Hall, sound, screen, water…"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("The quote itself"), required=False, allow_empty_file=True
    )

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("A quote names a sum greater than zero."))
        return amount

    def quote(self, run: Any) -> Quote:
        facts = {name: self.cleaned_data[name] for name in self.fields if name != "file"}
        return Quote(run=run, **facts)


class HallForm(forms.Form):
    rows = forms.IntegerField(
        label=capfirst(gettext_lazy("rows of chairs")), min_value=1, max_value=MOST_ROWS
    )
    columns = forms.IntegerField(
        label=capfirst(gettext_lazy("chairs in a row")), min_value=1, max_value=MOST_COLUMNS
    )
    aisle = forms.IntegerField(
        label=capfirst(gettext_lazy("aisle after chair")), min_value=0, max_value=MOST_COLUMNS,
        initial=0, help_text=gettext_lazy("0 when there is none."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and found["aisle"] >= found["columns"]:
            self.add_error("aisle", _("The aisle lies between two chairs of a row."))
        return found

    @property
    def hall(self) -> Hall:
        values = self.cleaned_data
        return Hall(values["rows"], values["columns"], values["aisle"])
