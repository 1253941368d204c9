"""Reading a .docx to the end (text and structure) against python-docx handing over bare text.

    python -m bench.reading_docx [FILE.docx ...]

Prints for a plan of 20 pages, one of 200 pages and each file given: milliseconds of both, their
ratio (wanted: at most 3), and for the largest the peak of memory against the size of its text.
"""

from __future__ import annotations

import io
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.table import Table

from khuevan.vanban import intake

WANTED_RATIO = 3.0
_PARAGRAPHS_A_PAGE = 14
_TASK = (
    "Chủ trì, phối hợp với Phòng Nghiệp vụ và các đơn vị liên quan rà soát, xây dựng chương trình "
    "chi tiết của hợp phần số {n}, báo cáo Ban Giám đốc trước ngày 15/{month}/2025; định kỳ tổng "
    "hợp khó khăn, vướng mắc, đề xuất giải pháp tháo gỡ."
)


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    bare_ms: float
    ours_ms: float

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.bare_ms


def plan(pages: int) -> bytes:
    """A plan of about this many pages: letterhead, outline, bullets, one table to ten pages."""
    written = docx.Document()
    head = written.add_table(1, 2).rows[0].cells
    head[0].text = "UBND TỈNH HẢI VÂN\nSỞ THƯ VIỆN\nSố: 27/KH-STV"
    head[1].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHải Vân, ngày 05 tháng 3 năm 2025"
    written.add_paragraph("KẾ HOẠCH")
    written.add_paragraph("Phát triển văn hóa đọc giai đoạn 2025-2030")
    for number in range(1, pages * _PARAGRAPHS_A_PAGE + 1):
        if number % 28 == 1:
            written.add_paragraph(f"{number // 28 + 1}. Phòng chuyên môn số {number // 28 + 1}")
        written.add_paragraph("- " + _TASK.format(n=number, month=number % 12 + 1))
        if number % (10 * _PARAGRAPHS_A_PAGE) == 0:
            _add_table(written)
    written.add_paragraph("Nơi nhận:\n- UBND tỉnh (để b/c);\n- Lưu: VT.")
    buffer = io.BytesIO()
    written.save(buffer)
    return buffer.getvalue()


def _add_table(written: docx.document.Document) -> None:
    grid = written.add_table(12, 4, style="Table Grid")
    for index, row in enumerate(grid.rows):
        texts = ("TT", "Nhiệm vụ", "Chủ trì", "Thời gian") if not index else (
            str(index), "Tổ chức hội nghị chuyên đề", "Phòng Nghiệp vụ", f"Tháng {index}/2025",
        )  # fmt: skip
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def bare_text(source: bytes) -> str:
    """What python-docx gives without any structure, tables included."""
    lines: list[str] = []
    for block in docx.Document(io.BytesIO(source)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def measure(name: str, source: bytes) -> Figure:
    """The best of several rounds of each, in turn: the machine is shared."""
    bare, ours = [], []
    for _ in range(3 if len(source) > 50_000 else 9):
        bare.append(_timed(lambda: bare_text(source)))
        ours.append(_timed(lambda: intake.read_file(source, "ke-hoach.docx")))
    return Figure(name, min(bare), min(ours))


def memory_ratio(source: bytes) -> float:
    """Peak of Python's memory while reading, over the bytes of the text that came out."""
    tracemalloc.start()
    document = intake.read_file(source, "ke-hoach.docx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / len(document.text.encode())


def figures(files: list[Path]) -> Iterator[Figure]:
    yield measure("20 pages", plan(20))
    yield measure("200 pages", plan(200))
    for path in files:
        yield measure(path.name, path.read_bytes())


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time: the machine may be busy with other work."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def main(files: list[Path]) -> int:
    print(f"{'document':40} {'python-docx':>12} {'ours':>10} {'ratio':>6}")
    measured = list(figures(files))
    for figure in measured:
        row = f"{figure.bare_ms:9.1f} ms {figure.ours_ms:7.1f} ms {figure.ratio:6.2f}"
        print(f"{figure.name[:40]:40} {row}")
    print(f"memory, 200 pages: {memory_ratio(plan(200)):.1f} times the text")
    return int(any(figure.ratio > WANTED_RATIO for figure in measured))


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
