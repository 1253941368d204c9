"""Every finding on the real documents of the shared folder, with what a reader judged it to be."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from khuevan.vanban.checking import Severity, check
from khuevan.vanban.checking.registry import RULES

ROOT = Path(__file__).resolve().parents[5]
SHARED = Path(os.environ.get("KHUEVAN_SHARED") or ROOT.parent / "shared")
FOLDERS = ("plans", "eval/dev/original", "eval/dev/text", "eval/dev/robust")
SUFFIXES = (".txt", ".docx", ".doc", ".pdf")
ALLOWED = 1 / 20
LETTERS = 48
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts by rule; ``unjudged`` are findings that nobody has read yet."""

    all: Counter[str]
    false: Counter[str]
    unjudged: tuple[Key, ...]
    gone: tuple[Key, ...]
    documents: int

    def rate(self, rule: str) -> float:
        return self.false[rule] / self.all[rule]

    @property
    def overall(self) -> float:
        return self.false.total() / max(self.all.total(), 1)

    @property
    def too_loud(self) -> list[str]:
        """Rules that cry wolf more than once in twenty and are no hints."""
        return sorted(
            rule
            for rule in self.all
            if self.rate(rule) > ALLOWED and RULES[rule].severity is not Severity.HINT
        )


def known() -> dict[Key, bool]:
    """Whether each finding judged is true; one key may stand for several places of one document."""
    with (Path(__file__).parent / "verdicts.tsv").open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(r["file"], r["rule"], r["words"]): r["verdict"] == "true" for r in rows}


def found() -> list[Key]:
    keys = []
    for folder in FOLDERS:
        for path in sorted((SHARED / folder).iterdir()):
            if path.suffix in SUFFIXES:
                name = f"{folder}/{path.name}"
                for finding in check(path.read_bytes(), path.name):
                    words = " ".join(finding.place.words.split())[:LETTERS]
                    keys.append((name, finding.rule, words))
    return keys


def score() -> Score:
    judged, keys = known(), found()
    return Score(
        all=Counter(rule for _, rule, _ in keys),
        false=Counter(key[1] for key in keys if judged.get(key) is False),
        unjudged=tuple(key for key in keys if key not in judged),
        gone=tuple(sorted(judged.keys() - set(keys))),
        documents=sum(
            path.suffix in SUFFIXES for folder in FOLDERS for path in (SHARED / folder).iterdir()
        ),
    )


def at_hand() -> bool:
    return all((SHARED / folder).is_dir() for folder in FOLDERS)
