"""Summonses with their codes: 142 in one PDF, 142 files, 3,321 in parts; a sheet read back.

    python -m bench.summons            the table; every line in a process of its own
    python -m bench.summons one 142    one line: one | files | parts | sheet, and how many

Wanted: 142 in one PDF under 2 s, 142 files under 5 s, 3,321 under 60 s and 300 MB. The first page of a
process looks for its fonts, which is part of every time.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from khuevan.training.printing import letters, press
from khuevan.training.printing.letters import Occasion, Summoned
from khuevan.vanban.composition import Signature

PART = 250  # printing.files.PART: as the page hands them out
WANTED = {("one", 142): 2.0, ("files", 142): 5.0, ("parts", 3321): 60.0}
WANTED_MB = 300
AT = Occasion(
    title="Tập huấn kỹ năng thông tin đối ngoại năm 2026",
    plan="Kế hoạch số 12/KH-SVHTT ngày 05/01/2026 của Sở Văn hóa và Thể thao",
    starts=datetime(2026, 12, 18, 8), ends=datetime(2026, 12, 18, 12),
    place="Khách sạn Mẫu – Hội trường tầng 3, 12 phố Mẫu, phường Hoàn Kiếm", is_online=False,
    issuer="Sở Văn hóa và Thể thao", parent_issuer="UBND THÀNH PHỐ HÀ NỘI", symbol="SVHTT-TTBCXB",
    signature=Signature("GIÁM ĐỐC", "Trần Thị Mẫu"), contact="Phòng Thông tin - Báo chí - Xuất bản",
)  # fmt: skip


def people(count: int) -> list[Summoned]:
    return [
        Summoned(
            name=f"Nguyễn Thị Hồng {n}", position="Công chức Văn hóa - Xã hội",
            unit=f"UBND phường Mẫu {n}", addressee=f"UBND phường Mẫu {n}",
            ticket=f"KV1.1A.{n:X}.ABCDEFGHIJKLMNOP{n:04d}".replace("0", "2").replace("1", "3"),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


def one(count: int) -> int:
    return len(press.press("summons", letters.printed(AT, people(count))))


def files(count: int) -> int:
    return sum(
        len(press.press("summons", letters.printed(AT, [person]))) for person in people(count)
    )


def parts(count: int) -> int:
    everybody = people(count)
    return sum(
        len(press.press("summons", letters.printed(AT, everybody[first : first + PART])))
        for first in range(0, count, PART)
    )


READING: list[float] = []
"""Seconds that each page took to be read."""


def sheet(count: int) -> int:
    """Rows that are found on scans of 150 dpi; the time is that of reading alone."""
    from PIL import Image

    from khuevan.training.printing import reading

    rows = 0
    for page in scans(count):
        out = io.BytesIO()
        page.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=235).save(out, "JPEG")
        began = time.perf_counter()
        rows += len(reading.read_pages(out.getvalue()))
        READING.append(time.perf_counter() - began)
    return rows


def scans(count: int) -> Iterator[object]:
    import pypdfium2

    from khuevan.training.printing import reading

    content = {
        "form": reading.form_values(), "title": "Danh sách ký tên", "issuer": AT.issuer.upper(),
        "heading": "DANH SÁCH KÝ TÊN", "run": AT.title, "when_where": AT.when, "note": "",
        "blank": 6,
        "rows": [
            {"number": n, "name": p.name, "position": p.position, "unit": p.unit,
             "code": press.code(f"KS.{n + 4000:X}.ABCD")}
            for n, p in enumerate(people(count), 1)
        ],
    }  # fmt: skip
    document = pypdfium2.PdfDocument(press.press("signin", content))
    for page in document:
        yield page.render(scale=150 / 72, grayscale=True).to_pil().convert("L")


WORK: dict[str, Callable[[int], int]] = {
    "one": one, "files": files, "parts": parts, "sheet": sheet,
}  # fmt: skip


def run(kind: str, count: int) -> None:
    began, processor = time.perf_counter(), time.process_time()
    made = WORK[kind](count)
    wall, processor = time.perf_counter() - began, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if kind == "sheet":
        print(f"sheet {count}: {made} rows found, read in {sum(READING):.2f} s, {memory:.0f} MB")
        return
    wanted = WANTED.get((kind, count))
    verdict = "" if wanted is None else "ok" if wall < wanted and memory < WANTED_MB else "TOO SLOW"
    print(
        f"{kind} {count}: {wall:.2f} s ({processor:.2f} s of processor), {made / 2**20:.1f} MB, "
        f"memory {memory:.0f} MB {verdict}"
    )


def main() -> None:
    if len(sys.argv) == 3:
        run(sys.argv[1], int(sys.argv[2]))
        return
    for kind, count in (*WANTED, ("sheet", 142)):
        subprocess.run([sys.executable, "-m", "bench.summons", kind, str(count)], check=True)


if __name__ == "__main__":
    main()
