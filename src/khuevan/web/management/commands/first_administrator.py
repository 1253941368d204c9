from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from khuevan.kit import audit
from khuevan.kit.audit import NamedActor
from khuevan.people.enums import Kind, Role
from khuevan.people.models import User

ACTOR = NamedActor("khuevan first-administrator")


class Command(BaseCommand):
    help = "Make the account from which all others are made; refused once there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="full name, as in the office's list")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
            raise CommandError(
                "There is an administrator already, who makes accounts at /staff/. "
                "One who forgot the password asks for a new one on the sign-in page."
            )
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email}: {error.messages[0]}") from error
        user = User(username=email, email=email, full_name=name, role=Role.ADMINISTRATOR)
        user.set_password(ask_password(user))
        with transaction.atomic():
            user.save()
            audit.record(Kind.ACCOUNT_ADDED, user, by=ACTOR, after=user.role)
        self.stdout.write(
            f"{email} may sign in; the first page asks for a second factor (an app or a passkey)."
        )


def ask_password(user: User) -> str:
    password = getpass.getpass("Password: ")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    if getpass.getpass("Password again: ") != password:
        raise CommandError("The two are not the same. Nothing was stored.")
    return password
