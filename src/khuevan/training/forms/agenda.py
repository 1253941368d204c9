from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.training.agenda import Slot, of_order, of_sums
from khuevan.training.enums import SessionKind
from khuevan.training.models import AgendaVersion, ClassRun, Speaker, SyllabusItem

BLANK_ROWS = 3
MOST_ROWS = 60


class SlotForm(forms.Form):
    """A line of the agenda; one whose time and title are both empty is left out."""

    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=31, required=False)
    begins = forms.TimeField(
        label=gettext_lazy("Begins"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=720, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=pgettext_lazy("agenda", "Kind"), choices=SessionKind.choices,
        initial=SessionKind.TALK,
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("What"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )  # fmt: skip
    item = forms.ChoiceField(label=gettext_lazy("Content of the plan"), required=False)
    speaker = forms.ChoiceField(label=gettext_lazy("Speaker"), required=False)
    person = forms.CharField(label=gettext_lazy("or who else"), max_length=200, required=False)

    def __init__(self, *args: Any, run_choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = run_choices
        self.fields["item"].choices = [("", "–"), *run_choices.item_words]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["speaker"].choices = [("", "–"), *run_choices.speaker_words]  # type: ignore[attr-defined]  # as above
        if run_choices.days == 1:
            del self.fields["day"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.is_blank and not self.errors:
            for name in ("begins", "minutes", "title"):
                if not found.get(name):
                    self.add_error(name, _("Fill this in, or empty the whole line to remove it."))
        return found

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("begins") and not self.cleaned_data.get("title")

    def slot(self) -> Slot:
        facts = self.cleaned_data
        return Slot(
            begins=facts["begins"], minutes=facts["minutes"], kind=SessionKind(facts["kind"]),
            title=" ".join(facts["title"].split()), day=facts.get("day") or 1,
            speaker=self.choices.speakers.get(facts["speaker"]),
            person=" ".join(facts["person"].split()), item=self.choices.items.get(facts["item"]),
        )  # fmt: skip


class Choices:
    """What the lines may name, asked once for all lines: two queries."""

    def __init__(self, run: ClassRun) -> None:
        self.items: dict[str, SyllabusItem] = {str(one.pk): one for one in run.syllabus.all()}
        speakers = Speaker.objects.filter(is_retired=False)
        self.speakers: dict[str, Speaker] = {str(one.pk): one for one in speakers}
        self.item_words = [(key, one.title[:90]) for key, one in self.items.items()]
        self.speaker_words = [(key, one.full_name) for key, one in self.speakers.items()]
        self.days = 1
        if run.starts_at and run.ends_at:
            self.days = (run.ends_at.date() - run.starts_at.date()).days + 1


class BaseSlots(forms.BaseFormSet[SlotForm]):
    def slots(self) -> list[Slot]:
        return [one.slot() for one in self.forms if not one.is_blank]

    def clean(self) -> None:
        """What the action would refuse is said here, where the typed lines still stand."""
        if any(self.errors):
            return
        slots = self.slots()
        wrong = [*of_order(slots), *of_sums(slots)]
        if not slots:
            raise forms.ValidationError(_("Write at least one line."))
        if words := [one.words for one in wrong if one.stops]:
            raise forms.ValidationError(words)


SlotFormSet = cast(
    "type[BaseSlots]",
    forms.formset_factory(SlotForm, formset=BaseSlots, extra=BLANK_ROWS, max_num=MOST_ROWS),
)


class WhyForm(forms.Form):
    """``seen`` is the version from which the person began; ``last`` the one that stands now."""

    why = forms.CharField(
        label=gettext_lazy("What changed"), max_length=300, required=False,
        help_text=gettext_lazy("Kept with the version; whoever has an older print sees it here."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, sent: QueryDict | None = None, *, last: AgendaVersion | None) -> None:
        super().__init__(sent, initial={"seen": last.number if last else 0})
        self.last = last

    def clean_seen(self) -> int:
        seen: int | None = self.cleaned_data["seen"]
        number = self.last.number if self.last else 0
        if seen is not None and seen != number:
            # Sent again, the person has seen it.
            self.data = {**self.data, "seen": str(number), "why": self.data.get("why", "")}
            raise forms.ValidationError(
                _(
                    "%(name)s saved version %(number)d while you were writing. Look at it; save "
                    "again to put your lines in its place."
                )
                % {"name": self.last.by_name if self.last else "", "number": number}
            )
        return number


def initial(slots: list[Slot]) -> list[dict[str, Any]]:
    return [
        {
            "day": one.day, "begins": one.begins, "minutes": one.minutes, "kind": one.kind,
            "title": one.title, "person": one.person,
            "item": str(one.item.pk) if one.item else "",
            "speaker": str(one.speaker.pk) if one.speaker else "",
        }
        for one in slots
    ]  # fmt: skip
