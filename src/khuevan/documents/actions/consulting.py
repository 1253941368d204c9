"""Asking units for their opinion on a draft, gathering it clause by clause, deciding each (R57)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.documents import compositions, notices, opinions
from khuevan.documents.actions.delivering import NEEDS_PREVIEW
from khuevan.documents.actions.papers import start_paper
from khuevan.documents.actions.words import check_text
from khuevan.documents.enums import WRITABLE, Kind, PaperState, Resolution
from khuevan.documents.models import (
    Consultation,
    Opinion,
    OpinionRequest,
    Paper,
    StoredFile,
)
from khuevan.documents.opinions import WHOLE
from khuevan.kit import audit, workdays, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose
from khuevan.people.models import Organisation, User
from khuevan.people.notices import addresses

BEFORE = (0, 2)
"""Working days before the day at which the silent hear again, beside the day after it."""
LONGEST = 20_000


def consult(
    paper: Paper,
    organisations: Collection[int],
    due: date,
    *,
    by: User,
    note: str = "",
    seen: int | None = None,
) -> Consultation:
    """Ask these units by a day; more than ten only when the preview showed this number."""
    check_text(note, by=by)
    asked = [pk for pk in dict.fromkeys(organisations) if pk != paper.issuer_id]
    _require_askable(asked, due, seen)
    with transaction.atomic():
        locked = Paper.objects.select_for_update().get(pk=paper.pk)
        if locked.state not in WRITABLE:
            raise AlreadyDecided(
                _("The document is now “%(state)s”: opinions are asked of a draft only.")
                % {"state": PaperState(locked.state).label}
            )
        if locked.consultations.filter(closed_at=None).exists():
            raise AlreadyDecided(
                _("Opinions on this draft are being asked already. Close that round first.")
            )
        made = Consultation.objects.create(
            paper=locked, version=compositions.latest(locked), due=due, note=note.strip(),
            opened_by=by,
        )  # fmt: skip
        OpinionRequest.objects.bulk_create(
            OpinionRequest(consultation=made, organisation_id=pk) for pk in asked
        )
        locked.state = PaperState.CONSULTING
        locked.save(update_fields=["state"])
        audit.record(
            Kind.CONSULTED, locked, by=by, before=paper.state, after=PaperState.CONSULTING,
            units=asked, due=due.isoformat(), version=made.version.number,
        )  # fmt: skip
        title = _("Ask opinions: %(document)s") % {"document": notices.named(locked)}
        works.start("documents.consult", title, "documents.jobs.ask_opinions", made.pk, by=by)
    paper.refresh_from_db()
    return made


def _require_askable(asked: Sequence[int], due: date, seen: int | None) -> None:
    if not asked:
        raise Refused(_("Choose at least one unit or group to ask."))
    if due <= timezone.localdate():
        raise Refused(_("Give the units a day that is still to come."))
    if len(asked) > NEEDS_PREVIEW and seen != len(asked):
        raise Refused(
            ngettext(
                "This asks %(count)d unit. Look at the list and confirm it there.",
                "This asks %(count)d units. Look at the list and confirm it there.",
                len(asked),
            )
            % {"count": len(asked)}
        )


def ask(consultation: Consultation, *, by: Actor, progress: Progress) -> int:
    """The messages of a round; safe to run twice. Who has no address is noted with the reason."""
    rows = list(
        consultation.requests.filter(asked_at=None)
        .select_related("organisation", "consultation__paper")
    )  # fmt: skip
    return sum(_ask_chunk(chunk, by, progress) for chunk in progress.in_chunks(rows))


@transaction.atomic
def _ask_chunk(chunk: Sequence[OpinionRequest], by: Actor, progress: Progress) -> int:
    units = [one.organisation_id for one in chunk]
    make_links(units, Purpose.DOCUMENTS, by=by)
    reached, links = addresses(units), notices.links(units)
    for one in chunk:
        unit = one.organisation_id
        if unit in reached:
            notices.tell_asked(one, links[unit], reached[unit])
            one.asked_at, one.problem = timezone.now(), ""
        else:
            one.problem = _("No work e-mail: give the link by telephone or on paper.")
            progress.fail(unit, f"{one.organisation.name}: {one.problem}")
    OpinionRequest.objects.bulk_update(chunk, ["asked_at", "problem"])
    return sum(one.asked_at is not None for one in chunk)


# --- what units say


def agree(request: OpinionRequest, *, by: Actor) -> None:
    """ "Đồng ý toàn bộ" in one tap; opinions written before are taken back."""
    with transaction.atomic():
        locked = _open(request)
        taken_back = [one.clause_label or "–" for one in locked.opinions.all()]
        locked.opinions.all().delete()
        _answered(locked, by, agrees=True)
        audit.record(
            Kind.OPINION_GIVEN, locked, by=by, before=", ".join(taken_back), after="agrees",
            unit=locked.organisation_id,
        )  # fmt: skip
    request.refresh_from_db()


def give_opinion(
    request: OpinionRequest,
    words: Mapping[str, str],
    *,
    by: Actor,
    file: StoredFile | None = None,
) -> int:
    """What the unit says: {path of a clause, "" for the whole: words}; how many opinions stand.

    An opinion may be changed until the round is closed; emptied words take it back. A change opens
    what the office had already decided on it.
    """
    check_text(*words.values(), by=by)
    known = {one.path: one for one in _clauses(request)}
    _require_sayable(words, known)
    with transaction.atomic():
        locked = _open(request)
        standing = {one.clause_path: one for one in locked.opinions.all()}
        for path, text in words.items():
            _say(locked, path, text.strip(), standing, known)
        if file is not None:
            locked.file = file
        count = locked.opinions.count()
        if not count and locked.file is None:
            raise Refused(_("Write an opinion, add a file, or agree with the whole."))
        _answered(locked, by, agrees=False)
        audit.record(
            Kind.OPINION_GIVEN, locked, by=by, after=str(count), unit=locked.organisation_id,
            clauses=[path or "whole" for path in words],
        )  # fmt: skip
    request.refresh_from_db()
    return count


def _require_sayable(words: Mapping[str, str], known: Mapping[str, opinions.Clause]) -> None:
    for path, text in words.items():
        if path != WHOLE and path not in known:
            raise Refused(_("The draft has no such clause. Open it again from the link."))
        if len(text) > LONGEST:
            raise Refused(
                _(
                    "An opinion of %(size)d letters is too long (limit %(limit)d): send it as a file."
                )
                % {"size": len(text), "limit": LONGEST}
            )


def _say(
    request: OpinionRequest,
    path: str,
    text: str,
    standing: Mapping[str, Opinion],
    known: Mapping[str, opinions.Clause],
) -> None:
    old = standing.get(path)
    if not text:
        if old:
            old.delete()
        return
    if old and old.text == text:
        return
    clause = known.get(path)
    Opinion.objects.update_or_create(
        request=request,
        clause_path=path,
        defaults={
            "clause_label": clause.label[:120] if clause else "",
            "clause_text": clause.text if clause else "",
            "text": text,
            "at": timezone.now(),
            "resolution": Resolution.OPEN,
            "answer": "",
            "resolved_by": None,
            "resolved_at": None,
        },
    )


def _clauses(request: OpinionRequest) -> tuple[opinions.Clause, ...]:
    return opinions.clauses(compositions.of_version(request.consultation.version))


def _open(request: OpinionRequest) -> OpinionRequest:
    """The row, held; refuses when the round is closed."""
    round_ = Consultation.objects.select_for_update().get(pk=request.consultation_id)
    if round_.closed_at:
        raise AlreadyDecided(
            _("The round was closed on %(day)s, so nothing changes any more. Call the office.")
            % {"day": f"{timezone.localtime(round_.closed_at):%d/%m/%Y}"}
        )
    return OpinionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _answered(request: OpinionRequest, by: Actor, *, agrees: bool) -> None:
    # The first answer's time stands: changing a word later makes nobody late.
    request.answered_at = request.answered_at or timezone.now()
    request.answered_by, request.agrees = by.actor_name[:200], agrees
    request.save()


# --- what the office decides


def resolve_opinion(opinion: Opinion, resolution: Resolution, answer: str, *, by: User) -> None:
    """Taken up, in part, or not with the reason. May be decided again until the table is out."""
    check_text(answer, by=by)
    answer = answer.strip()
    if resolution in (Resolution.PARTLY, Resolution.EXPLAINED) and not answer:
        raise Refused(_("Say why it is not taken up, or only in part: the unit will read it."))
    with transaction.atomic():
        before = opinion.resolution
        Opinion.objects.filter(pk=opinion.pk).update(
            resolution=resolution, answer=answer, resolved_at=timezone.now(),
            resolved_by=None if resolution == Resolution.OPEN else by,
        )  # fmt: skip
        opinion.refresh_from_db()
        audit.record(
            Kind.OPINION_RESOLVED,
            opinion,
            by=by,
            before=before,
            after=resolution,
            why=answer[:1000],
        )


@transaction.atomic
def close_consultation(consultation: Consultation, *, by: Actor) -> None:
    """No more opinions; the draft is written on. Who kept silent stands so in the table."""
    won = Consultation.objects.filter(pk=consultation.pk, closed_at=None).update(
        closed_at=timezone.now()
    )
    if not won:
        raise AlreadyDecided(_("This round has already been closed."))
    consultation.refresh_from_db()
    paper = consultation.paper
    Paper.objects.filter(pk=paper.pk, state=PaperState.CONSULTING).update(state=PaperState.DRAFT)
    audit.record(
        Kind.CONSULTATION_CLOSED, paper, by=by, before=PaperState.CONSULTING,
        after=PaperState.DRAFT, silent=consultation.requests.silent().count(),
    )  # fmt: skip


def draft_table(consultation: Consultation, *, by: User) -> Paper:
    """The table goes out as a document of its own; every opinion is decided by then."""
    undecided = Opinion.objects.filter(
        request__consultation=consultation, resolution=Resolution.OPEN
    ).count()
    if undecided:
        raise Refused(
            ngettext(
                "%(count)d opinion is not decided yet. Decide it first.",
                "%(count)d opinions are not decided yet. Decide them first.",
                undecided,
            )
            % {"count": undecided}
        )
    if consultation.closed_at is None:
        raise Refused(_("Close the round first: until then units may still change their words."))
    return start_paper(
        opinions.report(consultation), by=by, issuer=consultation.paper.issuer,
        origin=audit.key_of(consultation), note=_("Made from the opinions"),
    )  # fmt: skip


# --- reminders


def remind_silent(today: date, *, by: Actor) -> int:
    """The rungs of one morning: two working days before, the day itself, and once after it."""
    days = workdays.calendar()
    count = 0
    for one in Consultation.objects.filter(closed_at=None).select_related("paper"):
        step = _rung(one.due, today, days)
        if step:
            count += _remind(one, step, by, digest=True)
    return count


def _rung(due: date, today: date, days: workdays.Calendar) -> str:
    if due < today:
        return "late" if days.between(due, today) <= max(BEFORE) else ""
    left = days.between(today, due)
    return f"T-{left}" if left in BEFORE else ""


def nudge_silent(consultation: Consultation, *, by: User) -> int:
    """By hand, at most once a day and unit."""
    if consultation.closed_at:
        raise AlreadyDecided(_("This round has already been closed."))
    if not consultation.requests.silent().exists():
        raise Refused(_("Every unit has answered: there is nobody to remind."))
    return _remind(consultation, f"nudge-{timezone.localdate()}", by, digest=False)


def _remind(consultation: Consultation, step: str, by: Actor, *, digest: bool) -> int:
    rows = list(
        consultation.requests.silent().select_related("organisation", "consultation__paper")
    )
    count = sum(_remind_chunk(chunk, step, by, digest=digest) for chunk in works.chunks(rows))
    if count:
        audit.record(Kind.REMINDED, consultation.paper, by=by, after=str(count), why=step)
    return count


@transaction.atomic
def _remind_chunk(chunk: Sequence[OpinionRequest], step: str, by: Actor, *, digest: bool) -> int:
    units = [one.organisation_id for one in chunk]
    make_links(units, Purpose.DOCUMENTS, by=by)
    reached, links = addresses(units), notices.links(units)
    told = []
    for one in chunk:
        unit = one.organisation_id
        if unit in reached and notices.remind_opinion(
            one, links[unit], reached[unit], step, digest=digest
        ):
            one.reminders, one.reminded_at = one.reminders + 1, timezone.now()
            told.append(one)
    OpinionRequest.objects.bulk_update(told, ["reminders", "reminded_at"])
    return len(told)


def unit_names(pks: Collection[int]) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=pks))
