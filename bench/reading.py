"""How fast text becomes structure, and what it costs in memory.

    python -m bench.reading [FOLDER]

Prints documents a second for our own sample documents (and for the .txt files of FOLDER), the time
of a 200-page text, both against splitting the same text into words in the same run, and the peak of
memory against the size of the text. Times are processor time, so that a busy machine matters less.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from khuevan.vanban.reading import read_text

SAMPLES = Path(__file__).parents[1] / "src/khuevan/vanban/tests/samples"
PAGE_CHARACTERS = 2500
ROUNDS = 5


def texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def long_plan(pages: int) -> str:
    """A plan of about this many pages in our own wording, every task different."""
    parts = [
        "UBND TỈNH HẢI VÂN\nSỞ THƯ VIỆN\nSố: 27/KH-STV\n\nKẾ HOẠCH\nPhát triển văn hóa đọc\n\n"
    ]
    size, number = 0, 0
    while size < pages * PAGE_CHARACTERS:
        number += 1
        if number % 20 == 1:
            parts.append(f"\n{number // 20 + 1}. Phòng chuyên môn số {number // 20 + 1}\n")
        parts.append(
            f"- Chủ trì, phối hợp với Phòng Nghiệp vụ số {number} và các đơn vị liên quan rà soát hợp "
            f"phần {number}, báo cáo Ban Giám đốc trước ngày {number % 28 + 1}/{number % 12 + 1}/2026; "
            "định kỳ tổng hợp khó khăn, đề xuất giải pháp tháo gỡ.\n"
        )
        size += len(parts[-1])
    parts.append("\nNơi nhận:\n- UBND tỉnh (để b/c);\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nTrần Thị Mẫu\n")
    return "".join(parts)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def read_all(documents: Sequence[str]) -> None:
    for text in documents:
        read_text(text)


def split_all(documents: Sequence[str]) -> None:
    for text in documents:
        [line.split() for line in text.splitlines()]


def peak_ratio(text: str) -> float:
    """Peak of memory while reading, against the bytes of the text in memory."""
    read_text(text[:1000])
    tracemalloc.start()
    document = read_text(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert document.parts
    return peak / sys.getsizeof(text)


def row(name: str, documents: Sequence[str]) -> str:
    ours, bare = seconds(lambda: read_all(documents)), seconds(lambda: split_all(documents))
    size = sum(map(len, documents)) / len(documents)
    rate = len(documents) / ours
    return f"{name:26} {len(documents):5} {size / 1000:8.1f} {rate:9.1f} {1000 / rate:9.2f} {ours / bare:9.1f}"


def main() -> int:
    print(f"{'texts':26} {'number':>5} {'k char.':>8} {'texts/s':>9} {'ms/text':>9} {'x split':>9}")
    print(row("samples", texts(SAMPLES)))
    print(row("plan of 4 pages", [long_plan(4)]))
    if len(sys.argv) > 1:
        print(row(Path(sys.argv[1]).name, texts(Path(sys.argv[1]))))
    long = long_plan(200)
    print(row("plan of 200 pages", [long]))
    print(f"peak of memory, 200 pages: {peak_ratio(long):.1f} times the text (wanted: under 10)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
