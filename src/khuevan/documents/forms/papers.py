from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khuevan.documents.compositions import in_own_language
from khuevan.documents.forms.bases import day_field
from khuevan.documents.models import Paper
from khuevan.documents.samples import addressee
from khuevan.vanban.composition import (
    Authority,
    Block,
    Composition,
    Signature,
    Urgency,
)
from khuevan.vanban.writing import CannotWrite, body_from_text, body_to_text, pictures_of

LONGEST_BODY = 400_000
URGENCY_WORDS = {
    Urgency.IMMEDIATE: _("HỎA TỐC (at once)"),
    Urgency.VERY_URGENT: _("THƯỢNG KHẨN (very urgent)"),
    Urgency.URGENT: _("KHẨN (urgent)"),
}
AUTHORITY_WORDS = {
    Authority.HEAD: _("the head signs"),
    Authority.COLLECTIVE: _("TM. on behalf of a collective"),
    Authority.ACTING: _("Q. acting head"),
    Authority.DEPUTY: _("KT. a deputy for the head"),
    Authority.ORDER: _("TL. by order"),
    Authority.AUTHORISED: _("TUQ. by authorisation"),
}


def lines_field(
    label: Any, *, rows: int = 3, help_text: Any = "", limit: int = 20_000
) -> forms.CharField:
    """Words in lines; leading spaces are the writer's."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=limit,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows, "lang": "vi"}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Word file"),
        help_text=_("A draft as .docx; it is read into a document that you go on writing here."),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        allow_empty_file=True,
    )


class PaperForm(forms.Form):
    """The document as one writes it; what it cannot show (appendices) stays as it was."""

    seen = forms.IntegerField(widget=forms.HiddenInput())
    symbol = forms.CharField(label=_("Symbol"), max_length=60)
    place = forms.CharField(label=pgettext_lazy("document", "Place"), max_length=60, required=False)
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", _("ordinary")), *URGENCY_WORDS.items()]
    )
    reply_due = day_field(
        _("Answer expected by"), help_text=_("Answers are then followed, body by body.")
    )
    addressed_to = lines_field(_("To (Kính gửi)"), help_text=_("One body a line."))
    subject = forms.CharField(
        label=pgettext_lazy("document", "About (trích yếu)"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "lang": "vi"}),
    )
    bases = lines_field(
        _("Grounds"), rows=4,
        help_text=_("One a line, beginning with “Căn cứ”. The closing marks are set by themselves."),
    )  # fmt: skip
    body = lines_field(
        _("Text"), rows=28, limit=LONGEST_BODY,
        help_text=_(
            "A line is a paragraph, with its number as it will be printed: “I.”, “1.”, “a)”, “-”, "
            "“Điều 1.”. A table: one row a line, | cell | cell |, the heading row first."
        ),
    )  # fmt: skip
    recipients = lines_field(
        _("Recipients (Nơi nhận)"), rows=4,
        help_text=_("One a line: “UBND Thành phố (để b/c)”. The archive line follows by itself."),
    )  # fmt: skip
    authority = forms.ChoiceField(
        label=_("Signs as"), required=False, choices=list(AUTHORITY_WORDS.items())
    )
    office = forms.CharField(label=_("Office signed for"), max_length=200, required=False)
    title = forms.CharField(
        label=_("Signer's own title"), max_length=200, required=False,
        help_text=_("Only when a deputy or somebody else signs."),
    )  # fmt: skip
    name = forms.CharField(label=_("Signer's name"), max_length=200, required=False)
    archive = forms.CharField(label=_("Archive line (Lưu)"), max_length=200, required=False)
    note = forms.CharField(
        label=_("What changed"), max_length=300, required=False,
        help_text=_("For whoever compares the versions later."),
    )  # fmt: skip

    def __init__(self, *args: Any, before: Composition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before

    def clean_body(self) -> tuple[Block, ...]:
        try:
            return body_from_text(self.cleaned_data["body"], pictures_of(self.before.body))
        except CannotWrite as error:
            raise forms.ValidationError(in_own_language(error)) from error

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def composition(self) -> Composition:
        """What was written, on the ground of the version before it."""
        given, before = self.cleaned_data, self.before
        return replace(
            before,
            symbol=given["symbol"].strip(),
            subject=given["subject"],
            place=given["place"].strip(),
            urgency=Urgency(given["urgency"]) if given["urgency"] else None,
            addressed_to=tuple(lines(given["addressed_to"])),
            bases=tuple(one.rstrip(" ;.") for one in lines(given["bases"])),
            body=given["body"],
            recipients=tuple(addressee(line) for line in lines(given["recipients"]))
            if "recipients" in self.fields
            else before.recipients,
            archive=given["archive"].strip(),
            signatures=self._signatures(before),
        )

    def _signatures(self, before: Composition) -> tuple[Signature, ...]:
        given = self.cleaned_data
        first = Signature(
            given["office"].strip(), given["name"].strip(), Authority(given["authority"]),
            given["title"].strip(),
        )  # fmt: skip
        return (first, *before.signatures[1:]) if first.office or first.name else ()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def initial(paper: Paper, composition: Composition, seen: int) -> dict[str, Any]:
    """What the form shows of a version."""
    signed = composition.signatures[0] if composition.signatures else Signature("", "")
    return {
        "seen": seen,
        "symbol": composition.symbol,
        "place": composition.place,
        "urgency": composition.urgency or "",
        "reply_due": paper.reply_due,
        "addressed_to": "\n".join(composition.addressed_to),
        "subject": composition.subject,
        "bases": "\n".join(composition.bases),
        "body": body_to_text(composition.body),
        "recipients": "\n".join(
            f"{one.name} ({one.purpose})" if one.purpose else one.name
            for one in composition.recipients
        ),
        "authority": signed.authority,
        "office": signed.office,
        "title": signed.title,
        "name": signed.name,
        "archive": composition.archive,
    }


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("The reason stays in the history."),
    )  # fmt: skip


class NumberForm(forms.Form):
    """What văn thư brings back; the file may come first, number and date later."""

    file = forms.FileField(
        label=_("Signed PDF"),
        required=False,
        help_text=_("As it came back from signature. Its signatures are verified here."),
        allow_empty_file=True,
    )
    number = forms.IntegerField(label=_("Number"), min_value=1)
    day = day_field(_("Date"), required=True)
    why = forms.CharField(
        label=_("Why the file is taken all the same"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only when its signatures are not beyond doubt, such as a scan of paper."),
    )  # fmt: skip
