"""The forms of guidance on plans, and of the checklist that it goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold
from khuevan.plans.actions import Opinion, Reply
from khuevan.plans.enums import Answer, Stance
from khuevan.plans.forms.plans import day_field
from khuevan.plans.guidance import Askable
from khuevan.plans.models import Guidance, ProcedureItem
from khuevan.plans.procedure import Finding

LONGEST = 5000
_AREA = forms.Textarea


class AskForm(forms.Form):
    whom = forms.MultipleChoiceField(
        label=_("Whom to ask"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one department or person to ask.")},
    )  # fmt: skip
    due = day_field(_("Opinion by"), required=True)
    question = forms.CharField(
        label=_("What to look at"), required=False, max_length=2000, widget=_AREA({"rows": 3}),
        help_text=_("Blank: the whole plan by the checklist of procedure."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Askable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, self._label(one)) for one in offered]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def _label(one: Askable) -> str:
        if not one.is_named:
            return one.label
        return gettext("%(unit)s (the plan itself says: guides)") % {"unit": one.label}

    @property
    def units(self) -> list[int]:
        return [int(key[1:]) for key in self.cleaned_data["whom"] if key.startswith("u")]

    @property
    def persons(self) -> list[int]:
        return [int(key[1:]) for key in self.cleaned_data["whom"] if key.startswith("p")]


class ItemRow:
    """One item of the checklist with what was found and its two fields."""

    def __init__(self, form: GiveForm, item: ProcedureItem, finding: Finding) -> None:
        self.item, self.finding = item, finding
        self.answer: BoundField = form[f"a{item.pk}"]
        self.remark: BoundField = form[f"r{item.pk}"]

    @property
    def proposed(self) -> str:
        return str(Answer(self.finding.proposed).label) if self.finding.proposed else ""


class GiveForm(forms.Form):
    """The checklist, points of one's own, and where the department stands."""

    points = forms.CharField(
        label=_("Other points, a line each"), required=False, max_length=4 * LONGEST,
        widget=_AREA({"rows": 4}), help_text=_("The officer answers each line."),
    )  # fmt: skip
    stance = forms.ChoiceField(
        label=_("Opinion on the whole"), choices=Stance.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say where your department stands.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST, widget=_AREA({"rows": 3})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        posted: Any = None,
        *,
        items: Sequence[ProcedureItem],
        found: Mapping[str, Finding],
        last: Guidance | None,
    ) -> None:
        super().__init__(posted, initial=_initial(items, found, last))
        self.items = items
        for item in items:
            self.fields[f"a{item.pk}"] = forms.ChoiceField(
                label=item.text, choices=Answer.choices, widget=forms.RadioSelect,
                error_messages={"required": _("Answer this item.")},
            )  # fmt: skip
            self.fields[f"r{item.pk}"] = forms.CharField(
                label=_("Remark"), required=False, max_length=LONGEST, widget=_AREA({"rows": 1})
            )
        self.rows = [ItemRow(self, item, found.get(item.probe, Finding())) for item in items]

    def clean(self) -> None:
        super().clean()
        for item in self.items:
            answer = self.cleaned_data.get(f"a{item.pk}")
            if answer == Answer.NO and not self.cleaned_data.get(f"r{item.pk}", "").strip():
                self.add_error(f"r{item.pk}", _("Say what is to be mended."))

    @property
    def opinion(self) -> Opinion:
        given = self.cleaned_data
        return Opinion(
            stance=Stance(given["stance"]),
            text=given["text"],
            replies={
                item.pk: Reply(Answer(given[f"a{item.pk}"]), given[f"r{item.pk}"])
                for item in self.items
            },
            points=[line for line in given["points"].splitlines() if line.strip()],
            seen=given["seen"],
        )


def _initial(
    items: Sequence[ProcedureItem], found: Mapping[str, Finding], last: Guidance | None
) -> dict[str, Any]:
    """What was signed before, else what the house found."""
    before = {one.item_id: one for one in last.points.all()} if last else {}
    first: dict[str, Any] = {"seen": last.number if last else 0}
    for item in items:
        old, finding = before.get(item.pk), found.get(item.probe, Finding())
        first[f"a{item.pk}"] = old.answer if old else finding.proposed
        is_wrong = finding.proposed == Answer.NO
        first[f"r{item.pk}"] = old.remark if old else finding.words if is_wrong else ""
    if last:
        own = [one.remark for one in last.points.all() if one.item_id is None]
        first |= {"stance": last.stance, "text": last.text, "points": "\n".join(own)}
    return first


class ProcedureForm(forms.ModelForm[ProcedureItem]):
    """An item with its source; the document is one of the register of legal bases."""

    class Meta:
        model = ProcedureItem
        fields = (
            "text_vi", "text_en", "probe", "basis", "place", "hint", "valid_from", "valid_to", "order",
            "code",
        )  # fmt: skip
        widgets = {"text_vi": _AREA({"rows": 2}), "text_en": _AREA({"rows": 2})}
        help_texts = {
            "place": _("Where it is written: the document, if it is not in the register, and the article."),
            "code": _("Short, without marks; the same for every version of the item."),
        }  # fmt: skip

    valid_from = day_field(_("Valid from"), required=True)
    valid_to = day_field(_("Last valid day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].queryset = LegalBasis.objects.usable()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["code"].required = False

    def clean_code(self) -> str:
        """Made of the question where none is given."""
        asked = slugify(fold(self.cleaned_data.get("text_vi", "")))[:60].strip("-")
        return self.cleaned_data["code"] or self.instance.code or asked


class EndForm(forms.Form):
    last_day = day_field(_("Last valid day"), required=True)
