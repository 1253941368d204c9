"""To the city's document system and back: packages out, number, date and signed file in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.documents import bundles, compositions, edxml
from khuevan.documents.actions.files import keep, received
from khuevan.documents.actions.numbering import give_number, take_signed
from khuevan.documents.dispatches import BadPackage, Dispatch, Enclosed, Party, Returned
from khuevan.documents.enums import Kind, PaperState, Place
from khuevan.documents.media import DOCX, PDF
from khuevan.documents.models import Paper, StoredFile
from khuevan.documents.notices import named
from khuevan.documents.recipients import expand
from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.kit.vietnamese import fold
from khuevan.kit.works import Progress
from khuevan.people.models import Organisation, User
from khuevan.people.notices import addresses
from khuevan.vanban import writing
from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.composition import Composition, Urgency

FORMS = {"edxml": "edxml", "bundle": "zip"}
EXPORTABLE = frozenset({
    PaperState.SUBMITTED, PaperState.SIGNED, PaperState.NUMBERED, PaperState.ISSUED,
})  # fmt: skip
_PRIORITY = {Urgency.URGENT: 1, Urgency.VERY_URGENT: 2, Urgency.IMMEDIATE: 3}


def export(paper: Paper, form: str, *, by: User) -> Work:
    """Make a package; a work, because the PDF of an unsigned document takes LibreOffice seconds."""
    if form not in FORMS:
        raise Refused(_("Choose edXML or the plain bundle."))
    if paper.state not in EXPORTABLE:
        raise Refused(
            _("The document is “%(state)s”: it goes to the city's system once it is submitted.")
            % {"state": PaperState(paper.state).label}
        )
    title = _("Package for the city's document system: %(document)s") % {"document": named(paper)}
    return works.start(
        "documents.export", title, "documents.jobs.export_paper", paper.pk, form, by=by
    )


def build(paper: Paper, form: str, *, by: Actor, progress: Progress) -> StoredFile:
    """The package on the shelf, and its address as the work's result."""
    dispatch = dispatch_of(paper)
    try:
        content = (edxml if form == "edxml" else bundles).write(dispatch)
    except BadPackage as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        kept = keep(content, f"{compositions.stem(paper)}.{FORMS[form]}", None, by=by)
        audit.record(
            Kind.EXPORTED, paper, by=by, after=form, sha256=kept.sha256,
            files=[one.name for one in dispatch.files],
        )  # fmt: skip
    progress.result_url = reverse("documents:download", args=[kept.pk])
    return kept


def dispatch_of(paper: Paper) -> Dispatch:
    """Everything of the document that another system asks for."""
    version = compositions.latest(paper)
    composition = compositions.filled_in(paper, compositions.of_version(version))
    signature = composition.signatures[0] if composition.signatures else None
    type_ = STATE_TYPES.get(paper.type_code)
    return Dispatch(
        reference=audit.key_of(paper),
        sender=_party(paper.issuer, ""),
        recipients=_recipients(paper),
        notation=paper.symbol,
        type_name=type_.name if type_ else paper.type_code,
        subject=paper.subject,
        at=paper.issued_at or version.at,
        number=paper.number,
        day=paper.date,
        place=composition.place,
        signer_position=(signature.title or signature.office) if signature else "",
        signer_name=signature.name if signature else "",
        competence=str(signature.authority) if signature else "",
        due=paper.reply_due,
        to_places=tuple(
            one.as_written for one in paper.recipients.filter(place=Place.LISTED)
        ),
        priority=_PRIORITY.get(Urgency(paper.urgency), 0) if paper.urgency else 0,
        appendices=len(composition.appendices),
        files=_files(paper, composition),
    )  # fmt: skip


def _recipients(paper: Paper) -> tuple[Party, ...]:
    roles = dict(expand(paper, paper.date or compositions.latest(paper).at.date()))
    mails = addresses(list(roles))
    bodies = Organisation.objects.filter(pk__in=roles)
    return tuple(_party(one, mails.get(one.pk, "")) for one in bodies)


def _party(body: Organisation, email: str) -> Party:
    return Party(body.code, body.name_vi, email)


def _files(paper: Paper, composition: Composition) -> tuple[Enclosed, ...]:
    """The Word file, and the signed PDF; before the signature one made for signing."""
    name = compositions.stem(paper)
    try:
        docx = writing.write(composition)
        pdf = _signed(paper) or writing.to_pdf(docx)
    except writing.CannotWrite as error:
        raise Refused(compositions.in_own_language(error)) from error
    return (
        Enclosed(f"{name}.docx", DOCX.media_type, docx),
        Enclosed(f"{name}.pdf", PDF.media_type, pdf),
    )


def _signed(paper: Paper) -> bytes:
    if paper.signed_file is None:
        return b""
    with paper.signed_file.content.open("rb") as file:
        return file.read()


# --- what comes back


def read_answer(content: bytes) -> Returned:
    """edXML or plain bundle, told apart by their first bytes."""
    try:
        if content[:4] == b"PK\x03\x04":
            return bundles.read(content)
        return edxml.read(content)
    except BadPackage as error:
        raise Refused(str(error)) from error


def require_match(paper: Paper, answer: Returned) -> None:
    """The answer is of this document: the same symbol and the same subject."""
    same_symbol = fold(answer.notation) == fold(paper.symbol)
    ours = audit.key_of(paper)
    same_subject = fold(answer.subject) == fold(paper.subject) or answer.reference == ours
    if same_symbol and same_subject:
        return
    raise Refused(
        _(
            "This answer is of another document: %(symbol)s, “%(subject)s”. Here is %(ours)s, "
            "“%(own)s”. Nothing was taken over."
        )
        % {
            "symbol": answer.notation or "–", "subject": answer.subject[:120] or "–",
            "ours": paper.symbol, "own": paper.subject[:120],
        }
    )  # fmt: skip


def take_answer(paper: Paper, file: UploadedFile, *, why: str = "", by: User) -> None:
    """Number, date and signed file as the city's system gave them, by văn thư's own way (DOC-4).

    ``why``: the signed file is taken although its signature is not beyond doubt.
    """
    content, name = received(file, "")
    answer = read_answer(content)
    require_match(paper, answer)
    if answer.number is None or answer.day is None:
        raise Refused(
            _("“%(name)s” holds no number or no date yet: the other system has not given them.")
            % {"name": name}
        )
    if answer.signed:
        take_signed(paper, answer.signed.content, answer.signed.name, by=by)
    with transaction.atomic():
        give_number(paper, answer.number, answer.day, why=why, by=by)
        audit.record(
            Kind.IMPORTED, paper, by=by, after=paper.full_number,
            sha256=answer.signed.sha256 if answer.signed else "",
        )  # fmt: skip
