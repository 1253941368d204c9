"""What văn thư does: the signed file, number and date (article 15), and issue (articles 14 and 18)."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions.delivering import deliver
from khuevan.documents.actions.files import store
from khuevan.documents.actions.life import move, require, require_reason
from khuevan.documents.enums import Kind, PaperState, Relation, Verdict
from khuevan.documents.media import PDF
from khuevan.documents.models import Paper, StoredFile
from khuevan.documents.signatures import operator_roots, verify_signatures
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import add_working_days
from khuevan.people.models import User
from khuevan.people.permissions import Can

HIGHEST = 99_999


class NeedsDecision(Refused):
    """The signed file is not beyond doubt; a person may take it all the same, and says why."""


def take_signed(
    paper: Paper, file: UploadedFile | bytes, name: str = "", *, by: User
) -> StoredFile:
    """The signed PDF as it came back. Its signatures are judged and kept with its hash; whether a
    doubtful one is taken is decided when the number is given.
    """
    require(by, Can.PAPER_NUMBER)
    if paper.state != PaperState.SIGNED:
        raise Refused(
            _("The document is “%(state)s”: the signed file comes after the signature.")
            % {"state": PaperState(paper.state).label}
        )
    stored = store(file, name, by=by)
    if stored.media_type != PDF.media_type:
        raise Refused(_("“%(name)s” is no PDF. Bring the signed PDF.") % {"name": stored.name})
    with stored.content.open("rb") as opened:
        checks = [one.as_json() for one in verify_signatures(opened.read(), operator_roots())]
    with transaction.atomic():
        before = paper.signed_file.sha256 if paper.signed_file else ""
        paper.signed_file, paper.signatures, paper.signature_why = stored, checks, ""
        paper.save()
        audit.record(
            Kind.PAPER_SIGNED_FILE, paper, by=by, before=before, after=stored.sha256,
            verdicts=[one["verdict"] for one in checks],
        )  # fmt: skip
    return stored


def signature_doubts(paper: Paper) -> list[str]:
    """Why the signed file is not beyond doubt, in sentences; nothing when every signature is good."""
    if paper.signed_file_id is None:
        return [_("No signed file was brought back yet.")]
    if not paper.signatures:
        return [_("The file bears no digital signature: a scan, or not the signed one.")]
    return [one["words"] for one in paper.signatures if one["verdict"] != Verdict.TRUSTED]


def next_free(symbol: str, year: int) -> int:
    """One above the highest number of the symbol in the year; cancelled ones stay taken."""
    used = Paper.objects.filter(symbol=symbol, number_year=year)
    return (used.aggregate(highest=Max("number"))["highest"] or 0) + 1


def number_hints(paper: Paper, number: int, day: date) -> list[str]:
    """What looks odd beside the other numbers of the year; nothing of it forbids."""
    others = Paper.objects.filter(symbol=paper.symbol, number_year=day.year).exclude(pk=paper.pk)
    hints = []
    if later := others.filter(number__lt=number, date__gt=day).order_by("-number").first():
        hints.append(_sequence(later, number, day))
    if earlier := others.filter(number__gt=number, date__lt=day).order_by("number").first():
        hints.append(_sequence(earlier, number, day))
    expected = next_free(paper.symbol, day.year)
    if number > expected and paper.number is None:
        hints.append(
            _("The numbers %(first)d to %(last)d of %(symbol)s are skipped.")
            % {"first": expected, "last": number - 1, "symbol": paper.symbol}
            if number - 1 > expected
            else _("Number %(first)d of %(symbol)s is skipped.")
            % {"first": expected, "symbol": paper.symbol}
        )
    if paper.signed_at and day < timezone.localdate(paper.signed_at):
        hints.append(_("The date lies before the day of signature."))
    return hints


def _sequence(other: Paper, number: int, day: date) -> str:
    return _(
        "Numbers and dates run against each other: %(other)s is of %(its_day)s, "
        "number %(number)d of %(day)s."
    ) % {
        "other": other.full_number, "its_day": format_date(other.date), "number": number,
        "day": format_date(day),
    }  # fmt: skip


def give_number(
    paper: Paper, number: int | None, day: date | None, *, why: str = "", by: User
) -> None:
    """Number and date come back with the signed file (DOC-4). ``why``: the signed file is taken
    although it is not beyond doubt.
    """
    if number is None or day is None or not 0 < number <= HIGHEST:
        raise Refused(_("Give the number and the date as they stand in the register."))
    if day > timezone.localdate():
        raise Refused(_("The date lies in the future. A document bears the day of its number."))
    _require_decision(paper, why, by)
    try:
        # Its own savepoint: PostgreSQL gives up a transaction at the first breach.
        with transaction.atomic():
            move(
                paper, PaperState.NUMBERED, by=by, why=why, number=number, date=day,
                number_year=day.year, numbered_by=by, signature_why=why.strip()[:500],
            )  # fmt: skip
            paper.save()  # the number is found by search
            audit.record(
                Kind.PAPER_NUMBERED, paper, by=by, after=paper.full_number, why=why,
                date=day.isoformat(), file=paper.signed_file.sha256 if paper.signed_file else "",
            )  # fmt: skip
    except IntegrityError as error:
        paper.refresh_from_db()
        raise Refused(_taken(paper, number, day.year)) from error


def _require_decision(paper: Paper, why: str, by: User) -> None:
    doubts = signature_doubts(paper)
    if not doubts:
        return
    if not why.strip():
        raise NeedsDecision(
            " ".join([*doubts, _("Bring the right file, or say why this one is taken.")])
        )
    require_reason(why, by=by)


def _taken(paper: Paper, number: int, year: int) -> str:
    holder = Paper.objects.filter(symbol=paper.symbol, number_year=year, number=number).first()
    return _(
        "Number %(number)d of %(symbol)s in %(year)d is held by “%(holder)s”. "
        "The next free one is %(next)d."
    ) % {
        "number": number, "symbol": paper.symbol, "year": year,
        "holder": holder.subject if holder else "", "next": next_free(paper.symbol, year),
    }  # fmt: skip


def issue_hints(paper: Paper, today: date) -> list[str]:
    """Recipients that lead to nobody; article 18.1: at the latest the working day after signature."""
    return [*_recipient_hints(paper), *_late_hints(paper, today)]


def _recipient_hints(paper: Paper) -> list[str]:
    lost = paper.recipients.unsettled().count()
    if not lost:
        return []
    return [
        _(
            "%(count)d lines of the recipients lead to nobody: say whom they mean before it goes out."
        )
        % {"count": lost}
    ]


def _late_hints(paper: Paper, today: date) -> list[str]:
    if paper.signed_at is None:
        return []
    latest = add_working_days(timezone.localdate(paper.signed_at), 1)
    if today <= latest:
        return []
    return [
        _("It was to go out by %(day)s at the latest (article 18.1).")
        % {"day": format_date(latest)}
    ]


@transaction.atomic
def issue(paper: Paper, *, by: User) -> None:
    """Out it goes. What it replaces or withdraws ends with the same step."""
    if paper.number is None or paper.date is None:
        raise Refused(_("A document goes out with its number and its date; this one has none."))
    move(paper, PaperState.ISSUED, by=by, issued_at=timezone.now())
    deliver(paper, by=by)
    ends = {Relation.REPLACES: PaperState.REPLACED, Relation.WITHDRAWS: PaperState.WITHDRAWN}
    to = ends.get(Relation(paper.relation)) if paper.relation else None
    if to and paper.related_to and paper.related_to.state == PaperState.ISSUED:
        move(
            paper.related_to, to, by=by, why=paper.full_number,
            ended_why=_("by %(number)s") % {"number": paper.full_number},
        )  # fmt: skip
    deliver(paper, by=by)
