from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.kit.vietnamese import phone
from khuevan.training.enums import InvitationState
from khuevan.training.forms.venues import MoneyField
from khuevan.training.models import ClassRun, Invitation, Speaker


class SpeakerForm(forms.ModelForm[Speaker]):
    class Meta:
        model = Speaker
        fields = (
            "full_name", "title", "workplace", "topics", "phone", "email", "note", "is_retired",
        )  # fmt: skip
        widgets = {"note": forms.Textarea({"rows": 2}), "phone": forms.TextInput({"type": "tel"})}

    def clean_phone(self) -> str:
        return phone(self.cleaned_data["phone"])


class InvitationForm(forms.Form):
    speaker = forms.ModelChoiceField(
        Speaker.objects.filter(is_retired=False), label=gettext_lazy("Speaker"),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip
    topic = forms.CharField(label=capfirst(gettext_lazy("topic")), max_length=500)
    day = DayField(label=gettext_lazy("Day"), required=False)
    begins = forms.TimeField(
        label=gettext_lazy("Begins"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=5, max_value=720, initial=90
    )
    fee = MoneyField(
        label=capfirst(gettext_lazy("fee in đồng")), required=False,
        help_text=gettext_lazy("Empty until the norm is known; it goes into the estimate."),
    )  # fmt: skip
    fee_basis = forms.CharField(
        label=capfirst(gettext_lazy("norm of the fee")), max_length=300, required=False,
        help_text=gettext_lazy("The document and article from which the figure comes."),
    )  # fmt: skip
    material_due = DayField(label=capfirst(gettext_lazy("slides until")), required=False)
    words = forms.CharField(
        label=capfirst(gettext_lazy("a word to the speaker")), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, run: ClassRun, is_change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        if is_change:
            del self.fields["speaker"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if bool(found.get("day")) != bool(found.get("begins")):
            self.add_error("begins", _("Write day and hour together, or neither of them."))
        fee: Decimal | None = found.get("fee")
        if fee is not None and not str(found.get("fee_basis") or "").strip():
            self.add_error("fee_basis", _("Say by which norm the fee is this much."))
        return found

    def facts(self) -> dict[str, Any]:
        """What an Invitation holds, without the speaker."""
        facts = {
            name: self.cleaned_data[name]
            for name in ("topic", "minutes", "fee", "fee_basis", "material_due", "words")
        }
        day, begins = self.cleaned_data["day"], self.cleaned_data["begins"]
        at = timezone.make_aware(datetime.combine(day, begins)) if day and begins else None
        return facts | {"begins_at": at}

    def invitation(self) -> Invitation:
        return Invitation(run=self.run, speaker=self.cleaned_data["speaker"], **self.facts())


def initial_of(invitation: Invitation) -> dict[str, Any]:
    names = ("topic", "minutes", "fee", "fee_basis", "material_due", "words")
    at = timezone.localtime(invitation.begins_at) if invitation.begins_at else None
    times = {"day": at.date(), "begins": at.time()} if at else {}
    return {name: getattr(invitation, name) for name in names} | times


class AnswerForm(forms.Form):
    """The speaker's answer, on the private page."""

    state = forms.ChoiceField(
        label=gettext_lazy("Your answer"), widget=forms.RadioSelect,
        choices=[
            (InvitationState.ACCEPTED, pgettext_lazy("speaker", "I accept")),
            (InvitationState.OTHER_TIME, pgettext_lazy("speaker", "Another time would suit me")),
            (InvitationState.DECLINED, pgettext_lazy("speaker", "I cannot")),
        ],
    )  # fmt: skip
    other_time = forms.CharField(
        label=gettext_lazy("Which time would suit you"), max_length=300, required=False
    )
    needs = forms.CharField(
        label=gettext_lazy("What you need"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Screen, microphone, parking, step-free way, travel…"),
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("A word to the office"), max_length=500, required=False
    )

    def clean_state(self) -> InvitationState:
        return InvitationState(self.cleaned_data["state"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        asked = found.get("state") == InvitationState.OTHER_TIME
        if asked and not str(found.get("other_time") or "").strip():
            self.add_error("other_time", _("Write which other time would suit you."))
        return found


class SlidesForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Slides"), allow_empty_file=True,
        help_text=gettext_lazy("PowerPoint, PDF or Word. A file that bears a state-secret marking is refused."),
    )  # fmt: skip
