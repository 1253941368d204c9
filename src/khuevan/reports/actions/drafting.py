"""The report of a whole cycle: drafted, brought up to date, reworded. Numbers come from sources only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.reports.actions.watching import last_event
from khuevan.reports.composing import tokens
from khuevan.reports.composing.display import Show, shower, values_of
from khuevan.reports.composing.figures import Number, Row
from khuevan.reports.composing.passages import Draft, Piece, codes, source_hash
from khuevan.reports.composing.sources import draft_of
from khuevan.reports.enums import ConsolidationState, Kind, PassageKind
from khuevan.reports.models import Consolidation, Cycle, Figure, Passage

LONGEST_WORDS = 6000
MOST_PICTURES = 6
NOT_WORDED = frozenset({PassageKind.TABLE, PassageKind.CHART, PassageKind.PICTURES})


def draft(cycle: Cycle, *, by: User) -> Consolidation:
    """The report as the data of this moment give it; what was drafted already stays as it is."""
    if known := Consolidation.objects.filter(cycle=cycle).first():
        return known
    fresh, seq = draft_of(cycle), last_event()
    try:
        with transaction.atomic():
            made = Consolidation.objects.create(
                cycle=cycle, plan=cycle.plan, owner=by, checked_seq=seq
            )
            _keep(made, fresh, {})
            audit.record(
                Kind.DRAFTED, made, by=by, after=cycle.label[:200], passages=len(fresh.pieces)
            )
    except IntegrityError:
        # Somebody drafted it at the same moment, from the same data.
        return Consolidation.objects.get(cycle=cycle)
    return made


def redraft(consolidation: Consolidation, *, by: User) -> Consolidation:
    """Bring every figure and passage up to the data of this moment.

    The officer's words stay wherever their figures are still the passage's; else they are set aside
    beside the machine's, to be used again.
    """
    require_drafting(consolidation)
    fresh, seq = draft_of(consolidation.cycle), last_event()
    with transaction.atomic():
        locked = Consolidation.objects.select_for_update().get(pk=consolidation.pk)
        require_drafting(locked)
        before = {passage.key: passage for passage in locked.passages.all()}
        _keep(locked, fresh, before)
        now = timezone.now()
        locked.drafted_at, locked.checked_at, locked.checked_seq = now, now, seq
        locked.lacking = 0
        locked.save()
        stale = sum(1 for passage in before.values() if passage.is_stale)
        audit.record(Kind.REDRAFTED, locked, by=by, passages=len(fresh.pieces), stale=stale)
    return locked


def reword(passage: Passage, words: str, *, by: User) -> None:
    """The officer's words for the machine's, the same figures in them; nothing: the machine's again."""
    require_drafting(passage.consolidation)
    if passage.kind in NOT_WORDED:
        raise Refused(
            _("Tables, charts and pictures come from the sources: leave them out instead.")
        )
    if len(words) > LONGEST_WORDS:
        raise Refused(
            _("The passage is longer than %(count)d characters. Shorten it.")
            % {"count": LONGEST_WORDS}
        )
    documents.check_text(words, by=by)
    kept = checked_words(passage, words)
    kept = "" if kept == passage.text else kept
    show = show_of(passage)
    with transaction.atomic():
        before = tokens.filled(passage.said, show)
        passage.words, passage.set_aside = kept, ""
        _changed(passage, by, "words", "set_aside")
        after = tokens.filled(passage.said, show)
        audit.record(
            Kind.REWORDED, passage.consolidation, by=by, before=before[:200], after=after[:200],
            passage=passage.key,
        )  # fmt: skip


def checked_words(passage: Passage, words: str) -> str:
    """The words as they are kept, figures as tokens; Refused when a figure is not as it was."""
    if len(words) > LONGEST_WORDS:
        raise Refused(
            _("The passage is longer than %(count)d characters. Shorten it.")
            % {"count": LONGEST_WORDS}
        )
    if not words.strip():
        return ""
    try:
        return tokens.reworded(words, passage.text, show_of(passage))
    except tokens.Wrong as wrong:
        raise Refused(_why_wrong(wrong)) from None


def show_of(passage: Passage) -> Show:
    """How the figures of a passage are printed in its words."""
    return shower(values_of(figures_of(passage)), padded=True)


def _why_wrong(wrong: tokens.Wrong) -> str:
    if wrong.code == "lost":
        return _(
            "The figure {%(number)s} is missing from your words. Put it back, or leave the whole "
            "passage out."
        ) % {"number": wrong.number}
    if wrong.code == "invented":
        return _(
            "There is no figure {%(number)s} in this passage. Figures may be moved, not changed: "
            "they change when their source changes."
        ) % {"number": wrong.number}
    return _(
        "“%(number)s” has no source. Take it out, or let the units answer an indicator for it; "
        "days, years and numbers of documents may be written."
    ) % {"number": wrong.number}


def leave_out(passage: Passage, is_left_out: bool, *, by: User) -> None:
    require_drafting(passage.consolidation)
    with transaction.atomic():
        passage.is_left_out = is_left_out
        _changed(passage, by, "is_left_out")
        after = "left out" if is_left_out else "in"
        audit.record(Kind.LEFT_OUT, passage.consolidation, by=by, after=after, passage=passage.key)


def choose_pictures(passage: Passage, evidence: Collection[int], *, by: User) -> None:
    """Of the photos offered, these go into the report, in the order in which they came."""
    require_drafting(passage.consolidation)
    offered = [one["evidence"] for one in passage.facts.get("offered", [])]
    chosen = [pk for pk in offered if pk in set(evidence)]
    if len(chosen) > MOST_PICTURES:
        raise Refused(
            _("A clause shows at most %(count)d pictures. Choose the most telling ones.")
            % {"count": MOST_PICTURES}
        )
    with transaction.atomic():
        passage.facts = passage.facts | {"chosen": chosen}
        _changed(passage, by, "facts")
        audit.record(
            Kind.PICTURES_CHOSEN, passage.consolidation, by=by, after=str(len(chosen)),
            passage=passage.key,
        )  # fmt: skip


def figures_of(passage: Passage) -> dict[str, Figure]:
    wanted = codes(f"{passage.text} {passage.words}", passage.facts)
    found = Figure.objects.filter(consolidation=passage.consolidation_id, code__in=wanted)
    return {figure.code: figure for figure in found.defer("rows")}


def _changed(passage: Passage, by: User, *fields: str) -> None:
    passage.changed_by, passage.changed_at = by, timezone.now()
    passage.save(update_fields=[*fields, "changed_by", "changed_at"])


def require_drafting(consolidation: Consolidation) -> None:
    if consolidation.state != ConsolidationState.DRAFTING:
        raise AlreadyDecided(_("The report was handed over as a document. Go on in that document."))


def _keep(consolidation: Consolidation, fresh: Draft, before: dict[str, Passage]) -> None:
    """Rows for the draft; what an officer did to a passage stays with it by its key."""
    consolidation.passages.all().delete()
    consolidation.figures.all().delete()
    Passage.objects.bulk_create(
        (
            _passage(consolidation, order, piece, fresh, before.get(piece.key))
            for order, piece in enumerate(fresh.pieces, 1)
        ),
        batch_size=500,
    )
    Figure.objects.bulk_create(
        (_figure(consolidation, number) for number in used(fresh)), batch_size=500
    )


def _passage(
    of: Consolidation, order: int, piece: Piece, fresh: Draft, old: Passage | None
) -> Passage:
    made = Passage(
        consolidation=of, order=order, key=piece.key[:120], kind=piece.kind, level=piece.level,
        clause_id=piece.clause, text=piece.text, facts=piece.facts,
        source_hash=source_hash(piece, fresh.numbers),
    )  # fmt: skip
    if old is None:
        return made
    made.pk = old.pk
    made.is_left_out, made.changed_by_id, made.changed_at = (
        old.is_left_out, old.changed_by_id, old.changed_at,
    )  # fmt: skip
    if old.words and set(tokens.codes(old.words)) == set(tokens.codes(piece.text)):
        made.words = old.words
    else:
        made.set_aside = _filled(old) if old.words else old.set_aside
    if chosen := old.facts.get("chosen"):
        offered = {one["evidence"] for one in piece.facts.get("offered", [])}
        made.facts = piece.facts | {"chosen": [pk for pk in chosen if pk in offered]}
    return made


def _filled(old: Passage) -> str:
    """The officer's words with the figures of their time: only to be read, and taken over by hand."""
    return tokens.filled(old.words, shower(values_of(figures_of(old)), padded=True))


def used(fresh: Draft) -> Iterable[Number]:
    """The figures that passages show, and those behind them, down to the last row."""
    waiting = [code for piece in fresh.pieces for code in codes(piece.text, piece.facts)]
    found: dict[str, Number] = {}
    while waiting:
        code = waiting.pop()
        if code in found or code not in fresh.numbers:
            continue
        found[code] = fresh.numbers[code]
        waiting += [of for row in found[code].rows if (of := figure_code(row))]
    return [number for code, number in fresh.numbers.items() if code in found]


def figure_code(row: Row) -> str:
    """The code of the figure that a row stands for; blank for a row of another kind."""
    name, _colon, code = row.target.partition(":")
    return code if name == "figure" else ""


def _figure(of: Consolidation, number: Number) -> Figure:
    return Figure(
        consolidation=of, code=number.code[:80], label=number.label[:300], value=number.value,
        measured_in=number.measured_in[:40], formula=number.formula[:300],
        previous=number.previous, problem=number.problem[:300],
        rows=[row.packed() for row in number.rows],
    )  # fmt: skip
