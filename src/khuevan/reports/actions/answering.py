"""A unit fills in its report, cell by cell, from one device or several."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.reports import rules
from khuevan.reports.enums import WAITED_FOR, IndicatorKind, ObligationState
from khuevan.reports.errors import CellChanged, CellLocked, Unreadable
from khuevan.reports.models import Cell, CellPicture, EarlierAnswer, Indicator, Obligation
from khuevan.reports.proposals import Figure, computed
from khuevan.reports.rules import Answer, Typed


@transaction.atomic
def prefill(obligation: Obligation) -> list[Cell]:
    """The report's cells, in order, each figure that nobody touched as the system counts it now.

    What the unit wrote is never changed; beside it ``proposed`` says what the system counts.
    """
    held = hold(obligation)
    cells = whole(held)
    if held.state in WAITED_FOR and any(cell.indicator.formula for cell in cells):
        figures = computed(held.cycle, [held.organisation_id])[held.organisation_id]
        _refresh(held, cells, figures)
    obligation.revision = held.revision
    return cells


def whole(held: Obligation) -> list[Cell]:
    """A cell for each indicator in use, made where there was none."""
    cells = [cell for cell in cells_of(held) if cell.indicator.is_active]
    has = {cell.indicator_id for cell in cells}
    indicators = list(held.cycle.type.indicators.filter(is_active=True))
    new = [Cell(obligation=held, indicator=one) for one in indicators if one.pk not in has]
    if not new:
        return cells
    Cell.objects.bulk_create(new, ignore_conflicts=True)
    return [cell for cell in cells_of(held) if cell.indicator.is_active]


def cells_of(obligation: Obligation) -> list[Cell]:
    own = obligation.cells.select_related("indicator").prefetch_related("pictures__file")
    return list(own.order_by("indicator__order", "indicator"))


def hold(obligation: Obligation) -> Obligation:
    """The row as it is now, held until the transaction ends."""
    rows = Obligation.objects.select_for_update(of=("self",))
    return rows.select_related("cycle__type", "cycle__plan", "organisation").get(pk=obligation.pk)


def _refresh(held: Obligation, cells: list[Cell], figures: Mapping[str, Figure]) -> None:
    changed = [cell for cell in cells if _propose(cell, figures.get(cell.indicator.code), held)]
    if not changed:
        return
    moved = [cell for cell in changed if not cell.is_own]
    if moved:
        held.revision += 1
        for cell in moved:
            cell.revision = held.revision
        Obligation.objects.filter(pk=held.pk).update(revision=held.revision)
    Cell.objects.bulk_update(changed, ["proposed", "problem", "value", "revision"])


def _propose(cell: Cell, figure: Figure | None, held: Obligation) -> bool:
    """Take the system's figure; whether anything changed. A sent cell stays as it was sent."""
    value = figure if isinstance(figure, Decimal) else None
    problem = "" if figure is None or value is not None else str(figure)[:300]
    if (cell.proposed, cell.problem) == (value, problem):
        return False
    is_fixed = held.state == ObligationState.RETURNED
    cell.proposed, cell.problem = value, problem
    cell.is_own = cell.is_own or is_fixed
    if not cell.is_own:
        cell.value = value
    return True


def save_cell(
    obligation: Obligation,
    indicator: Indicator,
    answer: Answer | Typed,
    revision: int | None = None,
    *,
    by: Actor,
    key: str = "",
    sent: Collection[str] = (),
    over: bool = False,
) -> Cell:
    """Write one cell. ``revision`` is what the device had seen of the cell (None: whatever it is).

    Twice the same is once. Whoever saw less than what stands there gets ``CellChanged``, unless what
    stands there came from the same device (its keys are in ``sent``). ``over``: the person saw both
    answers and keeps this one; the other is kept as an earlier answer.
    """
    read = passed(indicator, answer, by=by)
    with transaction.atomic():
        held = hold(obligation)
        cell = own_cell(held, indicator)
        if write(held, cell, read, revision, key[:40], {*sent, key} - {""}, over=over):
            held.save(update_fields=["revision", "state"])
            obligation.revision, obligation.state = held.revision, held.state
    return cell


def passed(indicator: Indicator, answer: Answer | Typed, *, by: Actor) -> Answer:
    """Read, within the rules, and through the secrecy gate.

    Outside any transaction: the gate's audit line must stand.
    """
    read = answer_of(indicator, answer)
    typed = answer if isinstance(answer, Typed) else typed_of(answer)
    documents.check_text(typed.words, by=by)
    return read


def answer_of(indicator: Indicator, answer: Answer | Typed) -> Answer:
    rule = rules.rule_of(indicator)
    typed = answer if isinstance(answer, Typed) else typed_of(answer)
    if found := rules.problem(rule, typed):
        raise Unreadable(str(found))
    return rules.read(rule, typed)


def typed_of(answer: Answer) -> Typed:
    return Typed(rules.shown(answer.value), answer.text, answer.table, answer.note)


def write(
    held: Obligation,
    cell: Cell,
    answer: Answer,
    revision: int | None,
    key: str = "",
    own_keys: Collection[str] = (),
    *,
    over: bool = False,
) -> bool:
    """Into a cell of a report that is held; whether anything changed. The caller saves the report."""
    if standing(cell) == answer:
        return False  # a second upload, or somebody else wrote the same
    require_open(held, cell)
    is_behind = revision is not None and cell.revision > revision and cell.key not in own_keys
    if is_behind and cell.is_own:
        raise CellChanged(
            _("This cell was changed from another device. Both answers are shown: choose one.")
        )
    if over and cell.is_own:
        EarlierAnswer.objects.create(cell=cell, content=content_of(cell))
    _put(cell, answer, key)
    _move_on(held, cell)
    return True


def _put(cell: Cell, answer: Answer, key: str) -> None:
    cell.value, cell.text, cell.note = answer.value, answer.text, answer.note
    cell.table = [list(row) for row in answer.table]
    as_proposed = cell.proposed is not None and answer.value == cell.proposed and not answer.note
    cell.is_own, cell.key = not as_proposed, key


def touch(held: Obligation, cell: Cell) -> None:
    """The cell changed: the report moves on by one revision and is being filled in."""
    _move_on(held, cell)
    held.save(update_fields=["revision", "state"])


def _move_on(held: Obligation, cell: Cell) -> None:
    held.revision += 1
    if held.state == ObligationState.OWED:
        held.state = ObligationState.WRITING
    cell.revision, cell.changed_at = held.revision, timezone.now()
    cell.save()


def own_cell(held: Obligation, indicator: Indicator) -> Cell:
    cell, _made = Cell.objects.select_related("indicator").get_or_create(
        obligation=held, indicator=indicator
    )
    return cell


def standing(cell: Cell) -> Answer:
    return Answer(cell.value, cell.text, tuple(tuple(row) for row in cell.table), cell.note)


def content_of(cell: Cell) -> dict[str, object]:
    """The cell as a submission keeps it."""
    pictures = [(one.file_id, one.file.name) for one in cell.pictures.all()]
    return {
        "value": None if cell.value is None else str(cell.value),
        "text": cell.text,
        "table": cell.table,
        "files": [list(pair) for pair in pictures],
        "note": cell.note,
    }


def require_open(held: Obligation, cell: Cell) -> None:
    if held.state not in WAITED_FOR:
        raise CellLocked(closed_why(held))
    if held.state == ObligationState.RETURNED and not cell.is_returned:
        raise CellLocked(
            _("Only the cells that were returned can be changed; the others stand as sent.")
        )


def closed_why(held: Obligation) -> str:
    match held.state:
        case ObligationState.EXCUSED:
            return _("The office has excused the unit from this report: %(why)s") % {
                "why": held.excused_why
            }
        case ObligationState.ACCEPTED:
            return _("The office has accepted the report. Ask the office to return a cell.")
    when = date_format(timezone.localtime(held.sent_at), "H:i d/m/Y") if held.sent_at else ""
    return _(
        "The report was sent at %(when)s. To change it, ask the office to return the cell."
    ) % {"when": when}


# --- pictures


def add_picture(
    obligation: Obligation,
    indicator: Indicator,
    file: UploadedFile | bytes,
    name: str = "",
    *,
    by: Actor,
    key: str = "",
) -> Cell:
    """Store a picture (through the gate, drawn anew) and put it in the cell; a key counts once."""
    if indicator.kind != IndicatorKind.PICTURE:
        raise Refused(_("“%(name)s” takes no pictures.") % {"name": indicator.name})
    cell = _ready_for_picture(obligation, indicator, key)
    if key and cell.pictures.filter(key=key).exists():
        return cell
    stored = documents.store(file, name, by=by)
    if not stored.media_type.startswith("image/"):
        raise Refused(
            _("“%(name)s” is no picture. Choose a photo (JPEG, PNG, WebP).") % {"name": stored.name}
        )
    same = cell.pictures.filter(file__sha256=stored.sha256)
    return cell if same.exists() else _attach(obligation, indicator, stored.pk, key)


@transaction.atomic
def _ready_for_picture(obligation: Obligation, indicator: Indicator, key: str) -> Cell:
    """Asked before anything is stored."""
    held = hold(obligation)
    cell = own_cell(held, indicator)
    if key and cell.pictures.filter(key=key).exists():
        return cell
    require_open(held, cell)
    if cell.pictures.count() >= rules.MOST_PICTURES:
        raise Refused(
            _("A cell holds at most %(count)d pictures. Take one out first.")
            % {"count": rules.MOST_PICTURES}
        )
    return cell


@transaction.atomic
def _attach(obligation: Obligation, indicator: Indicator, file: int, key: str) -> Cell:
    held = hold(obligation)
    cell = own_cell(held, indicator)
    require_open(held, cell)
    _made, is_new = CellPicture.objects.get_or_create(
        cell=cell, **({"key": key} if key else {"file_id": file}), defaults={"file_id": file}
    )
    if is_new:
        cell.is_own = True
        touch(held, cell)
    obligation.revision, obligation.state = held.revision, held.state
    return cell


@transaction.atomic
def remove_picture(
    obligation: Obligation, indicator: Indicator, picture: int, *, by: Actor
) -> Cell:
    """Out of the cell; versions that were sent keep it."""
    held = hold(obligation)
    cell = own_cell(held, indicator)
    if not cell.pictures.filter(pk=picture).exists():
        return cell
    require_open(held, cell)
    cell.pictures.filter(pk=picture).delete()
    touch(held, cell)
    obligation.revision = held.revision
    return cell
