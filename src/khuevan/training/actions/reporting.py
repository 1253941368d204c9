"""The result report of a class: drafted from its data, written on in the register of documents (R36)."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from khuevan.documents import actions as documents
from khuevan.documents import samples
from khuevan.documents.enums import OUT, PaperState
from khuevan.documents.models import Paper, StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.workdays import add_working_days, calendar
from khuevan.people.models import Organisation, User
from khuevan.training import asking as notices
from khuevan.training import result_report
from khuevan.training.actions.attending import take_over_arrivals
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import ClassPhoto, ClassRun
from khuevan.training.result_report import Photo
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import Addressee, Composition

MOST_PHOTOS = 12
SIDE = 1400
RUNGS = (1, 3)
"""Working days before the day at which the officer is reminded; and once when it is late."""


def report_due(run: ClassRun) -> date | None:
    """So many working days after the end of the class."""
    if run.ends_at is None:
        return None
    return add_working_days(timezone.localdate(run.ends_at), run.report_days)


def origin_of(run: ClassRun) -> str:
    """A class has letters too: its report is told apart from them."""
    return f"{audit.key_of(run)}:report"


def report_of(run: ClassRun) -> Paper | None:
    papers = Paper.objects.filter(origin=origin_of(run)).exclude(state=PaperState.CANCELLED)
    return papers.first()


def draft_report(run: ClassRun, *, by: User) -> Paper:
    """The report with the data of this moment. There is one live; a cancelled one may be followed."""
    if run.state != RunState.HELD:
        raise Refused(_("The class is not closed yet. Close it first, then draft its report."))
    if report_of(run):
        raise AlreadyDecided(_("The report of this class has already been drafted. Go on there."))
    take_over_arrivals(run, by=by)
    issuer = run.issuer or samples.department_of(by)
    composition = composed(run, issuer, by=by)
    with transaction.atomic():
        made = documents.start_paper(
            composition, by=by, issuer=issuer, origin=origin_of(run),
            note="Dự thảo từ dữ liệu của lớp",
        )  # fmt: skip
        audit.record(Kind.REPORT_DRAFTED, run, by=by, after=made.subject[:200], paper=made.pk)
    return made


def composed(run: ClassRun, issuer: Organisation, *, by: User) -> Composition:
    facts = result_report.gather(run, photos_of(run))
    kind = state_type("BC")
    above = issuer.parent.name_vi if issuer.parent else issuer.name_vi
    return Composition(
        type_code=kind.code,
        issuer=issuer.name_vi.upper(),
        parent_issuer=samples.parent_name(issuer),
        symbol=samples.symbol_of(kind, issuer, by),
        subject=result_report.subject(run),
        place="Hà Nội",
        addressed_to=(above,),
        body=result_report.body(facts),
        signatures=(samples.signature_of(issuer),),
        recipients=(Addressee(above, "để b/c"), Addressee("Các đơn vị tham dự")),
        appendices=result_report.appendices(facts),
    )


def photos_of(run: ClassRun) -> list[Photo]:
    chosen = run.photos.select_related("file")[: result_report.MOST_PHOTOS]
    return [Photo(_smaller(one.file), one.caption) for one in chosen]


def _smaller(stored: StoredFile) -> bytes:
    """As large as paper needs it; the same photo gives the same bytes."""
    with stored.content.open("rb") as file, Image.open(file) as image:
        picture = image.convert("RGB")
        picture.thumbnail((SIDE, SIDE))
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=82)
    return target.getvalue()


def add_photo(
    run: ClassRun, file: UploadedFile | bytes, caption: str, name: str = "", *, by: User
) -> ClassPhoto:
    """A picture for the report; it passes the gate of files and loses place and device."""
    caption = " ".join(caption.split())[:200]
    if not caption:
        raise Refused(_("Say what the picture shows: it stands below it in the report."))
    if run.photos.count() >= MOST_PHOTOS:
        raise Refused(_("A class has at most %(count)d pictures.") % {"count": MOST_PHOTOS})
    documents.check_text(caption, by=by)
    stored = documents.store(file, name, by=by)
    if not stored.media_type.startswith("image/"):
        raise Refused(_("This is no picture. Choose a photo (JPEG, PNG)."))
    try:
        with transaction.atomic():
            made = ClassPhoto.objects.create(run=run, file=stored, caption=caption)
            audit.record(Kind.RUN_CHANGED, run, by=by, after=f"photo: {caption}"[:200])
    except IntegrityError as error:
        raise AlreadyDecided(_("This picture is already there.")) from error
    return made


@transaction.atomic
def remove_photo(photo: ClassPhoto, *, by: User) -> None:
    audit.record(Kind.RUN_CHANGED, photo.run, by=by, before=f"photo: {photo.caption}"[:200])
    photo.delete()


def remind_report(today: date, *, by: Actor) -> int:
    """The officers of classes that are over, whose report has not gone out; how many were told."""
    runs = ClassRun.objects.filter(
        state__in=[RunState.SUMMONED, RunState.HELD], ends_at__date__lt=today, forgotten_at=None
    ).select_related("owner")
    days, count = calendar(), 0
    for run in runs:
        due = report_due(run)
        paper = report_of(run)
        if due is None or (paper and paper.state in OUT) or (today - due).days > 60:
            continue
        left = days.between(today, due)
        rung = next((one for one in RUNGS if one >= left), None)
        step = "late" if due < today else f"T-{rung}" if rung is not None else ""
        if step:
            notices.tell_report_due(run, due, step)
            count += 1
    return count
