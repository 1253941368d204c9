"""`khuevan check FILE...` checks documents; without a file it is Django's check of the system."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any, TextIO, cast

from django.apps import apps
from django.core.management.base import CommandParser
from django.core.management.commands import check

from khuevan.vanban.checking import command


class Command(check.Command):
    help = (
        "Check administrative documents (.docx, .doc, .pdf, .txt) against Decree 30/2020/ND-CP: "
        "khuevan check FILE... Without a file: Django's check of the system."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        command.add_options(parser.add_argument_group("documents"))  # type: ignore[arg-type] # a group adds as a parser does

    def handle(self, *app_labels: Any, **options: Any) -> None:
        names: tuple[str, ...] = app_labels
        chosen = Namespace(**options)
        if not (names or command.is_asked(chosen)) or all(map(is_app, names or ("",))):
            super().handle(*app_labels, **options)
            return
        out, err = cast(TextIO, self.stdout), cast(TextIO, self.stderr)
        status = command.run(names, chosen, out, err)
        if status:
            sys.exit(status)


def is_app(name: str) -> bool:
    """An app's label that is no file: `khuevan check plans`."""
    return name in {config.label for config in apps.get_app_configs()} and not Path(name).exists()
