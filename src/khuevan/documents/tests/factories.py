from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from khuevan.documents import actions
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Consultation, LegalBasis, Paper, Recipient
from khuevan.kit.models import Work, WorkState
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_link
from khuevan.people.enums import ContactKind, OrganisationKind, Purpose, Role
from khuevan.people.models import ContactPoint, Organisation, UnitLink, User
from khuevan.vanban.composition import Authority, Composition, Heading, Item, Paragraph, Signature
from khuevan.vanban.tests import files

ON_PAPER = "ký trên giấy, bản quét lưu tại văn thư"
SIGNED = (Signature("GIÁM ĐỐC", "Lê Thanh Gác", Authority.DEPUTY, "PHÓ GIÁM ĐỐC"),)


def department() -> Organisation:
    found, _new = Organisation.objects.get_or_create(
        code="SVHTT",
        defaults={
            "kind": OrganisationKind.DEPARTMENT,
            "name_vi": "Sở Văn hóa và Thể thao",
            "name_en": "Department of Culture and Sports",
            "short_name": "Sở Văn hóa và Thể thao",
        },
    )
    return found


def person(role: Role = Role.LEAD_OFFICER, name: str = "") -> User:
    """An account of the department, the same one for the same name."""
    username = name or role.value
    found, _new = User.objects.get_or_create(
        username=username,
        defaults={
            "full_name": name.title() or str(role.label),
            "role": role,
            "organisation": department(),
        },
    )
    return found


def composition(**changes: Any) -> Composition:
    values: dict[str, Any] = {
        "type_code": "KH",
        "issuer": "SỞ VĂN HÓA VÀ THỂ THAO",
        "parent_issuer": "UBND THÀNH PHỐ HÀ NỘI",
        "symbol": "KH-SVHTT",
        "subject": "Tổ chức tập huấn thông tin đối ngoại",
        "body": (
            Heading("I.", "MỤC ĐÍCH"),
            Item("-", "Nâng cao kỹ năng viết tin."),
            Paragraph("Sở đề nghị các đơn vị thực hiện."),
        ),
        "signatures": SIGNED,
        "place": "Hà Nội",
    }
    return Composition(**values | changes)


def paper(*, by: User | None = None, origin: str = "", **changes: Any) -> Paper:
    owner = by or person()
    return actions.start_paper(composition(**changes), by=owner, issuer=department(), origin=origin)


def basis(
    number: str = "4879/QĐ-UBND", day: date | None = date(2025, 9, 12), **rest: Any
) -> LegalBasis:
    given = {"doc_type": "Quyết định", "issuer_name": "UBND Thành phố", "abstract": f"Về {number}"}
    return LegalBasis.objects.create(number=number, date=day, **given | rest)


def unit(name: str = "Phường Bồ Đề", *, mail: str | None = "", **fields: Any) -> Organisation:
    """A body with a registered address; ``mail=None`` leaves it without one."""
    values = {"kind": OrganisationKind.WARD, "name_vi": name, "short_name": name[:80]} | fields
    code = values.pop("code", f"U{Organisation.objects.count()}")
    made = Organisation.objects.create(code=code, **values)
    if mail is not None:
        ContactPoint.objects.create(
            organisation=made, kind=ContactKind.EMAIL, is_registered=True,
            value=mail or f"unit{made.pk}@example.vn",
        )  # fmt: skip
    return made


def issued(*units: Organisation, number: int = 1, **changes: Any) -> Paper:
    """A document that is out, with a line for each of these units; not delivered yet."""
    reply_due = changes.pop("reply_due", None)
    made = paper(**changes)
    for order, one in enumerate(units, 1):
        Recipient.objects.create(paper=made, order=order, organisation=one, as_written=one.name_vi)
    day = timezone.localdate()
    Paper.objects.filter(pk=made.pk).update(
        state=PaperState.ISSUED, number=number, date=day, number_year=day.year,
        issued_at=timezone.now(), reply_due=reply_due,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def sent(*units: Organisation, **changes: Any) -> Paper:
    """A document on its way to these units, as the job leaves it."""
    made = issued(*units, **changes)
    actions.deliver(made, by=made.owner)
    run(made)
    return made


def run(made: Paper) -> Work:
    """What the job of a sending does, and its work with what failed."""
    work = Work.objects.create(
        kind="test", title="", owner=made.owner, owner_name=made.owner.full_name
    )
    progress = Progress(work.pk)
    actions.dispatch_deliveries(made, by=made.owner, progress=progress)
    progress.finish(WorkState.DONE)
    work.refresh_from_db()
    return work


def round_of(*units: Organisation, days: int = 7, **changes: Any) -> Consultation:
    """Opinions asked of these units on a draft, the messages in the outbox."""
    made = paper(**changes)
    due = timezone.localdate() + timedelta(days=days)
    found = actions.consult(made, [one.pk for one in units], due, by=made.owner, seen=len(units))
    work = Work.objects.create(
        kind="test", title="", owner=made.owner, owner_name=made.owner.full_name
    )
    actions.ask_opinions(found, by=made.owner, progress=Progress(work.pk))
    return found


def link(unit: Organisation) -> UnitLink:
    return make_link(unit, Purpose.DOCUMENTS, by=person())


def checked(**changes: Any) -> Paper:
    """Submitted for signature, its form confirmed by the clerk."""
    made = paper(**changes)
    actions.ask_for_check(made, by=made.owner)
    actions.confirm_form(made, by=person(Role.CLERK))
    return made


def signed(**changes: Any) -> Paper:
    made = checked(**changes)
    actions.sign(made, by=person(Role.DIRECTOR))
    return made


def numbered(number: int = 5, day: date | None = None, **changes: Any) -> Paper:
    """With its number, on a scan that the clerk took knowingly."""
    made = signed(**changes)
    actions.take_signed(made, plain_pdf(), "ky.pdf", by=person(Role.CLERK))
    actions.give_number(made, number, day or date(2026, 1, 5), why=ON_PAPER, by=person(Role.CLERK))
    return made


def went_out(number: int = 5, day: date | None = None, **changes: Any) -> Paper:
    made = numbered(number, day, **changes)
    actions.issue(made, by=person(Role.CLERK))
    return made


def plain_pdf() -> bytes:
    return files.pdf(files.lines_down("KẾ HOẠCH"))


def downloaded(answer: Any) -> bytes:
    """What a download holds, its file shut but not the answer: that would close PostgreSQL's
    connection."""
    content = b"".join(answer)
    for close in answer._resource_closers:
        close()
    return content
