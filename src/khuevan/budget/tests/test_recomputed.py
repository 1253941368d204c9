"""Our arithmetic against LibreOffice Calc's, on the exported formulas themselves (FIN-2)."""

from __future__ import annotations

import csv
import random
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal

import pytest
from xlsxwriter import Workbook

from khuevan.budget import exports
from khuevan.budget.arithmetic import LARGEST, Terms, amount, total
from khuevan.budget.models import Line

ESTIMATES = 10_000
TOP_PRICES = (10, 10_000, 10_000_000, 1_000_000_000)


def drawn(chance):
    """A line as anybody might write it, many of them on the edge of half a đồng."""
    while True:
        line = Line(
            title="Thuê hội trường", unit="buổi", price_source="3 báo giá",
            quantity=Decimal(chance.randint(1, chance.choice((300, 99_999)))) / chance.choice((1, 1, 2, 10, 100)),
            times=Decimal(chance.randint(1, chance.choice((4, 400)))) / chance.choice((1, 1, 2, 4, 100)),
            price=Decimal(chance.randint(0, chance.choice(TOP_PRICES))),
        )  # fmt: skip
        line.quantity = max(line.quantity.quantize(Decimal("0.01")), Decimal("0.01"))
        line.times = max(line.times.quantize(Decimal("0.01")), Decimal("0.01"))
        line.proposed = amount(line)
        if line.proposed <= LARGEST:
            break
    return line


def judged(line, chance):
    """As an appraiser might: struck, other terms, or as proposed."""
    other = drawn(chance)
    chosen = [new if chance.random() < 0.4 else old for new, old in zip(
        (other.quantity, other.times, other.price), (line.quantity, line.times, line.price), strict=True
    )]  # fmt: skip
    if amount(Terms(*chosen)) > LARGEST:
        chosen = [line.quantity, line.times, line.price]
    line.appraised_quantity, line.appraised_times, line.appraised_price = chosen
    line.is_struck = chance.random() < 0.1
    line.appraised = Decimal(0) if line.is_struck else amount(Terms(*chosen))
    line.appraised_why = "Lấy giá thấp nhất"


def workbook_of(estimates, path):
    """One under the other in one sheet, each by the writer of the export: {row: (lines, ...)}."""
    places, row = {}, 0
    with Workbook(path, {"constant_memory": False}) as book:
        sheet, look = book.add_worksheet(), exports.styles(book)
        for lines in estimates:
            last = exports.write_table(sheet, row, lines, look)
            places[last], row = lines, last + 1
    return places


def without_values(path):
    """What the file shows before it is computed is taken out, so that only Calc can know it."""
    bare = path.with_name("bare.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content, count = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                assert count > 0
            new.writestr(name, content)
    return bare


def computed(path):
    folder = path.parent
    subprocess.run(  # noqa: S603 - our own file, a fixed program
        [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        return [[row[7], row[11], row[12]] for row in csv.reader(lines)]


@pytest.mark.shows("FIN-2")
def test_ten_thousand_estimates_are_the_same_to_the_dong_in_calc(tmp_path):
    chance = random.Random(1240)
    estimates = [[drawn(chance) for _ in range(chance.choice((1, 1, 2, 3, 5)))]
                 for _ in range(ESTIMATES)]  # fmt: skip
    appraised = [one for one in estimates if chance.random() < 0.5]
    for line in (line for lines in appraised for line in lines):
        judged(line, chance)
    places = workbook_of(estimates, tmp_path / "all.xlsx")
    rows = computed(without_values(tmp_path / "all.xlsx"))
    differing = []
    for last, lines in places.items():
        first = last - len(lines)
        ours = [[line.proposed, line.granted, line.difference] for line in lines]
        if not exports.is_appraised(lines):
            ours = [one[:1] for one in ours]
        sums = [total(column) for column in zip(*ours, strict=True)]
        theirs = [[Decimal(cell) for cell in row if cell] for row in rows[first : last + 1]]
        if theirs != [*ours, sums]:
            differing.append((theirs, ours))
    assert (len(places), differing) == (ESTIMATES, [])
