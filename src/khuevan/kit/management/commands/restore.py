from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khuevan.kit import audit, restoring
from khuevan.kit.models import Message, MessageState


class Command(BaseCommand):
    help = "Open an archive of khuevan export in an empty, migrated installation; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        told = self.stdout.write if options["verbosity"] > 1 else lambda _words: None
        try:
            summary = restoring.restore(options["file"], told=told)
        except (restoring.Unusable, OSError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        rows = sum(summary.rows.values())
        self.stdout.write(
            f"Restored: {rows} rows of {len(summary.rows)} tables, {summary.files} files."
        )
        broken = sum(1 for _found in audit.breaks())
        held = "holds" if not broken else f"has {broken} break(s), as it had where it was made"
        self.stdout.write(f"The audit log {held}.")
        waiting = Message.objects.filter(state=MessageState.QUEUED).count()
        if waiting:
            self.stdout.write(
                f"{waiting} letter(s) wait in the outbox. Look at them before you start the worker."
            )
