from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khuevan.kit import audit
from khuevan.kit.models import AuditEvent, AuditHead

SENTENCES = {
    "altered": "Row {seq} was altered after it was written ({what}).",
    "missing": "Row {seq} is missing: it was deleted.",
    "cut": "The end of the log was cut off or altered: row {seq} or a later one is missing.",
}


class Command(BaseCommand):
    help = "Check the hash chain of the audit log; name every row that does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(audit.breaks())
        for found in breaks:
            self.stderr.write(
                SENTENCES[found.code].format(seq=found.seq, what=described(found.seq))
            )
        if breaks:
            raise CommandError(f"The audit log does not hold: {len(breaks)} break(s).")
        head = AuditHead.objects.filter(pk=1).first()
        self.stdout.write(f"The audit log holds: {head.seq if head else 0} row(s).")


def described(seq: int) -> str:
    event = AuditEvent.objects.filter(pk=seq).first()
    return f"{event.kind} {event.target}, {event.at:%d/%m/%Y %H:%M} UTC" if event else "gone"
