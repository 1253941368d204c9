"""What the linter prints: lines for people, JSON, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khuevan.vanban.checking.finding import Finding, Said, Severity
from khuevan.vanban.checking.registry import Rule

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}
_NAMES = {
    Severity.ERROR: Said("lỗi", "error"),
    Severity.WARNING: Said("cảnh báo", "warning"),
    Severity.HINT: Said("gợi ý", "hint"),
}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: its findings, or why it could not be read."""

    path: str
    findings: tuple[Finding, ...] = ()
    problem: Said | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How to print for people."""

    language: str = "vi"
    coloured: bool = False

    def say(self, said: Said) -> str:
        return said.en if self.language == "en" else said.vi

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.coloured else text


def text(checked: Sequence[Checked], manner: Manner) -> Iterator[str]:
    """One finding a line, how to mend it below, and a line that adds up."""
    for one in checked:
        for finding in one.findings:
            yield from _line(one.path, finding, manner)
    yield _summary(checked, manner)


def _line(path: str, finding: Finding, manner: Manner) -> Iterator[str]:
    place, severity = finding.place, manner.say(_NAMES[finding.severity])
    where = f"{path}:{place.line}:{place.column}" if place.start is not None else path
    page = f" (tr. {place.page})" if place.page and manner.language == "vi" else ""
    page = f" (p. {place.page})" if place.page and manner.language == "en" else page
    head = manner.paint(f"{severity} {finding.rule}", _COLOURS[finding.severity])
    yield f"{where}{page}: {head} {manner.say(finding.message)}"
    yield f"    {manner.say(finding.mend)} [{finding.article}]"


def _summary(checked: Sequence[Checked], manner: Manner) -> str:
    counts = Counter(finding.severity for one in checked for finding in one.findings)
    unread = sum(1 for one in checked if one.problem)
    files = len(checked) - unread
    if manner.language == "en":
        said = f"{files} files checked: " + ", ".join(f"{counts[s]} {s.value}s" for s in Severity)
        return said + (f"; {unread} could not be read" if unread else "")
    said = f"Đã kiểm tra {files} tệp: " + ", ".join(f"{counts[s]} {_NAMES[s].vi}" for s in Severity)
    return said + (f"; {unread} tệp không đọc được" if unread else "")


def as_json(checked: Iterable[Checked]) -> str:
    files = [
        {"file": one.path, "error": _both(one.problem)}
        if one.problem
        else {"file": one.path, "findings": [finding_json(f) for f in one.findings]}
        for one in checked
    ]
    return json.dumps({"files": files}, ensure_ascii=False, indent=1)


def finding_json(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": _both(finding.message),
        "article": finding.article,
        "mend": _both(finding.mend),
        "fix": finding.fix,
        "place": {
            "page": place.page,
            "paragraph": place.paragraph,
            "line": place.line if place.start is not None else None,
            "column": place.column if place.start is not None else None,
            "start": place.start,
            "end": place.end,
            "words": place.words,
        },
    }


def _both(said: Said) -> dict[str, str]:
    return {"vi": said.vi, "en": said.en}


def as_sarif(checked: Sequence[Checked], rules: Sequence[Rule], manner: Manner) -> str:
    index = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "khuevan check",
                "language": manner.language,
                "rules": [_sarif_rule(rule, manner) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(one.problem for one in checked),
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": manner.say(one.problem)},
                        "locations": [_location(one.path)],
                    }
                    for one in checked
                    if one.problem
                ],
            }
        ],
        "results": [
            _result(one.path, finding, index, manner) for one in checked for finding in one.findings
        ],
    }
    return json.dumps(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1
    )


def _sarif_rule(rule: Rule, manner: Manner) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": manner.say(rule.title)},
        "help": {"text": f"{rule.article}. {manner.say(rule.why)}".strip()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(path: str, finding: Finding, index: dict[str, int], manner: Manner) -> dict[str, Any]:
    location = _location(path)
    place = finding.place
    if place.start is not None and path.lower().endswith(".txt"):
        location["physicalLocation"]["region"] = _region(finding)
    if place.paragraph is not None:
        location["logicalLocations"] = [
            {"name": f"paragraph {place.paragraph}", "kind": "paragraph"}
        ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{manner.say(finding.message)} {manner.say(finding.mend)}"},
        "locations": [location],
        "properties": {"article": finding.article, "words": place.words, "page": place.page},
    }


def _location(path: str) -> dict[str, Any]:
    uri = Path(path).as_posix().replace("%", "%25").replace(" ", "%20")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}}}


def _region(finding: Finding) -> dict[str, Any]:
    """Lines of the words as read: a text file's own, as long as it is UTF-8 in NFC."""
    place = finding.place
    lines = place.words.split("\n")
    last = len(lines[-1]) + (place.column if len(lines) == 1 else 1)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line + len(lines) - 1,
        "endColumn": last,
        "snippet": {"text": place.words},
    }
