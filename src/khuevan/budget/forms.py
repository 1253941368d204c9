from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.budget.actions import LineFacts
from khuevan.budget.arithmetic import LARGEST
from khuevan.budget.enums import Level, LineKind
from khuevan.budget.models import Allocation, Estimate, FundingSource, Norm
from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import grouped, printed
from khuevan.plans.models import Plan, Task

THOUSANDS = re.compile(r"-?\d{1,3}([.\u00a0 ]\d{3})+(,\d+)?")


class AmountField(forms.CharField):
    """A number as people here write it: 1.500.000 or 2,5; "2.5" is taken as well."""

    def __init__(self, *, places: int = 0, least: Decimal | None = None, **kwargs: Any) -> None:
        self.places, self.least = places, least
        mode = "decimal" if places else "numeric"
        attrs = {"inputmode": mode, "autocomplete": "off", "class": "num"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=24, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal | int):
            return printed(Decimal(value)) if self.places else grouped(value)
        return value

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value)).strip().removesuffix("đ").strip()
        if not text:
            return None
        number = _number(text)
        if number is None:
            raise forms.ValidationError(
                _("“%(text)s” is no number. Write it as 1.500.000 or 2,5.") % {"text": text}
            )
        if number != round(number, self.places):
            raise forms.ValidationError(
                _("At most two decimals.") if self.places else _("Whole đồng only.")
            )
        if self.least is not None and number < self.least:
            raise forms.ValidationError(
                _("Not below %(least)s.") % {"least": printed(Decimal(self.least))}
            )
        if abs(number) > LARGEST:
            raise forms.ValidationError(_("The number is too large."))
        return number


def _number(text: str) -> Decimal | None:
    if THOUSANDS.fullmatch(text) or "," in text:
        text = re.sub(r"[.\u00a0 ]", "", text).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class BasisField(forms.ModelChoiceField):
    """A document of the register, by number, date and what it is about."""

    def label_from_instance(self, obj: Any) -> str:
        day = f", {obj.date:%d/%m/%Y}" if obj.date else ""
        return f"{obj.number}{day} – {obj.abstract[:90]}"


class SourceForm(forms.ModelForm[FundingSource]):
    class Meta:
        model = FundingSource
        fields = ("name", "year", "note", "warn_at", "is_closed")
        labels = {"is_closed": gettext_lazy("Closed: no estimate may choose it any more")}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class TrancheForm(forms.ModelForm[Allocation]):
    amount = AmountField(
        label=gettext_lazy("Change in đồng"),
        help_text=gettext_lazy("What this decision adds; with a minus sign what it takes away."),
    )
    decision = BasisField(
        LegalBasis.objects.none(), label=gettext_lazy("Deciding document"),
        help_text=gettext_lazy("Not there? Enter it in the register of legal bases first."),
    )  # fmt: skip

    class Meta:
        model = Allocation
        fields = ("level", "tranche", "amount", "decision", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].widget = forms.RadioSelect(choices=Level.choices)
        choose_from_bases(self, "decision")


def choose_from_bases(form: forms.BaseForm, name: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so
    field.queryset = LegalBasis.objects.exclude(number="").order_by("-date", "pk")


class NormForm(forms.ModelForm[Norm]):
    rate = AmountField(
        label=gettext_lazy("Rate in đồng"), required=False, least=Decimal(1),
        help_text=gettext_lazy("Left blank until you have read it in the document."),
    )  # fmt: skip
    basis = BasisField(
        LegalBasis.objects.none(), label=gettext_lazy("Document"), required=False,
        help_text=gettext_lazy("Not there? Enter it in the register of legal bases first."),
    )  # fmt: skip
    valid_from = DayField(label=gettext_lazy("Valid from"), required=False)
    valid_to = DayField(label=gettext_lazy("Last valid day"), required=False)

    class Meta:
        model = Norm
        fields = ("code", "kind", "name", "unit", "rate", "basis", "place", "valid_from",
                  "valid_to", "hint")  # fmt: skip
        help_texts = {
            "code": gettext_lazy("The same for all rates of the same thing, one after another."),
            "hint": gettext_lazy("Where to look; nothing is computed with it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from_bases(self, "basis")
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if starts and ends and starts > ends:
            self.add_error("valid_to", _("It ends before it begins. Mend one of the dates."))
        if cleaned.get("rate") is not None:
            for name in ("basis", "valid_from"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A rate needs this."))
        return cleaned

    def validate_constraints(self) -> None:
        """Who entered it is set by the action; the table is asked then."""


class FrameForm(forms.ModelForm[Estimate]):
    on = DayField(
        label=gettext_lazy("For the day"),
        help_text=gettext_lazy("When the money is spent: norms must be valid then."),
    )
    task = forms.ModelChoiceField(
        Task.objects.none(), label=gettext_lazy("Task of a plan"), required=False,
        empty_label=gettext_lazy("No task in particular"),
    )  # fmt: skip

    class Meta:
        model = Estimate
        fields: tuple[str, ...] = ("title", "source", "on", "task", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Q(pk=self.instance.source_id) | Q(is_closed=False)
        for name, rows in (
            ("source", FundingSource.objects.filter(chosen)),
            ("task", _tasks(self.instance.task_id or self.initial.get("task"))),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so
            field.queryset = rows

    def validate_constraints(self) -> None:
        """A new estimate has its preparer from the action; the table is asked then."""


def _tasks(chosen: int | None) -> Any:
    live = Q(cancelled_at=None, plan__in=Plan.objects.order_by("-pk")[:20].values("pk"))
    return Task.objects.filter(live | Q(pk=chosen)).select_related("plan").order_by("-plan", "pk")


class StartForm(FrameForm):
    previous = forms.ModelChoiceField(
        Estimate.objects.none(), label=gettext_lazy("Begin with the lines of"), required=False,
        empty_label=gettext_lazy("No lines yet"),
        help_text=gettext_lazy("Rates that changed since are taken from the norms of today."),
    )  # fmt: skip

    class Meta(FrameForm.Meta):
        fields = ("title", "source", "on", "task")

    def __init__(self, *args: Any, earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["previous"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = earlier


class LineForm(forms.Form):
    """A row of the sheet. Rows that hold nothing are passed over."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Content"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Pays for"), choices=LineKind.choices,
                             initial=LineKind.OTHER)  # fmt: skip
    norm = forms.TypedChoiceField(
        label=gettext_lazy("Norm"), coerce=int, empty_value=None, required=False
    )
    price_source = forms.CharField(
        label=gettext_lazy("or source of the price"), max_length=300, required=False
    )
    quantity = AmountField(label=gettext_lazy("Quantity"), places=2, least=Decimal("0.01"))
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False)
    times = AmountField(
        label=gettext_lazy("Times"), places=2, least=Decimal("0.01"), required=False
    )
    price = AmountField(label=gettext_lazy("Unit price"), least=Decimal(0), required=False)

    def __init__(self, *args: Any, norms: Mapping[int, Norm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.norms = norms
        field = self.fields["norm"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "–"), *((pk, norm_words(norm)) for pk, norm in norms.items())]
        for one in self.fields.values():
            one.widget.attrs.setdefault("class", "")
            one.widget.attrs["class"] += " input"
            one.widget.attrs["aria-label"] = one.label

    def facts(self) -> LineFacts:
        cleaned = self.cleaned_data
        norm = self.norms.get(cleaned["norm"]) if cleaned["norm"] else None
        price = cleaned["price"]
        return LineFacts(
            cleaned["title"], LineKind(cleaned["kind"]), cleaned["quantity"],
            cleaned["times"] or Decimal(1), cleaned["unit"],
            norm.rate if norm and price is None else price, norm, cleaned["price_source"],
            cleaned["pk"],
        )  # fmt: skip


def norm_words(norm: Norm) -> str:
    rate = grouped(norm.rate) if norm.rate is not None else _("no rate yet")
    return f"{norm.name} – {rate}"


class BaseLineSet(forms.BaseFormSet[LineForm]):
    def add_fields(self, form: LineForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].widget = forms.TextInput(
            attrs={"class": "input num", "inputmode": "numeric", "aria-label": _("Place")}
        )

    def facts(self) -> list[LineFacts]:
        """The rows in their order, those struck out left away."""
        rows = [one for one in self.forms if one.cleaned_data and one not in self.deleted_forms]
        places = {id(one): number for number, one in enumerate(rows, 1)}
        rows.sort(
            key=lambda one: (one.cleaned_data.get("ORDER") or places[id(one)], places[id(one)])
        )
        return [one.facts() for one in rows]


def line_set(blank: int) -> type[BaseLineSet]:
    made = forms.formset_factory(
        LineForm, formset=BaseLineSet, extra=blank, can_delete=True, can_order=True, max_num=200
    )
    return cast(type[BaseLineSet], made)


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Comment or question"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    is_question = forms.BooleanField(
        label=gettext_lazy("It is a question to finance"), required=False
    )
