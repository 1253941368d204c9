"""The people of the demo office. All invented; addresses end in .example, which nobody owns."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from khuevan.kit.vietnamese import fold
from khuevan.people.enums import ContactKind, OrganisationKind, Role
from khuevan.people.models import ContactPoint, FocalPoint, Organisation, Person, Post, User

PASSWORD = "khuevan-demo"  # noqa: S105 - a demo's, printed at its start; production has none


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    full_name: str
    role: Role
    unit: str
    title: str


# `unit` is the code of the unit in people/seeds/organisations.csv.
ACCOUNTS = (
    Account("chuyenvien", "Nguyễn Thu Yên", Role.LEAD_OFFICER, "SVHTT-TTBCXB", "Chuyên viên"),
    Account("bientap", "Phạm Hoài Giang", Role.EDITOR, "SVHTT-TTBCXB", "Biên tập viên"),
    Account("truyenthongso", "Đỗ Quốc Việt", Role.DIGITAL_DESK, "SVHTT-TTS", "Chuyên viên"),
    Account("taichinh", "Vũ Thị Ngân", Role.FINANCE, "SVHTT-VP", "Kế toán viên"),
    Account("phapche", "Hoàng Đức Luật", Role.LEGAL, "SVHTT-TCPC", "Chuyên viên"),
    Account("chanhvanphong", "Bùi Văn Chánh", Role.OFFICE_HEAD, "SVHTT-VP", "Chánh Văn phòng"),
    Account("vanthu", "Trịnh Thị Thư", Role.CLERK, "SVHTT-VP", "Văn thư"),
    Account("giamdoc", "Trần Minh Khuê", Role.DIRECTOR, "SVHTT", "Giám đốc"),
    Account("phogiamdoc", "Lê Thanh Gác", Role.DIRECTOR, "SVHTT", "Phó Giám đốc"),
    Account("phuong", "Đặng Thị Ước", Role.FOCAL_POINT, "00004", "Công chức văn hóa - xã hội"),
    Account("thanhtra", "Ngô Bá Thanh", Role.AUDITOR, "SVHTT", "Thanh tra viên"),
    Account("quantri", "Mai Công Quản", Role.ADMINISTRATOR, "SVHTT-VP", "Quản trị hệ thống"),
)

FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh".split()
MIDDLE = "Thị Văn Thu Minh Đức Ngọc Thanh Quang Hồng Hữu Bích Anh".split()
GIVEN = (
    "An Ánh Ân Bình Châu Dung Dũng Đạt Đức Giang Hà Hạnh Hiếu Hoa Hùng Khánh Lan Linh Long Mai "
    "Nam Nga Oanh Ơn Phúc Quân Quyên Sơn Tâm Thảo Trang Tuấn Uyên Ước Vân Việt Xuân Yến"
).split()
WARDS = frozenset({OrganisationKind.WARD, OrganisationKind.COMMUNE})


def open_office(since: date) -> dict[str, User]:
    """Accounts, focal points and work addresses of every unit; by user name."""
    units = {unit.code: unit for unit in Organisation.objects.all()}
    users = {account.username: hire(account, units) for account in ACCOUNTS}
    today = timezone.localdate()
    addressed = Organisation.objects.valid(today).exclude(kind=OrganisationKind.DISTRICT)
    chance = random.Random(142)  # noqa: S311 - invented names, the same at every start
    for unit in addressed.order_by("pk"):
        equip(unit, since, chance)
    return users


def hire(account: Account, units: dict[str, Organisation]) -> User:
    user = User(
        username=account.username,
        email=f"{account.username}@khuevan.example",
        full_name=account.full_name,
        role=account.role,
        title=account.title,
        organisation=units[account.unit],
        is_demo=True,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def equip(unit: Organisation, since: date, chance: random.Random) -> None:
    """A focal point with a work e-mail and a phone that cannot ring."""
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    person = Person.objects.create(full_name=name)
    title = "Công chức văn hóa - xã hội" if unit.kind in WARDS else "Chuyên viên"
    Post.objects.create(person=person, organisation=unit, title=title, valid_from=since)
    FocalPoint.objects.create(person=person, organisation=unit, valid_from=since)
    address = f"{fold(unit.short_name).replace(' ', '.')}.{unit.code.lower()}@hanoi.example"
    ContactPoint.objects.create(
        organisation=unit, person=person, kind=ContactKind.EMAIL, value=address, is_registered=True,
        verified_at=timezone.now(),
    )  # fmt: skip
    ContactPoint.objects.create(
        organisation=unit, person=person, kind=ContactKind.PHONE, value=f"024000{unit.pk:05d}"
    )
