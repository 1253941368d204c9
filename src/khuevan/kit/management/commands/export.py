from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khuevan.kit import archive
from khuevan.kit.vietnamese import short_size


class Command(BaseCommand):
    help = (
        "Write everything, rows and files, into one archive that khuevan restore opens elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="such as export.tar.zst")
        parser.add_argument("--force", action="store_true", help="replace FILE if it exists")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists() and not options["force"]:
            raise CommandError(f"{path} exists already. Name another file, or add --force.")
        told = self.stdout.write if options["verbosity"] > 1 else lambda _words: None
        try:
            summary = archive.export(path, told=told)
        except OSError as error:
            raise CommandError(f"The archive could not be written: {error}") from error
        archive.note(path)
        rows = sum(summary.rows.values())
        self.stdout.write(
            f"{path}: {rows} rows of {len(summary.rows)} tables, {summary.files} files "
            f"({short_size(summary.bytes)}), {short_size(path.stat().st_size)} packed."
        )
        self.stdout.write(archive.SECRETS)
        for name in summary.missing:
            self.stderr.write(f"Missing on the shelf, so not in the archive: {name}")
