from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.web.management.commands import first_administrator

pytestmark = pytest.mark.django_db


def command(monkeypatch, *passwords, email="An@Example.vn"):
    answers = iter(passwords)
    monkeypatch.setattr(first_administrator.getpass, "getpass", lambda _prompt: next(answers))
    call_command("first_administrator", email, "Nguyễn Văn An")


def test_the_first_administrator_is_made_and_recorded(monkeypatch, capsys):
    command(monkeypatch, "một mật khẩu dài", "một mật khẩu dài")
    user = User.objects.get()
    assert (user.email, user.full_name, user.role) == (
        "an@example.vn",
        "Nguyễn Văn An",
        Role.ADMINISTRATOR,
    )
    assert user.check_password("một mật khẩu dài")
    assert [(e.by_name, e.after) for e in audit.history(user)] == [
        ("khuevan first-administrator", "administrator")
    ]
    assert capsys.readouterr().out.startswith("an@example.vn may sign in; ")


def test_there_is_only_one_first(monkeypatch):
    command(monkeypatch, "một mật khẩu dài", "một mật khẩu dài")
    with pytest.raises(CommandError, match=r"^There is an administrator already"):
        command(monkeypatch, email="binh@example.vn")


@pytest.mark.parametrize(
    ("email", "passwords"),
    [
        ("an", []),
        ("an@example.vn", ["12345678"]),
        ("an@example.vn", ["một mật khẩu dài", "một mật khẩu khác"]),
    ],
)
def test_a_wrong_address_or_password_stores_nothing(monkeypatch, email, passwords):
    with pytest.raises(CommandError):
        command(monkeypatch, *passwords, email=email)
    assert not User.objects.exists()
