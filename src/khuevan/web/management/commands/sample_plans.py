from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import PAPERS


class Command(BaseCommand):
    help = "Write the sample plans as .docx files into a folder."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for paper in PAPERS:
            (folder / paper.file_name).write_bytes(typed(paper))
            self.stdout.write(str(folder / paper.file_name))
