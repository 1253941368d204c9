"""`khuevan write FILE...`: a text becomes .docx (and PDF), a .docx becomes its text."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from khuevan.vanban.catalogue import type_named
from khuevan.vanban.composition import Regime
from khuevan.vanban.errors import Unreadable
from khuevan.vanban.writing import forms, script
from khuevan.vanban.writing.errors import CannotWrite
from khuevan.vanban.writing.package import write
from khuevan.vanban.writing.pdf import to_pdf
from khuevan.vanban.writing.reader import read

WRITTEN, REFUSED = 0, 1
_BEGINNING = """Loại: {type}
Cơ quan chủ quản:
Cơ quan: …
Ký hiệu: {symbol}
Địa danh: …
Trích yếu: …
Nơi nhận: …
Lưu: VT
Ký: … / …

{body}
"""


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="texts or .docx files")
    parser.add_argument("-o", "--output", type=Path, help="where to write (one FILE only)")
    parser.add_argument("--pdf", action="store_true", help="also PDF/A with signature fields")
    parser.add_argument(
        "--form", metavar="TYPE", help='print a text to begin with, such as "Giấy mời", and stop'
    )


def main(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    parser = ArgumentParser(prog="python -m khuevan.vanban write", description=script.__doc__)
    add_options(parser)
    return run(parser.parse_args(arguments), out, err)


def run(options: Namespace, out: TextIO, err: TextIO) -> int:
    if options.form:
        return _form(options.form, out, err)
    status = WRITTEN
    for file in options.files:
        try:
            for path in _made(file, options):
                print(path, file=out)
        except CannotWrite as error:
            print(f"{file}: {error.message_vi}", file=err)
            status = REFUSED
        except (OSError, UnicodeDecodeError, Unreadable) as error:
            print(f"{file}: {error}", file=err)
            status = REFUSED
    return status


def _form(name: str, out: TextIO, err: TextIO) -> int:
    kind = type_named(name, Regime.STATE)
    if kind is None:
        print(f"{name}?", file=err)
        return REFUSED
    symbol = f"{kind.abbreviation}-…" if kind.abbreviation else "…"
    body = forms.sample_text(kind)
    print(_BEGINNING.format(type=kind.name, symbol=symbol, body=body), file=out, end="")
    return WRITTEN


def _made(file: Path, options: Namespace) -> list[Path]:
    if file.suffix.lower() == ".docx":
        made = options.output or file.with_suffix(".txt")
        made.write_text(script.to_text(read(file.read_bytes(), file.name)), encoding="utf-8")
        return [made]
    composition = script.from_text(file.read_text(encoding="utf-8-sig"), file.parent)
    content = write(composition)
    made = options.output or file.with_suffix(".docx")
    made.write_bytes(content)
    if not options.pdf:
        return [made]
    printed = made.with_suffix(".pdf")
    printed.write_bytes(to_pdf(content))
    return [made, printed]
