"""`khuevan register-bases`: the bases of every plan there is enter the register; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.documents import actions
from khuevan.documents.citing import in_reading
from khuevan.documents.models import Citation, LegalBasis
from khuevan.kit import audit
from khuevan.plans.models import Plan


class Command(BaseCommand):
    help = "Register the legal bases of plans that were read before there was a register."

    def handle(self, *args: Any, **options: Any) -> None:
        for plan in Plan.objects.only("pk", "reading").iterator():
            actions.cite(plan, in_reading(plan.reading.get("legal_bases", [])), by=audit.SYSTEM)
        self.stdout.write(
            f"{LegalBasis.objects.count()} căn cứ, {Citation.objects.count()} lần viện dẫn."
        )
