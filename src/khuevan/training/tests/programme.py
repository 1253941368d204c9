"""A class with what its programme needs: a seat, a hall, a speaker, a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.documents.models import LegalBasis
from khuevan.people.enums import OrganisationKind
from khuevan.people.models import Organisation
from khuevan.plans.tests.factories import unit, user
from khuevan.training.enums import InvitationState, MaterialKind
from khuevan.training.models import (
    ClassRun,
    Course,
    Invitation,
    Material,
    Nomination,
    Seat,
    Speaker,
    Venue,
    VenueProof,
)

officer = user


def run(**fields: Any) -> ClassRun:
    course, _made = Course.objects.get_or_create(theme="ttdn", name_vi="Thông tin đối ngoại")
    defaults = {"course": course, "title": "Tập huấn thông tin đối ngoại", "venue_rule": {}}
    return ClassRun.objects.create(
        **defaults | {"owner": fields.pop("owner", None) or user()} | fields
    )


def ward(name: str = "Phường Bồ Đề", **fields: Any) -> Organisation:
    return unit(name, **{"kind": OrganisationKind.WARD} | fields)


def seat(of: ClassRun, organisation: Organisation | None = None, **fields: Any) -> Seat:
    number = of.seats.count() + 1
    return Seat.objects.create(
        run=of, organisation=organisation or ward(f"Phường {number}"), number=number, **fields
    )


def nominee(of: Seat, name: str = "Nguyễn Thị Hoa", **fields: Any) -> Nomination:
    defaults = {"position": "Công chức VHXH", "made_by": "Phường", "phone": "0912345678"}
    return Nomination.objects.create(seat=of, full_name=name, **defaults | fields)


def venue(name: str = "Khách sạn Hòa Bình", *, proof: int | None = 3, **fields: Any) -> Venue:
    """A hall in Hà Nội; ``proof``: its stars by a decision that holds long, None for none."""
    made = Venue.objects.create(**{"name": name, "city": "Hà Nội", "capacity": 200} | fields)
    if proof:
        new_proof(made, proof).save()
    return made


def new_proof(
    of: Venue,
    stars: int,
    starts: date = date(2020, 1, 1),
    ends: date = date(2040, 1, 1),
    number: str = "100/QĐ-CDLQGVN",
) -> VenueProof:
    return VenueProof(
        venue=of, stars=stars, number=number, issuer="Cục Du lịch Quốc gia Việt Nam",
        valid_from=starts, valid_to=ends,
    )  # fmt: skip


def proof(of: Venue, stars: int, *days: date, number: str = "100/QĐ-CDLQGVN") -> VenueProof:
    made = new_proof(of, stars, *days, number=number)
    made.save()
    return made


def speaker(name: str = "Lê Văn Sáu", **fields: Any) -> Speaker:
    defaults = {"title": "PGS.TS", "workplace": "Học viện Báo chí", "email": "sau@example.vn"}
    return Speaker.objects.create(full_name=name, **defaults | fields)


def invitation(of: ClassRun, who: Speaker | None = None, **fields: Any) -> Invitation:
    defaults = {"topic": "Kỹ năng viết tin đối ngoại", "state": InvitationState.INVITED}
    return Invitation.objects.create(run=of, speaker=who or speaker(), **defaults | fields)


def basis(number: str = "47/NQ-CP", **fields: Any) -> LegalBasis:
    defaults = {"doc_type": "Nghị quyết", "date": date(2024, 4, 15),
                "abstract": "Chương trình hành động về thông tin đối ngoại"}  # fmt: skip
    return LegalBasis.objects.create(number=number, **defaults | fields)


def material(of: ClassRun, title: str = "Tài liệu", **fields: Any) -> Material:
    """A directive document of the register, without a file."""
    count = Material.objects.count() + 1
    fields.setdefault("basis", basis(f"{count}/NQ-CP"))
    defaults = {"kind": MaterialKind.DIRECTIVE, "order": count}
    return Material.objects.create(run=of, title=title, **defaults | fields)
