"""A document of ours comes into being, and its words change: each time a version, none lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.documents import compositions
from khuevan.documents.actions.bases import cite
from khuevan.documents.actions.files import read
from khuevan.documents.actions.words import check_text
from khuevan.documents.citing import in_lines
from khuevan.documents.enums import Kind, PaperState
from khuevan.documents.media import DOCX, sniff
from khuevan.documents.models import Paper, Version
from khuevan.documents.samples import parent_name, signature_of, symbol_of
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.models import Organisation, User
from khuevan.vanban import writing
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import Composition


class Outdated(Refused):
    """Somebody saved a version since the person began; nothing was overwritten."""


def start_paper(
    composition: Composition,
    *,
    by: User,
    issuer: Organisation,
    origin: str = "",
    note: str = "",
    reply_due: date | None = None,
) -> Paper:
    """A draft with its first version. ``origin`` (``kit.audit.key_of``) has one live document."""
    composition = compositions.tidied(composition)
    check_text(compositions.text_of(composition), by=by)
    paper = Paper(issuer=issuer, owner=by, origin=origin, reply_due=reply_due)
    _take_over(paper, composition)
    try:
        with transaction.atomic():
            paper.save()
            _add_version(paper, composition, by, note)
            audit.record(Kind.PAPER_STARTED, paper, by=by, after=paper.subject[:200], origin=origin)
    except IntegrityError as error:
        raise Refused(_of_the_same_origin(origin)) from error
    return paper


def start_from_file(file: UploadedFile, *, by: User, issuer: Organisation) -> Paper:
    """A draft read from a Word file; a secret one is refused at the door, nothing of it is kept."""
    _document, content, name = read(file, by=by)
    if sniff(content) is not DOCX:
        raise Refused(
            _("“%(name)s” is no .docx. Save it as a Word document and choose it again.")
            % {"name": name}
        )
    written = writing.read(content, name)
    composition = replace(
        written,
        number=None,
        date=None,
        issuer=written.issuer or issuer.name_vi.upper(),
        parent_issuer=written.parent_issuer or parent_name(issuer),
        symbol=written.symbol or symbol_of(state_type(written.type_code), issuer, by),
        subject=written.subject or name.rsplit(".", 1)[0],
        signatures=written.signatures or (signature_of(issuer),),
    )
    return start_paper(composition, by=by, issuer=issuer, note=name)


def revise(
    paper: Paper, composition: Composition, *, by: User, note: str = "", seen: int | None = None
) -> Version:
    """The next version. ``seen`` is the number of the version that the person began from: when
    another was saved since, it is refused with ``Outdated``.
    """
    composition = compositions.tidied(composition)
    check_text(compositions.text_of(composition), by=by)
    with transaction.atomic():
        # Held until the end, so that two editors come one after the other.
        locked = Paper.objects.select_for_update().get(pk=paper.pk)
        _require_writable(locked)
        last = compositions.latest(locked)
        if seen is not None and seen != last.number:
            raise Outdated(
                _(
                    "%(name)s saved version %(number)d while you were writing. Nothing was "
                    "overwritten; your words are below, the difference beside them."
                )
                % {"name": last.by_name, "number": last.number}
            )
        _take_over(paper, composition)
        paper.save()
        version = _add_version(paper, composition, by, note)
        audit.record(
            Kind.PAPER_REVISED, paper, by=by, before=str(last.number), after=str(version.number),
            why=note,
        )  # fmt: skip
    return version


def expect_reply(paper: Paper, day: date | None, *, by: User) -> None:
    """By when answers are awaited (R62)."""
    if day == paper.reply_due:
        return
    with transaction.atomic():
        before, paper.reply_due = paper.reply_due, day
        paper.save()
        audit.record(
            Kind.PAPER_REPLY_DUE, paper, by=by, before=format_date(before), after=format_date(day)
        )


def _require_writable(paper: Paper) -> None:
    if not paper.is_writable:
        raise AlreadyDecided(
            _("The document is now “%(state)s”: its words change only in a draft.")
            % {"state": PaperState(paper.state).label}
        )


def _take_over(paper: Paper, composition: Composition) -> None:
    """What lists and rules ask of the words stands in columns too."""
    paper.type_code = composition.type_code
    paper.regime = composition.regime
    paper.symbol = composition.symbol[:60]
    paper.subject = composition.subject[:500]
    paper.urgency = composition.urgency or ""


def _add_version(paper: Paper, composition: Composition, by: User, note: str) -> Version:
    last = paper.versions.order_by("-number").values_list("number", flat=True).first() or 0
    cite(paper, in_lines(composition.bases), by=by)
    return Version.objects.create(
        paper=paper,
        number=last + 1,
        content=compositions.to_json(composition, by=by),
        text=compositions.text_of(composition),
        note=note[:300],
        by=by,
        by_name=by.actor_name[:200],
    )


def _of_the_same_origin(origin: str) -> str:
    live = Paper.objects.filter(origin=origin).exclude(state=PaperState.CANCELLED).first()
    return _("A document was made of this already: “%(subject)s”. Go on there.") % {
        "subject": live.subject if live else ""
    }
