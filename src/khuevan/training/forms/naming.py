"""What a unit fills in when it sends somebody: four fields, and what it wants to be taught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit.errors import Refused
from khuevan.training import nominees
from khuevan.training.actions.nominating import reason_of
from khuevan.training.models import SyllabusItem
from khuevan.training.nominees import LONGEST_NAME, LONGEST_NEED, LONGEST_REASON, Nominee

POSITIONS = (
    "Công chức văn hóa - xã hội",
    "Công chức Văn phòng HĐND và UBND",
    "Chuyên viên Phòng Văn hóa - Xã hội",
    "Chuyên viên Văn phòng",
)
"""What most units write; any other words may be typed."""


class NomineeForm(forms.Form):
    """``focal``: who answers for the unit; to send another person needs a reason (R17)."""

    use_required_attribute = False  # a browser must not ask the focal point why it is not itself

    full_name = forms.CharField(
        label=gettext_lazy("Full name"), max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words"}),
    )  # fmt: skip
    position = forms.CharField(
        label=gettext_lazy("Position"), max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "list": "positions"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    not_focal_why = forms.CharField(
        label=gettext_lazy("Why not the focal point"), max_length=LONGEST_REASON,
    )  # fmt: skip
    email = forms.CharField(
        label=gettext_lazy("Work e-mail"), max_length=254, required=False,
        widget=forms.TextInput(
            attrs={"type": "email", "inputmode": "email", "autocomplete": "email"}
        ),
    )  # fmt: skip
    need = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=LONGEST_NEED, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    topics = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What your unit needs most"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, syllabus: list[SyllabusItem], focal: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.focal = focal
        topics = self.fields["topics"]
        assert isinstance(topics, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        topics.choices = [(item.pk, item.title) for item in syllabus]
        if not syllabus:
            del self.fields["topics"]
        if focal:
            why = self.fields["not_focal_why"]
            why.error_messages["required"] = _("Say why in a few words, such as: on leave.")
            why.help_text = _("The focal point is %(name)s.") % {"name": focal}
        else:
            del self.fields["not_focal_why"]

    def clean_full_name(self) -> str:
        return checked(nominees.name_of, self.cleaned_data["full_name"])

    def clean_position(self) -> str:
        return checked(nominees.position_of, self.cleaned_data["position"])

    def clean_phone(self) -> str:
        return checked(nominees.phone_of, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return checked(nominees.email_of, self.cleaned_data["email"])

    def clean(self) -> None:
        super().clean()
        name = self.cleaned_data.get("full_name", "")
        if self.focal and nominees.is_same_name(name, self.focal):
            self.errors.pop("not_focal_why", None)

    @property
    def nominee(self) -> Nominee:
        given = self.cleaned_data
        return Nominee(
            full_name=given["full_name"], position=given["position"], phone=given["phone"],
            email=given["email"], not_focal_why=given.get("not_focal_why", ""),
            need=given["need"], topics=tuple(given.get("topics", ())),
        )  # fmt: skip


class SubstituteForm(NomineeForm):
    """Another person, why, and the code that proves the unit asks."""

    why = forms.CharField(
        label=gettext_lazy("Why another person"), max_length=LONGEST_REASON,
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("Code from the message"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip
    field_order = ("full_name", "position", "phone", "email", "not_focal_why", "why", "code")

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean_why(self) -> str:
        return checked(reason_of, self.cleaned_data["why"])


class DeclineForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why nobody can be sent"), max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("Code from the message"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean_why(self) -> str:
        return checked(reason_of, self.cleaned_data["why"])


class JudgementForm(forms.Form):
    """``asks_why``: the rules do not call the nominee right, so accepting needs a reason too."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = asks_why
        self.fields["why"].help_text = (
            _(
                "The rules see something: say why the person is accepted, or what the unit should mend."
            )
            if asks_why
            else _("Needed only to return it; the unit reads it.")
        )
        self.use_required_attribute = False


def checked(rule: Callable[[str], str], text: str) -> str:
    """A rule's refusal as the error of its field."""
    try:
        return rule(text)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None
