from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.documents import actions
from khuevan.documents.models import LegalBasis, Paper
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation, User
from khuevan.vanban.composition import Authority, Composition, Heading, Item, Paragraph, Signature

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
