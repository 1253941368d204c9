"""Read, check or write: ``python -m khuevan.vanban FILE [--json]``, ``... check FILE``, ``... write FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from khuevan.vanban.checking import command
from khuevan.vanban.contract import to_json
from khuevan.vanban.document import Document
from khuevan.vanban.errors import Unreadable
from khuevan.vanban.intake import read_file
from khuevan.vanban.writing import command as writer


def main(arguments: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["check"]:
        return command.main(given[1:], sys.stdout, sys.stderr)
    if given[:1] == ["write"]:
        return writer.main(given[1:], sys.stdout, sys.stderr)
    parser = argparse.ArgumentParser(prog="python -m khuevan.vanban", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the reading as one JSON object")
    options = parser.parse_args(given)
    try:
        document = read_file(options.file)
    except (OSError, Unreadable) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    print(
        json.dumps(to_json(document), ensure_ascii=False, indent=2)
        if options.json
        else summary(document)
    )
    return 0


def summary(document: Document) -> str:
    """A few lines for people."""
    rows = [
        ("type", document.doc_type),
        ("issuer", document.issuer),
        ("number", document.number),
        ("date", document.date),
        ("title", document.title),
        ("sections", len(document.sections)),
        ("clauses", len(document.clauses)),
        ("tasks", len(document.tasks)),
        ("signer", document.signer_name),
    ]
    said = [f"{name:9} {'-' if value is None else value}" for name, value in rows]
    return "\n".join([*said, *(f"? {doubt.reason}" for doubt in document.doubts)])


if __name__ == "__main__":
    raise SystemExit(main())
