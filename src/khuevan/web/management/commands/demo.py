from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from khuevan.people.models import Organisation, User
from khuevan.people.seeds import seed_units
from khuevan.plans.models import Plan
from khuevan.web.demo import (
    classes,
    guidance,
    lessons,
    office,
    papers,
    pilots,
    plans,
    quarter,
    reports,
)


class Command(BaseCommand):
    help = "Fill an empty database with the demo office: units, accounts, plans, a quarter of work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data")
        parser.add_argument(
            "--days",
            type=int,
            default=quarter.QUARTER,
            help="days of work to replay; tests take fewer (at least 16)",
        )
        parser.add_argument("--accounts", action="store_true", help="only print the accounts")

    def handle(self, *args: Any, if_empty: bool, accounts: bool, days: int, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("The demo is refused in production: its accounts are known to all.")
        if accounts:
            self.print_accounts()
        elif Plan.objects.exists() or User.objects.exists():
            if not if_empty:
                raise CommandError("There is data already. Name an empty folder in KHUEVAN_VAR.")
        else:
            self.stdout.write("Filling the demo office (once)...")
            self.fill(timezone.localdate(), days)

    def fill(self, today: date, days: int) -> None:
        with transaction.atomic(), translation.override("vi"):
            if not Organisation.objects.exists():
                seed_units()
            with plans.at(today - timedelta(days=700), 8):
                users = office.open_office(today - timedelta(days=700))
            desk = plans.Desk(users, today)
            city, before = plans.city_plan(desk), plans.plan_of_last_year(desk)
            year = plans.year_plan(desk, city, before)
            training = plans.training_plan(desk, city)
            done = quarter.replay(year, training, users, today, days)
            guidance.fill(desk)
            papers.fill(desk)
            classes.fill(desk, year, training)
            lessons.fill(desk, year)
            reports.fill(desk, year)
            pilots.fill(desk)
            quarter.settle_outbox()
        happened = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
        self.stdout.write(f"The demo office is open: {happened}.")

    def print_accounts(self) -> None:
        shown = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
        if shown:
            self.stdout.write(
                f"\nDemo accounts (password {office.PASSWORD}, or one click on the sign-in page):"
            )
        for user in shown:
            self.stdout.write(f"  {user.username:16}{user.get_role_display()}")
