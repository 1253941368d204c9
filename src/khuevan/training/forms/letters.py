"""The signed letter of a unit: a file, and if somebody writes them its number and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.training.actions import LetterFacts
from khuevan.training.actions.attaching import LONGEST_NUMBER

# Named one by one: a phone then offers its camera, and hands over JPEG instead of its own HEIC.
TAKEN = (
    "image/jpeg,image/png,image/webp,image/tiff,application/pdf,.pdf,.docx,.doc,"
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)


class LetterForm(forms.Form):
    """``has_letter``: one stands already, so only its number or date may be new."""

    use_required_attribute = False  # the page explains what is missing, in the reader's language

    file = forms.FileField(
        label=gettext_lazy("Photo of the signed letter, PDF or Word"),
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": TAKEN}),
        error_messages={"required": gettext_lazy("Choose the file of the letter first.")},
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number of the letter"), max_length=LONGEST_NUMBER, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    signed_on = DayField(label=gettext_lazy("Date of the letter"), required=False)
    seats = forms.TypedMultipleChoiceField(
        label=gettext_lazy("The letter is also for"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(
        self, *args: Any, others: Sequence[tuple[int, str]], has_letter: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        seats = self.fields["seats"]
        assert isinstance(seats, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        seats.choices = list(others)
        if not others:
            del self.fields["seats"]
        self.fields["file"].required = not has_letter
        if has_letter:
            self.fields["file"].help_text = _("Leave it empty to keep the file that is there.")

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The letter cannot be dated after today."))
        return day

    @property
    def facts(self) -> LetterFacts:
        return LetterFacts(self.cleaned_data["number"], self.cleaned_data["signed_on"])
