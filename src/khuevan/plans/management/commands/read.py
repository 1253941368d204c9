"""`khuevan read FILE [--json]`: what the reader makes of a file. No database, nothing is kept."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from khuevan.vanban.contract import to_json
from khuevan.vanban.document import Document
from khuevan.vanban.errors import Unreadable
from khuevan.vanban.intake import read_file

UNREADABLE = 2


class Command(BaseCommand):
    help = "Read an administrative document and print what was found in it."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the reading as JSON")
        parser.add_argument("--no-ocr", action="store_true", help="do not recognise scans")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            document = read_file(path, ocr=not options["no_ocr"])
        except Unreadable as error:
            self.fail(error.message_vi)
        except OSError as error:
            self.fail(f"Không mở được tệp “{path}”: {error.strerror}.")
        if options["json"]:
            self.stdout.write(json.dumps(to_json(document), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(summary(document)))

    def fail(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(UNREADABLE)


def summary(document: Document) -> list[str]:
    """A page for people: heading, clauses with their kinds, tasks with units, doubts."""
    lines = [
        f"{document.doc_type or '(không rõ loại)'}: {document.title or '(không có tên)'}",
        f"Cơ quan: {document.issuer or '-'}   Số: {document.number or '-'}   "
        f"Ngày: {document.date or '-'}",
        "",
    ]
    tasks = {task.path: task for task in document.tasks}
    for clause in document.clauses:
        lines.append(f"{clause.path:12} {clause.kind.value:12} {clause.text[:90]}")
        task = tasks.get(clause.path)
        if task:
            units = "; ".join([*task.lead, *(f"+ {name}" for name in task.cooperate)])
            lines.append(f"{'':25} -> {units or '?'}   [{task.deadline or 'không ghi hạn'}]")
    lines += ["", *(f"? {doubt.code}: {doubt.reason}" for doubt in document.doubts)]
    return lines
