"""Who gets a document: lines as printed, each led to its body; doubtful names are never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import compositions, recipients
from khuevan.documents.actions.words import check_text
from khuevan.documents.enums import OUT, WRITABLE, Kind, PaperState, Place, ReceiptRole
from khuevan.documents.models import Paper, Recipient, RecipientList
from khuevan.documents.recipients import Line
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import Organisation, UnitGroup
from khuevan.people.names import Index

MOST_LINES = 200
BEFORE_ISSUE = frozenset(PaperState) - OUT - {PaperState.CANCELLED}


def set_recipients(paper: Paper, lines: Sequence[Line], *, by: Actor) -> list[Recipient]:
    """Replace the list; sure names are led to their bodies, the others wait to be settled."""
    check_text(*(f"{one.as_written} ({one.note})" for one in lines), by=by)
    if len(lines) > MOST_LINES:
        raise Refused(
            _("%(count)d lines are too many: the limit is %(limit)d. Write groups instead.")
            % {"count": len(lines), "limit": MOST_LINES}
        )
    with transaction.atomic():
        locked = Paper.objects.select_for_update().get(pk=paper.pk)
        _require(locked, WRITABLE)
        return _put(locked, lines, by)


@transaction.atomic
def adopt_recipients(paper: Paper, *, by: Actor) -> list[Recipient]:
    """The list that the document itself prints, when nobody has set one."""
    if paper.recipients.exists():
        return list(paper.recipients.all())
    composition = compositions.of_version(compositions.latest(paper))
    lines = [
        replace(recipients.read_line(f"{one.name} ({one.purpose})" if one.purpose else one.name))
        for one in composition.recipients
    ]
    return _put(paper, lines, by)


def _put(paper: Paper, lines: Sequence[Line], by: Actor) -> list[Recipient]:
    index = Index.load(paper.date or timezone.localdate())
    wanted = [*_addressed(paper), *lines]
    found = [recipients.settled(line, index)[0] for line in wanted]
    before = ["; ".join(one.as_written for one in paper.recipients.all())]
    paper.recipients.all().delete()
    rows = [
        Recipient(paper=paper, order=order, **asdict(one)) for order, one in enumerate(found, 1)
    ]
    made = Recipient.objects.bulk_create(rows)
    audit.record(
        Kind.RECIPIENTS_SET, paper, by=by, before=before[0][:1000],
        after="; ".join(one.as_written for one in found)[:1000],
    )  # fmt: skip
    return made


def _addressed(paper: Paper) -> list[Line]:
    """ "Kính gửi:" leads to deliveries too; in the list it is only "Như trên"."""
    composition = compositions.of_version(compositions.latest(paper))
    lines = [recipients.read_line(name) for name in composition.addressed_to]
    return [replace(line, place=Place.ADDRESSED) for line in lines]


@transaction.atomic
def settle_recipient(
    recipient: Recipient,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    group: UnitGroup | None = None,
    role: ReceiptRole | None = None,
    is_words_only: bool = False,
) -> None:
    """A person says where a line leads; its words stay as printed. Until the document is out."""
    paper = Paper.objects.select_for_update().get(pk=recipient.paper_id)
    _require(paper, BEFORE_ISSUE)
    before = _shown(recipient)
    recipient.organisation, recipient.group = organisation, None if organisation else group
    recipient.role = role or recipient.role
    recipient.is_words_only = is_words_only and not (organisation or group)
    recipient.save()
    if before != _shown(recipient):
        audit.record(Kind.RECIPIENT_SETTLED, paper, by=by, before=before, after=_shown(recipient))


def _shown(recipient: Recipient) -> str:
    body = recipient.organisation or recipient.group
    return f"{recipient.as_written} → {body or '–'} ({recipient.role})"


def _require(paper: Paper, states: frozenset[PaperState]) -> None:
    if paper.state not in states:
        raise AlreadyDecided(
            _("The document is now “%(state)s”: its recipients no longer change.")
            % {"state": PaperState(paper.state).label}
        )


# --- lists kept for the next document


def keep_list(paper: Paper, name: str, *, by: Actor) -> RecipientList:
    """Keep the recipients under a name; the same name is written over, which the record shows."""
    name = " ".join(name.split())[:120]
    check_text(name, by=by)
    rows = paper.recipients.exclude(place=Place.ADDRESSED)
    lines = [asdict(_line(one)) for one in rows]
    if not name or not lines:
        raise Refused(_("Give the list a name, and write its lines first."))
    with transaction.atomic():
        kept, is_new = RecipientList.objects.update_or_create(
            name=name, defaults={"lines": lines, "by_name": by.actor_name, "at": timezone.now()}
        )
        audit.record(Kind.LIST_KEPT, kept, by=by, after=name, why="" if is_new else _("again"))
    return kept


def use_list(paper: Paper, kept: RecipientList, *, by: Actor) -> list[Recipient]:
    """The kept lines for this document, each body as it was settled then if it still exists."""
    lines = [_known(Line(**one)) for one in kept.lines]
    return set_recipients(paper, lines, by=by)


def _line(one: Recipient) -> Line:
    return Line(
        one.as_written, one.note, ReceiptRole(one.role), Place(one.place), one.organisation_id,
        one.group_id, one.is_words_only,
    )  # fmt: skip


def _known(line: Line) -> Line:
    """What was settled by hand stays so; a body or group no longer there is matched again."""
    line = replace(line, role=ReceiptRole(line.role), place=Place(line.place))
    if line.organisation_id and not Organisation.objects.filter(pk=line.organisation_id).exists():
        line = replace(line, organisation_id=None)
    if line.group_id and not UnitGroup.objects.filter(pk=line.group_id).exists():
        line = replace(line, group_id=None)
    return line
