from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import phone
from khuevan.people.enums import ContactKind, Direction, Purpose, Role
from khuevan.people.models import Membership, Organisation, UnitGroup, User
from khuevan.people.names import Index


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )  # fmt: skip


class UnitChoice(forms.ModelChoiceField):
    """A unit by its code: lists of hundreds are chosen by typing (a datalist), without script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organisation.objects.all())
        super().__init__(
            to_field_name="code", widget=forms.TextInput(attrs={"list": "units"}), **kwargs
        )
        self.error_messages["invalid_choice"] = _(
            "No unit has this code. Choose one from the list that opens while you type."
        )

    def to_python(self, value: Any) -> Organisation | None:
        text = value.split(" ")[0].strip() if isinstance(value, str) else value
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Organisation.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)


class UnitForm(forms.ModelForm[Organisation]):
    parent = UnitChoice(label=_("Belongs to (code)"), required=False)
    valid_from = day(_("Valid from"), required=False)
    valid_to = day(
        _("Valid to"), required=False, help_text=_("The last day; empty while it exists.")
    )
    aliases = forms.CharField(
        label=_("Other names in documents"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line; what it is called in plans, abbreviations too."),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = [
            "code", "name_vi", "name_en", "short_name", "kind", "parent", "valid_from",
            "valid_to", "is_confirmed", "protocol_order", "source", "note",
        ]  # fmt: skip
        labels = {
            "code": _("Code"), "kind": _("Kind"), "is_confirmed": _("Confirmed by the office"),
            "protocol_order": _("Order in official lists"), "source": _("Source"),
            "note": _("Note"),
        }  # fmt: skip
        widgets = {"note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["aliases"].initial = "\n".join(
                self.instance.aliases.order_by("text").values_list("text", flat=True)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first. Turn them round."))
        return cleaned

    def clean_aliases(self) -> list[str]:
        lines = self.cleaned_data["aliases"].splitlines()
        if long := next((line for line in lines if len(line) > 200), None):
            raise ValidationError(
                _("“%(line)s…” is longer than 200 letters.") % {"line": long[:40]}
            )
        return [line for line in lines if line.strip()]


class FocalForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    starts = day(_("From"))


class EndForm(forms.Form):
    on = day(_("Last day"))


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=200)
    is_registered = forms.BooleanField(
        label=_("Registered: messages and confirmation codes go here"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value = cleaned.get("value", "")
        if cleaned.get("kind") == ContactKind.EMAIL:
            try:
                cleaned["value"] = forms.EmailField().clean(value).lower()
            except ValidationError as error:
                self.add_error("value", error)
        elif not (number := phone(value)) or not 8 <= len(number) <= 16:
            self.add_error("value", _("Write a telephone number, such as 024 3826 7984."))
        else:
            cleaned["value"] = number
        return cleaned


class ExchangeForm(forms.Form):
    on = day(_("Day"))
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    summary = forms.CharField(label=_("What"), max_length=500)
    reference = forms.CharField(label=_("Document"), max_length=200, required=False)


class MergeForm(forms.Form):
    """Predecessors by their codes; the successor is one that exists, or a new one."""

    predecessors = forms.CharField(
        label=_("Units that are merged (codes)"), widget=forms.Textarea({"rows": 3}),
        help_text=_("One code a line, or separated by commas."),
    )  # fmt: skip
    successor = UnitChoice(
        label=_("Taken over by a unit that exists (code)"), required=False,
        help_text=_("Leave empty for a new unit, and fill in the fields below."),
    )  # fmt: skip
    code = forms.CharField(label=_("Code of the new unit"), max_length=40, required=False)
    name_vi = forms.CharField(
        label=_("Official name of the new unit"), max_length=200, required=False
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    on = day(_("From"), help_text=_("The first day of the new order."))
    basis = forms.CharField(label=_("Decision"), max_length=300)

    def clean_predecessors(self) -> list[Organisation]:
        codes = [c for c in self.cleaned_data["predecessors"].replace(",", "\n").split() if c]
        found = {one.code: one for one in Organisation.objects.filter(code__in=codes)}
        if missing := [code for code in codes if code not in found]:
            raise ValidationError(
                _("No unit has the code %(codes)s.") % {"codes": ", ".join(missing)}
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("successor") or self.errors:
            return cleaned
        for name in ("code", "name_vi", "short_name"):
            if not cleaned.get(name):
                self.add_error(name, _("A new unit needs this, or choose one that exists above."))
        if Organisation.objects.filter(code=cleaned.get("code", "")).exists():
            self.add_error("code", _("A unit has this code already."))
        return cleaned

    def heir(self) -> Organisation:
        """The successor: the chosen one, or a new one of the kind and parent of the first."""
        cleaned = self.cleaned_data
        if cleaned["successor"]:
            chosen: Organisation = cleaned["successor"]
            return chosen
        first = cleaned["predecessors"][0]
        return Organisation(
            kind=first.kind, parent=first.parent, protocol_order=first.protocol_order,
            code=cleaned["code"], name_vi=cleaned["name_vi"], name_en=cleaned["name_en"],
            short_name=cleaned["short_name"], source=cleaned["basis"],
        )  # fmt: skip


class GroupForm(forms.ModelForm[UnitGroup]):
    written_as = forms.CharField(
        label=_("As documents write it"), required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: “các sở, ban, ngành Thành phố”."),
    )  # fmt: skip

    class Meta:
        model = UnitGroup
        fields = ["name_vi", "name_en", "note", "is_confirmed"]
        labels = {
            "name_vi": _("Name"), "name_en": _("English name"), "note": _("Note"),
            "is_confirmed": _("Confirmed by the office"),
        }  # fmt: skip
        widgets = {"note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["written_as"].initial = "\n".join(self.instance.written_as)

    def clean_written_as(self) -> list[str]:
        return [
            line.strip() for line in self.cleaned_data["written_as"].splitlines() if line.strip()
        ]


class MemberForm(forms.Form):
    organisation = UnitChoice(label=_("Unit (code)"))
    starts = day(_("From"))


class LeaveForm(forms.Form):
    member = forms.ModelChoiceField(Membership.objects.all(), widget=forms.HiddenInput())
    on = day(_("Last day"))

    def __init__(self, *args: Any, group: UnitGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = self.fields["member"]
        assert isinstance(members, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
        members.queryset = group.memberships.all()


class LinkForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


class SheetForm(forms.Form):
    file = forms.FileField(label=_("Excel file (.xlsx)"))


class AccountForm(forms.ModelForm[User]):
    organisation = UnitChoice(label=_("Unit (code)"))
    email = forms.EmailField(label=_("Work e-mail"))

    class Meta:
        model = User
        fields = ["full_name", "email", "title", "organisation"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("An account has this address already."))
        return email


class NewAccountForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = [*AccountForm.Meta.fields, "role"]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    why = forms.CharField(label=_("Why"), max_length=300)


class DelegationForm(forms.Form):
    principal = forms.ModelChoiceField(User.objects.none(), label=_("For whom"))
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"))
    starts = day(_("First day"))
    ends = day(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, user: User, may_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("sort_key", "pk")
        for name, choices in (
            ("principal", people if may_choose else people.filter(pk=user.pk)),
            ("deputy", people),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
            field.queryset = choices
        self.fields["principal"].initial = user.pk
        self.fields["starts"].initial = timezone.localdate()


class UnitsField(forms.CharField):
    """Units by name, one a line; a name that is not sure is asked, never guessed."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Organisation]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if not lines:
            return []
        index, found = Index.load(timezone.localdate()), []
        for line in lines:
            match = index.match(line)
            if not match.sure or not match.organisation_id:
                nearest = "; ".join(one.label for one in match.candidates)
                raise forms.ValidationError(_unsure(line, nearest))
            found.append(match.organisation_id)
        return list(Organisation.objects.filter(pk__in=found))


def _unsure(line: str, nearest: str) -> str:
    if nearest:
        return gettext("“%(line)s”: which one is it? Write it in full: %(units)s") % {
            "line": line, "units": nearest
        }  # fmt: skip
    return gettext("“%(line)s”: no unit has this name. Look it up under Units.") % {"line": line}
