"""A document of ours comes into being, and its words change: each time a version, none lost."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.documents import compositions
from khuevan.documents.actions.files import secrets_refused
from khuevan.documents.enums import Kind, PaperState
from khuevan.documents.models import Paper, Version
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import Organisation, User
from khuevan.vanban import secrecy
from khuevan.vanban.composition import Composition
from khuevan.vanban.errors import SecretDocument


class Outdated(Refused):
    """Somebody saved a version since the person began; nothing was overwritten."""


def start_paper(
    composition: Composition, *, by: User, issuer: Organisation, origin: str = "", note: str = ""
) -> Paper:
    """A draft with its first version. ``origin`` (``kit.audit.key_of``) has one live document."""
    refuse_secret_words(compositions.text_of(composition), by=by)
    paper = Paper(issuer=issuer, owner=by, origin=origin, state=PaperState.DRAFT)
    _take_over(paper, composition)
    try:
        with transaction.atomic():
            paper.save()
            _add_version(paper, composition, by, note)
            audit.record(Kind.PAPER_STARTED, paper, by=by, after=paper.subject[:200], origin=origin)
    except IntegrityError as error:
        raise Refused(_of_the_same_origin(origin)) from error
    return paper


def revise(
    paper: Paper, composition: Composition, *, by: User, note: str = "", seen: int | None = None
) -> Version:
    """The next version. ``seen`` is the number of the version that the person began from: when
    another was saved since, it is refused with ``Outdated``.
    """
    refuse_secret_words(compositions.text_of(composition), by=by)
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


def refuse_secret_words(text: str, *, by: User) -> None:
    """The secrecy gate for words that were typed: an audit line remains, not the words."""
    with secrets_refused(by):
        if marking := secrecy.check(text):
            raise SecretDocument(name="", level=marking.level, place=marking.evidence)


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
