"""`khuevan write FILE...`: texts become documents in the official form, documents become texts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management.base import BaseCommand

from khuevan.vanban.writing import command


class Command(BaseCommand):
    help = "Writes documents in the official form: FILE.txt -> .docx (--pdf: and PDF), FILE.docx -> .txt."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        command.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        status = command.run(Namespace(**options), sys.stdout, sys.stderr)
        if status:
            sys.exit(status)
