"""The command line of the linter: `khuevan check FILE...`, `python -m khuevan.vanban check FILE...`.

The exit status is 0 when nothing but hints was found, 1 for an error or warning, 2 for a file that
could not be read.
"""

from __future__ import annotations

import glob
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from khuevan.vanban.checking import report
from khuevan.vanban.checking.engine import check, chosen
from khuevan.vanban.checking.finding import Said, Severity
from khuevan.vanban.checking.pages import explained
from khuevan.vanban.checking.registry import RULES
from khuevan.vanban.checking.report import Checked, Manner
from khuevan.vanban.errors import Unreadable

CLEAN, FOUND, UNREADABLE = 0, 1, 2
SUFFIXES = (".docx", ".doc", ".pdf", ".txt", ".odt", ".rtf")


def add_options(parser: ArgumentParser) -> None:
    """Everything but the files themselves."""
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", dest="form",
        help="how to print the findings (default: text)",
    )  # fmt: skip
    parser.add_argument(
        "--select", action="append", default=[], metavar="RULES",
        help="only these rules; ids or their beginnings, with commas (F,G31)",
    )  # fmt: skip
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="RULES", help="all rules but these"
    )
    parser.add_argument("--list-rules", action="store_true", help="print every rule and stop")
    parser.add_argument("--explain", metavar="RULE", help="print the page of one rule and stop")
    parser.add_argument(
        "--language", choices=("vi", "en"), default="vi", help="of the findings (default: vi)"
    )


def is_asked(options: Namespace) -> bool:
    """Whether an option says that documents are meant, even without a file."""
    return bool(options.list_rules or options.explain or options.select or options.ignore)


def main(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    parser = ArgumentParser(prog="python -m khuevan.vanban check", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE")
    add_options(parser)
    options = parser.parse_args(arguments)
    return run(options.files, options, out, err)


def run(files: Sequence[str], options: Namespace, out: TextIO, err: TextIO) -> int:
    manner = Manner(options.language, coloured=_may_colour(out))
    if options.list_rules:
        _list(options, manner, out)
        return CLEAN
    if options.explain:
        return _explain(options.explain, manner, out, err)
    if not files:
        err.write(manner.say(_NO_FILE) + "\n")
        return UNREADABLE
    if unknown := [
        one for one in (*_ids(options.select), *_ids(options.ignore)) if not _known(one)
    ]:
        err.write(manner.say(_NO_RULE.filled(id=", ".join(unknown))) + "\n")
        return UNREADABLE
    checked = []
    for path in _paths(files):
        one = _checked(path, options)
        if one.problem:
            err.write(f"{one.path}: {manner.say(one.problem)}\n")
        checked.append(one)
    _print(checked, options, manner, out)
    return status(checked)


_NO_FILE = Said(
    "Hãy nêu ít nhất một tệp, ví dụ: khuevan check van-ban.docx",
    "Name at least one file, such as: khuevan check document.docx",
)
_NO_RULE = Said(
    "Không có quy tắc nào là “{id}”; xem: khuevan check --list-rules",
    "There is no rule “{id}”; see: khuevan check --list-rules",
)
_CANNOT_OPEN = Said("Không mở được tệp: {why}.", "The file cannot be opened: {why}.")
_BROKEN = Said(
    "Không kiểm tra được tệp này ({why}); các tệp khác vẫn được kiểm tra.",
    "This file could not be checked ({why}); the others were.",
)


def status(checked: Sequence[Checked]) -> int:
    if any(one.problem for one in checked):
        return UNREADABLE
    serious = any(f.severity is not Severity.HINT for one in checked for f in one.findings)
    return FOUND if serious else CLEAN


def _paths(files: Sequence[str]) -> Iterator[str]:
    """Patterns that no shell expanded, and what lies in folders."""
    for name in files:
        if not Path(name).exists() and glob.has_magic(name):
            yield from sorted(glob.glob(name, recursive=True)) or [name]
        elif Path(name).is_dir():
            inside = sorted(p for p in Path(name).rglob("*") if p.suffix.lower() in SUFFIXES)
            yield from map(str, inside)
        else:
            yield name


def _checked(path: str, options: Namespace) -> Checked:
    try:
        content = Path(path).read_bytes()
        findings = check(
            content, Path(path).name, select=_ids(options.select), ignore=_ids(options.ignore)
        )
    except Unreadable as error:
        return Checked(path, problem=Said(error.message_vi, error.message_en))
    except OSError as error:
        return Checked(path, problem=_CANNOT_OPEN.filled(why=error.strerror or "?"))
    except (ValueError, KeyError, RecursionError) as error:
        return Checked(path, problem=_BROKEN.filled(why=type(error).__name__))
    return Checked(path, findings)


def _ids(given: Sequence[str]) -> list[str]:
    return [one.strip().upper() for text in given for one in text.split(",") if one.strip()]


def _known(beginning: str) -> bool:
    return any(id.startswith(beginning) for id in RULES)


def _print(checked: Sequence[Checked], options: Namespace, manner: Manner, out: TextIO) -> None:
    if options.form == "json":
        out.write(report.as_json(checked) + "\n")
    elif options.form == "sarif":
        out.write(report.as_sarif(checked, chosen(), manner) + "\n")
    else:
        out.writelines(f"{line}\n" for line in report.text(checked, manner))


def _list(options: Namespace, manner: Manner, out: TextIO) -> None:
    for rule in chosen(_ids(options.select), _ids(options.ignore)):
        out.write(f"{rule.id}  {rule.severity.value:8} {manner.say(rule.title)}\n")


def _explain(id: str, manner: Manner, out: TextIO, err: TextIO) -> int:
    rule = RULES.get(id.upper())
    if rule is None:
        err.write(manner.say(_NO_RULE.filled(id=id)) + "\n")
        return UNREADABLE
    out.write(explained(rule, manner.language))
    return CLEAN


def _may_colour(out: TextIO) -> bool:
    return out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
