"""Writing a report of 20 pages with 4 tables and 4 charts, against python-docx with its bare text.

    python -m bench.writing                    the table: time, memory, pages
    python -m bench.writing --round-trip 1000  so many generated documents of all types written and read back

Wanted: under 2 s after the first, memory under 200 MB. The charts are drawn by vl-convert in a
process of their own, as a job would, and are not part of the time.
"""

from __future__ import annotations

import argparse
import base64
import io
import resource
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from datetime import date

import docx

from khuevan.vanban import writing
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Block,
    Composition,
    Heading,
    Item,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from khuevan.vanban.formats import office

WANTED_SECONDS, WANTED_MB = 2.0, 200
ROUNDS = 5
_CHART = """
import base64, json, sys, vl_convert
for n in range(4):
    values = [{"unit": f"Phường {k + 1}", "count": (k * 7 + n * 5) % 23 + 3} for k in range(12)]
    chart = {"data": {"values": values}, "mark": "bar", "width": 640, "height": 300,
             "encoding": {"x": {"field": "unit", "type": "nominal", "title": None},
                          "y": {"field": "count", "type": "quantitative", "title": "Số sự kiện"}}}
    print(base64.b64encode(vl_convert.vegalite_to_png(json.dumps(chart), scale=2)).decode())
"""
_SENTENCE = (
    "Trong quý, {unit} đã phối hợp với các cơ quan báo chí, các đoàn phóng viên nước ngoài tổ chức {n} hoạt động "
    "giới thiệu hình ảnh, con người, văn hóa Thủ đô; cung cấp thông tin kịp thời, đúng định hướng, góp phần thực "
    "hiện Kế hoạch thông tin đối ngoại của Thành phố."
)  # fmt: skip


def charts() -> list[bytes]:
    made = subprocess.run(
        [sys.executable, "-c", _CHART], check=True, capture_output=True, text=True
    )
    return [base64.b64decode(line) for line in made.stdout.split()]


def report(pictures: list[bytes]) -> Composition:
    body: list[Block] = [
        Paragraph("Sở Văn hóa và Thể thao báo cáo kết quả quý III năm 2026 như sau:")
    ]
    for part, picture in enumerate(pictures):
        body += [Heading("I" * (part + 1) + "." if part < 3 else "IV.", f"KẾT QUẢ PHẦN {part + 1}")]
        for number in range(1, 5):
            body += [Heading(f"{number}.", f"Nhóm nhiệm vụ {number}")]
            body += [Item("-", _SENTENCE.format(unit=f"phường số {n}", n=n + 2)) for n in range(7)]
        rows = tuple(
            (str(n), f"Phường số {n}", str(n * 3), f"{n},5", "Hoàn thành") for n in range(1, 31)
        )
        head = ("TT", "Đơn vị", "Số sự kiện", "Tỷ lệ (%)", "Ghi chú")
        body += [
            Table(
                head,
                rows,
                f"Bảng {part + 1}. Kết quả theo đơn vị",
                (8, 40, 17, 15, 20),
                frozenset({2, 3}),
            )
        ]
        body += [Picture(picture, f"Hình {part + 1}. Số sự kiện theo đơn vị", "Biểu đồ cột", 150)]
    body += [Paragraph("Trên đây là báo cáo kết quả quý III năm 2026.")]
    return Composition(
        "BC", "SỞ VĂN HÓA VÀ THỂ THAO", "BC-SVHTT", "Kết quả thông tin đối ngoại quý III năm 2026", tuple(body),
        (Signature("GIÁM ĐỐC", "Trần Thị Hương", Authority.DEPUTY, "PHÓ GIÁM ĐỐC"),),
        parent_issuer="UBND THÀNH PHỐ HÀ NỘI", number=321, place="Hà Nội", date=date(2026, 9, 15),
        addressed_to=("Ủy ban nhân dân thành phố Hà Nội",), recipients=(Addressee("Như trên"),),
        archive="VT, TTBCXB", appendices=(Appendix("Danh mục sự kiện", (Paragraph("Theo bảng trên."),)),),
    )  # fmt: skip


def bare(composition: Composition) -> bytes:
    """The same words, rows and pictures through python-docx, without any form."""
    document = docx.Document()
    for block in composition.body:
        if isinstance(block, Table):
            grid = document.add_table(1 + len(block.rows), len(block.head))
            for row, texts in zip(grid.rows, (block.head, *block.rows), strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        elif isinstance(block, Picture):
            document.add_picture(io.BytesIO(block.content))
        else:
            label = "" if isinstance(block, Paragraph) else f"{block.label} "
            document.add_paragraph(label + block.text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def timed(work, rounds: int = ROUNDS) -> float:
    """Milliseconds of processor time, the best of several: the machine is shared."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, 1000 * (time.process_time() - start))
    return best


def peak_mb(work) -> float:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def measure() -> int:
    given = report(charts())
    first = timed(lambda: writing.write(given), 1)
    written = writing.write(given)
    ours = timed(lambda: writing.write(given))
    plain = timed(lambda: bare(given))
    back = timed(lambda: writing.read(written))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = [
        ("python-docx, the same bare text", f"{plain:8.1f} ms", "1.00"),
        ("write, the first", f"{first:8.1f} ms", f"{first / plain:.2f}"),
        ("write, after it", f"{ours:8.1f} ms", f"{ours / plain:.2f}"),
        ("read back", f"{back:8.1f} ms", f"{back / plain:.2f}"),
        ("memory of the process at its peak", f"{memory:8.1f} MB", ""),
        ("of which writing (Python's own)", f"{peak_mb(lambda: writing.write(given)):8.1f} MB", ""),
        ("of python-docx, the same", f"{peak_mb(lambda: bare(given)):8.1f} MB", ""),
        ("size of the file", f"{len(written) / 1024:8.1f} KB", ""),
    ]
    if office.program():
        start = time.perf_counter()
        pdf = writing.to_pdf(written)
        rows.append(
            (
                f"PDF/A by LibreOffice, {pages(pdf)} pages",
                f"{time.perf_counter() - start:8.2f} s ",
                "",
            )
        )
    for name, figure, ratio in rows:
        print(f"{name:44} {figure} {ratio:>6}")
    same = writing.read(written) == writing.tidy(given)
    print(f"reads back as the same value: {same}")
    return int(not same or ours > 1000 * WANTED_SECONDS or memory > WANTED_MB)


def pages(pdf: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def round_trip(count: int) -> int:
    """Documents made by hypothesis, as many of each type, each written and read back."""
    from hypothesis import HealthCheck, given, settings

    from khuevan.vanban.writing.tests.compositions import ALL_TYPES, compositions

    seen: Counter[str] = Counter()
    each = -(-count // len(ALL_TYPES))
    quiet = settings(
        max_examples=each, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    start = time.perf_counter()
    for key in ALL_TYPES:

        @quiet
        @given(compositions([key]))
        def same(composition):
            assert writing.read(writing.write(composition)) == composition
            seen[composition.regime.value] += 1

        same()
    print(
        f"{seen.total()} documents, at least {each} of each of {len(ALL_TYPES)} types ({dict(seen)}): every one "
        f"reads back as the same value ({time.perf_counter() - start:.0f} s)"
    )
    return int(seen.total() < count)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.writing")
    parser.add_argument("--round-trip", type=int, metavar="COUNT")
    options = parser.parse_args(arguments)
    return round_trip(options.round_trip) if options.round_trip else measure()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
