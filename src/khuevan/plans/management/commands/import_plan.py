"""`khuevan import-plan FILE --by USER`: as the upload page does, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans import actions
from khuevan.plans.progress import is_sure


class Command(BaseCommand):
    help = "Put a plan into the register as a draft to confirm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USER", help="user name of the officer")
        parser.add_argument(
            "--sure", action="store_true", help="it is a plan, though it looks like a contract"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        officer = User.objects.filter(username=options["by"]).first()
        if officer is None or not officer.can(Can.PLAN_EDIT):
            raise CommandError(
                f"“{options['by']}”: không có người dùng này, hoặc không được sửa kế hoạch."
            )
        path: Path = options["file"]
        try:
            with translation.override("vi"):
                plan = actions.upload(
                    path.read_bytes(), path.name, by=officer, is_sure=options["sure"]
                )
        except OSError as error:
            raise CommandError(f"Không mở được tệp “{path}”: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        clauses = list(plan.clauses.prefetch_related("tasks__units"))
        sure = sum(is_sure(plan, clause) for clause in clauses)
        self.stdout.write(
            f"Kế hoạch {plan.pk}: {plan.title}\n"
            f"{len(clauses)} điều khoản, {sure} đọc rõ, {len(clauses) - sure} cần người xem.\n"
            f"Xác nhận tại {settings.BASE_URL}{reverse('plans:confirm', args=[plan.pk])}"
        )
