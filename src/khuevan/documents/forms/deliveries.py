from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.documents.actions.consulting import LONGEST
from khuevan.documents.enums import ReceiptRole, Resolution
from khuevan.documents.models import Opinion, Recipient, RecipientList
from khuevan.documents.opinions import WHOLE, Clause
from khuevan.kit.forms import SeveralField
from khuevan.people.models import Organisation, UnitGroup
from khuevan.people.names import Candidate, Index, Match

_AREA = forms.Textarea
NOBODY, LATER = "words", "later"
SECRET_HELP = _("PDF, Word, Excel or a picture. What bears a state-secret marking is refused.")


def file_field(label: Any) -> forms.FileField:
    return forms.FileField(label=label, required=False, help_text=SECRET_HELP)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )  # fmt: skip


class LinesForm(forms.Form):
    lines = forms.CharField(
        label=_("Recipients, a line each, as printed"), max_length=20_000,
        widget=_AREA({"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "Such as: “- UBND Thành phố (để b/c);”, “- 16 sở, ban, ngành;”, "
            "“- Lưu: VT, TTBCXB (Yến).” The words in brackets are the role."
        ),
    )  # fmt: skip


class SettleForm(forms.Form):
    """For each line its role and where it leads: to what it may mean, or to a unit typed by name."""

    def __init__(self, *args: Any, rows: Sequence[Recipient], index: Index, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.index = rows, index
        self.typed: dict[int, Match] = {}
        for one in rows:
            self.fields[f"role-{one.pk}"] = forms.ChoiceField(
                label=gettext("Role of “%(line)s”") % {"line": one.as_written},
                choices=ReceiptRole.choices, initial=one.role,
            )  # fmt: skip
            self.fields[f"body-{one.pk}"] = forms.ChoiceField(
                label=gettext("“%(line)s” leads to") % {"line": one.as_written},
                choices=list(_choices(one, index)), initial=_chosen(one) or LATER,
            )  # fmt: skip
            self.fields[f"other-{one.pk}"] = forms.CharField(
                label=gettext("Another unit for “%(line)s”") % {"line": one.as_written},
                required=False, max_length=200,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for one in self.rows:
            if written := found.get(f"other-{one.pk}", "").strip():
                match = self.index.match(written)
                if match.sure:
                    self.typed[one.pk] = match
                else:
                    self.add_error(f"other-{one.pk}", _asked(written, match.candidates))
        return found

    @property
    def lines(self) -> Iterator[tuple[Recipient, BoundField, BoundField, BoundField | None]]:
        """A line that leads nowhere yet has a box to type a unit into."""
        for one in self.rows:
            is_open = _chosen(one) in ("", NOBODY)
            other = self[f"other-{one.pk}"] if is_open else None
            yield one, self[f"role-{one.pk}"], self[f"body-{one.pk}"], other

    def choice_of(self, one: Recipient) -> dict[str, Any]:
        """What ``actions.settle_recipient`` takes."""
        kind, _dash, pk = self.cleaned_data[f"body-{one.pk}"].partition("-")
        if typed := self.typed.get(one.pk):
            kind = "group" if typed.group_id else "unit"
            pk = str(typed.group_id or typed.organisation_id)
        return {
            "organisation": Organisation.objects.filter(pk=pk).first() if kind == "unit" else None,
            "group": UnitGroup.objects.filter(pk=pk).first() if kind == "group" else None,
            "is_words_only": kind == NOBODY,
            "role": ReceiptRole(self.cleaned_data[f"role-{one.pk}"]),
        }


def _choices(one: Recipient, index: Index) -> Iterator[tuple[str, str]]:
    """What the line leads to now, what it may mean, and that it means nobody."""
    yield LATER, gettext("– to be settled –")
    found = {_chosen(one): str(one.organisation or one.group)} if _chosen(one) else {}
    found.pop(NOBODY, None)
    for candidate in index.match(one.as_written).candidates:
        found.setdefault(_key(candidate), candidate.label)
    yield from found.items()
    yield NOBODY, gettext("Nobody: words only, no delivery")


def _key(candidate: Candidate) -> str:
    if candidate.group_id:
        return f"group-{candidate.group_id}"
    return f"unit-{candidate.organisation_id}"


def _chosen(one: Recipient) -> str:
    if one.organisation_id:
        return f"unit-{one.organisation_id}"
    if one.group_id:
        return f"group-{one.group_id}"
    return NOBODY if one.is_words_only else ""


class KeepForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=120)


class UseForm(forms.Form):
    kept = forms.ModelChoiceField(label=_("Kept list"), queryset=RecipientList.objects.all())


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=_("Your reply"), max_length=LONGEST, required=False, widget=_AREA({"rows": 5})
    )
    number = forms.CharField(
        label=_("Number of your document"), max_length=80, required=False,
        help_text=_("If you reply by a document: 12/UBND-VHXH"),
    )  # fmt: skip
    file = file_field(_("File"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("words", "").strip() and not found.get("file"):
            raise forms.ValidationError(gettext("Write the reply, or add its file."))
        return found


class ReceiptForm(forms.Form):
    who = forms.CharField(
        label=_("Who said that it arrived"), max_length=200,
        help_text=_("Name and title, as told on the telephone or on the receipt."),
    )  # fmt: skip


class ConsultForm(forms.Form):
    groups = SeveralField(
        label=_("Groups"), queryset=UnitGroup.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = forms.CharField(
        label=_("Units, a line each"), required=False, max_length=10_000, widget=_AREA({"rows": 4}),
        help_text=_("As documents write them: Sở Nội vụ; UBND phường Bồ Đề"),
    )  # fmt: skip
    due = day_field(_("Answer by"))
    note = forms.CharField(
        label=_("What to look at"), required=False, max_length=2000, widget=_AREA({"rows": 3})
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        groups = UnitGroup.objects.filter(succeeded_by=None)
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]  # declared above

    def clean_units(self) -> list[int]:
        lines = list(self.cleaned_data["units"].replace(";", "\n").splitlines())
        index = Index.load(self.on) if any(line.strip() for line in lines) else None
        found: list[int] = []
        for line in filter(None, (line.strip() for line in lines)):
            assert index is not None  # noqa: S101 - loaded when there is a line
            for match in index.match_all(line):
                if match.group_id:
                    found += UnitGroup.objects.get(pk=match.group_id).members_on(
                        self.on).values_list("pk", flat=True)  # fmt: skip
                elif match.organisation_id:
                    found.append(match.organisation_id)
                else:
                    raise forms.ValidationError(_asked(match.written, match.candidates))
        return found

    @property
    def organisations(self) -> list[int]:
        found = list(self.cleaned_data["units"])
        for group in self.cleaned_data["groups"]:
            found += group.members_on(self.on).values_list("pk", flat=True)
        return list(dict.fromkeys(found))


def _asked(written: str, candidates: Iterable[Candidate]) -> str:
    """A doubtful name is asked, never guessed."""
    near = ", ".join(one.label for one in candidates)
    if not near:
        return gettext(
            "“%(name)s” is no unit that is known. Write its name as in the register."
        ) % {"name": written}
    return gettext("“%(name)s” is not sure. Write one of: %(near)s.") % {
        "name": written, "near": near,
    }  # fmt: skip


class OpinionForm(forms.Form):
    """A box for each clause and one for the whole; what was said stands in it."""

    file = file_field(_("File with the opinion"))

    def __init__(
        self, *args: Any, clauses: Sequence[Clause], given: Mapping[str, Opinion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clauses, self.given = clauses, given
        self.fields["whole"] = self._box(gettext("On the whole draft"), WHOLE)
        for one in clauses:
            self.fields[f"c-{one.path}"] = self._box(
                gettext("Opinion on %(clause)s") % {"clause": one.label}, one.path
            )

    def _box(self, label: str, path: str) -> forms.CharField:
        old = self.given.get(path)
        return forms.CharField(
            label=label, required=False, max_length=LONGEST, widget=_AREA({"rows": 3}),
            initial=old.text if old else "",
        )  # fmt: skip

    @property
    def lines(self) -> Iterator[tuple[Clause, BoundField, Opinion | None]]:
        for one in self.clauses:
            yield one, self[f"c-{one.path}"], self.given.get(one.path)

    @property
    def words(self) -> dict[str, str]:
        """{path: words} of the boxes that hold words or held some."""
        sent = {WHOLE: self.cleaned_data["whole"]}
        sent |= {one.path: self.cleaned_data[f"c-{one.path}"] for one in self.clauses}
        return {path: text for path, text in sent.items() if text.strip() or path in self.given}


class ResolveForm(forms.Form):
    resolution = forms.ChoiceField(label=_("What becomes of it"), choices=Resolution.choices)
    answer = forms.CharField(
        label=_("Reason, or how it was taken up"), required=False, max_length=LONGEST,
        widget=_AREA({"rows": 3}),
    )  # fmt: skip


class RequestForm(forms.Form):
    sender = forms.CharField(label=_("From"), max_length=200, help_text=_("Bộ VHTTDL"))
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    date = day_field(_("Date"), required=False)
    subject = forms.CharField(label=_("What is asked"), max_length=500)
    due = day_field(_("Answer by"), required=False)
    items = forms.CharField(
        label=_("Checklist, a line each"), required=False, max_length=20_000,
        widget=_AREA({"rows": 5}), help_text=_("Each point that the letter wants an answer to."),
    )  # fmt: skip
    file = file_field(_("The letter"))

    def clean_sender(self) -> Organisation:
        written = self.cleaned_data["sender"]
        match = Index.load(timezone.localdate()).match(written)
        if not match.organisation_id:
            raise forms.ValidationError(_asked(written, match.candidates))
        return Organisation.objects.get(pk=match.organisation_id)


class ItemForm(forms.Form):
    answer = forms.CharField(
        label=_("What we did or say"), required=False, max_length=LONGEST, widget=_AREA({"rows": 2})
    )
    is_done = forms.BooleanField(label=_("Done"), required=False)


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("Answer of the document system"),
        help_text=_("The edXML file (.xml, .edxml) or the plain bundle (.zip) as it came back."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why a doubtful signature is taken"), required=False, max_length=500,
        help_text=_("Only if the signed file bears no signature or one that is not trusted."),
    )  # fmt: skip
