"""What people enter of a spending: a commitment, a payment, a voucher, a person on the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.budget import paylist
from khuevan.budget.actions import VoucherFacts
from khuevan.budget.actions.thresholds import MOST
from khuevan.budget.enums import ThresholdKind, VoucherKind
from khuevan.budget.forms import AmountField, BasisField, choose_from_bases
from khuevan.budget.models import Commitment, Estimate, Line
from khuevan.documents.models import LegalBasis
from khuevan.kit.forms import SeveralField
from khuevan.kit.vietnamese import dong, grouped


class ThresholdForm(forms.Form):
    """A new value from a day on, with what sets it."""

    value = AmountField(label=gettext_lazy("Value"), least=Decimal(0))
    valid_from = DayField(label=gettext_lazy("Valid from"), initial=timezone.localdate)
    basis = BasisField(
        LegalBasis.objects.none(), label=gettext_lazy("Document"), required=False,
        help_text=gettext_lazy("Not there? Enter it in the register of legal bases first."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source in words"), max_length=300, required=False,
        help_text=gettext_lazy("The article, or a rule of the office that is not in the register."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: ThresholdKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from_bases(self, "basis")
        self.most = MOST[kind]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value = cleaned.get("value")
        if value is not None and value > self.most:
            self.add_error("value", _("At most %(most)s.") % {"most": grouped(self.most)})
        if not cleaned.get("basis") and not cleaned.get("source"):
            self.add_error("source", _("Say what sets it: choose a document, or write the rule."))
        return cleaned


class LineField(forms.ModelChoiceField):
    """A line of the estimate, with its number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.order}. {obj.title}"


class LinesField(SeveralField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.order}. {obj.title}"


class CommitmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _("%(line)d. %(payee)s, %(left)s left") % {
            "line": obj.line.order, "payee": obj.payee, "left": dong(obj.left),
        }  # fmt: skip


class SpendingForm(forms.Form):
    """What commitments and payments share."""

    line = LineField(Line.objects.none(), label=gettext_lazy("Line"))
    payee = forms.CharField(label=gettext_lazy("Payee"), max_length=200)
    amount = AmountField(label=gettext_lazy("Amount in đồng"))

    def __init__(self, *args: Any, estimate: Estimate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = estimate.lines.all()  # type: ignore[attr-defined]  # a LineField

    field_order = ("line", "commitment", "payee", "amount", "reference", "on")


class CommitForm(SpendingForm):
    reference = forms.CharField(
        label=gettext_lazy("Contract or order"), max_length=200, required=False
    )
    on = DayField(label=gettext_lazy("Day"), initial=timezone.localdate)


class PayForm(SpendingForm):
    commitment = CommitmentField(
        Commitment.objects.none(), label=gettext_lazy("Of a commitment"), required=False,
        empty_label=gettext_lazy("Of none: paid directly"),
    )  # fmt: skip
    reference = forms.CharField(
        label=gettext_lazy("Payment order"), max_length=200, required=False,
        help_text=gettext_lazy("Number and date of the order or of the cash voucher."),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Paid on"), initial=timezone.localdate)

    def __init__(self, *args: Any, estimate: Estimate, **kwargs: Any) -> None:
        super().__init__(*args, estimate=estimate, **kwargs)
        open_ones = estimate.commitments.open().select_related("line")
        self.fields["commitment"].queryset = open_ones  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        commitment, line = cleaned.get("commitment"), cleaned.get("line")
        if commitment and line and commitment.line_id != line.pk:
            self.add_error("commitment", _("This commitment is of another line."))
        return cleaned


class VoucherForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=VoucherKind.choices)
    file = forms.FileField(
        label=gettext_lazy("File"), allow_empty_file=True,
        help_text=gettext_lazy(
            "A scan, a photo or the electronic invoice. A file that bears a state-secret marking is "
            "refused."
        ),
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=80, required=False,
        help_text=gettext_lazy("With its series, as printed."),
    )  # fmt: skip
    seller = forms.CharField(label=gettext_lazy("Seller or issuer"), max_length=200, required=False)
    on = DayField(label=gettext_lazy("Its date"), required=False)
    amount = AmountField(
        label=gettext_lazy("Amount in đồng"), required=False,
        help_text=gettext_lazy("Needed for invoices and payment lists."),
    )  # fmt: skip
    papers = forms.IntegerField(
        label=gettext_lazy("Papers in the file"), min_value=1, max_value=20, initial=1,
        help_text=gettext_lazy("3 when three quotes were scanned together."),
    )  # fmt: skip
    lines = LinesField(
        Line.objects.none(), label=gettext_lazy("Lines that it proves"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: the whole, as a sign-in sheet does."),
    )  # fmt: skip

    def __init__(self, *args: Any, estimate: Estimate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].queryset = estimate.lines.all()  # type: ignore[attr-defined]  # a choice

    def facts(self) -> VoucherFacts:
        told = self.cleaned_data
        return VoucherFacts(
            VoucherKind(told["kind"]), told["number"], told["seller"], told["on"], told["amount"],
            told["papers"], list(told["lines"]),
        )  # fmt: skip


class PayeeForm(forms.Form):
    line = LineField(Line.objects.none(), label=gettext_lazy("Line"))
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=200)
    post = forms.CharField(label=gettext_lazy("Position, unit"), max_length=300, required=False)
    amount = AmountField(label=gettext_lazy("Amount before tax, đồng"))

    def __init__(self, *args: Any, estimate: Estimate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = paylist.lines_of(estimate)  # type: ignore[attr-defined]  # a choice


class ExcessForm(forms.Form):
    amount = AmountField(label=gettext_lazy("Beyond the ceiling, đồng"))
    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExplainForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Why it differs"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
