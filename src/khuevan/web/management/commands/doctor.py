from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.web.doctor import Finding, State, examine

SIGNS = {State.FINE: "✓", State.CAUTION: "!", State.BROKEN: "✗"}


class Command(BaseCommand):
    help = "Examine database, worker, mail, fonts, LibreOffice, OCR...; say how to mend each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON list, for programs")
        parser.add_argument("--language", choices=["vi", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            findings = []
            for finding in examine():
                findings.append(finding)
                if not options["json"]:
                    self.show(finding)
            if options["json"]:
                rows = [asdict(one) for one in findings]
                self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            else:
                self.conclude(findings)
        if any(one.state is State.BROKEN for one in findings):
            sys.exit(1)

    def show(self, finding: Finding) -> None:
        self.stdout.write(f"{SIGNS[finding.state]} {finding.part}: {finding.says}")
        if finding.mend:
            self.stdout.write(f"    → {finding.mend}")

    def conclude(self, findings: list[Finding]) -> None:
        count = sum(one.state is State.BROKEN for one in findings)
        self.stdout.write(
            _("All is well.") if not count else _("To mend: %(count)d") % {"count": count}
        )
