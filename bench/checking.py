"""How fast documents are checked, against only reading them in the same run.

    python -m bench.checking [FOLDER]

One .docx of 20 pages (wanted: under 0.5 s) and 100 documents (under 20 s on one core), written by
``vanban.writing``; the documents of FOLDER too. Times are processor time, the best of three.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from bench.reading import PAGE_CHARACTERS, seconds
from khuevan.vanban import writing
from khuevan.vanban.checking import check
from khuevan.vanban.composition import Addressee, Composition, Heading, Item, Signature, Table
from khuevan.vanban.intake import read_file

ROUNDS = 3
SUFFIXES = (".docx", ".pdf", ".txt")


def plan(pages: int, number: int) -> bytes:
    """A plan of about this many pages, every task different."""
    body, size, task = [], 0, 0
    while size < pages * PAGE_CHARACTERS:
        task += 1
        if task % 20 == 1:
            body.append(Heading(f"{task // 20 + 1}.", f"Phòng chuyên môn số {task // 20 + 1}"))
        text = (
            f"Chủ trì, phối hợp với Phòng Nghiệp vụ số {task} và các đơn vị liên quan rà soát hợp phần "
            f"{task}, báo cáo Ban Giám đốc trước ngày {task % 28 + 1}/{task % 10 + 3}/2026 theo Kế hoạch số "
            f"{task + 10}/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về hợp phần {task}."
        )
        body.append(Item("-", text))
        size += len(text)
    rows = tuple((str(n), f"Hợp phần {n}", str(n * 3)) for n in range(1, 21))
    body.append(Table(("STT", "Nội dung", "Số"), rows))
    return writing.write(
        Composition(
            type_code="KH",
            issuer="Sở Thư viện",
            symbol="KH-STV",
            subject="Phát triển văn hóa đọc",
            body=tuple(body),
            signatures=(Signature("Giám đốc", "Trần Thị Mẫu"),),
            parent_issuer="UBND tỉnh Hải Vân",
            number=number,
            place="Hải Vân",
            date=date(2026, 2, 5),
            recipients=(Addressee("UBND tỉnh", "để b/c"), Addressee("Các đơn vị thuộc Sở")),
            archive="VT, NV",
        )
    )


def row(name: str, documents: list[tuple[bytes, str]], wanted: float | None = None) -> bool:
    checking = seconds(lambda: [check(*one) for one in documents], ROUNDS)
    reading = seconds(lambda: [read_file(*one) for one in documents], ROUNDS)
    kept = wanted is None or checking <= wanted
    asked = "" if wanted is None else f"{wanted:8.1f} {'kept' if kept else 'MISSED'}"
    print(
        f"{name:28} {len(documents):5} {checking:9.2f} {reading:9.2f} {checking / reading:6.1f} {asked}"
    )
    return kept


def main() -> int:
    print(f"{'documents':28} {'n':>5} {'check s':>9} {'read s':>9} {'ratio':>6} {'wanted':>8}")
    long = plan(20, 1)
    kept = row("a .docx of 20 pages", [(long, "dai.docx")], 0.5)
    many = [(plan(4, n), f"{n}.docx") for n in range(1, 101)]
    kept &= row("100 .docx of 4 pages", many, 20.0)
    if len(sys.argv) > 1:
        found = [p for p in sorted(Path(sys.argv[1]).iterdir()) if p.suffix in SUFFIXES]
        row(Path(sys.argv[1]).name, [(p.read_bytes(), p.name) for p in found])
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
