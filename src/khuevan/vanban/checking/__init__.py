"""The linter of administrative documents: ``check`` a file, a text, or a composition being written."""

from khuevan.vanban.checking.engine import check, check_composition, check_text
from khuevan.vanban.checking.finding import Finding, Place, Said, Severity, apply_fixes
from khuevan.vanban.checking.known import Facts, load
from khuevan.vanban.checking.mending import mend
from khuevan.vanban.checking.registry import RULES, Rule

FACTS = load()

__all__ = [
    "FACTS",
    "RULES",
    "Facts",
    "Finding",
    "Place",
    "Rule",
    "Said",
    "Severity",
    "apply_fixes",
    "check",
    "check_composition",
    "check_text",
    "mend",
]
