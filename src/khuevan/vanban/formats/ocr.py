"""Scans and photographs through Tesseract, which is optional: without it the refusal says so."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from statistics import median

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from khuevan.vanban import legacy
from khuevan.vanban.errors import Damaged, OcrMissing, TooLarge
from khuevan.vanban.formats import stamps
from khuevan.vanban.formats.words import Page, Word

_LANGUAGE = "vie"
_SECONDS_A_PAGE = 120
_MAX_PIXELS = 120_000_000
"""An A3 sheet at 600 dpi has 70 million."""
_LONG_SIDE = 4_000
_SMALL_SIDE = 1_600
"""Photographs and faxes below this are enlarged: Tesseract wants letters of 20 pixels or more."""
_A4_WIDTH = 595.0
_LEGIBLE_WORDS = 12
_LEGIBLE_SHARE = 0.4
_MIN_CONFIDENCE = 20.0
_NOISE = re.compile(r"^[^\w\d]*$")
_DASH = re.compile(r"^[-_—–=~]{1,3}$")
_BULLETS = re.compile(r"^[-–—+•*.,;:/()“”\"'…|]+$")


@lru_cache(maxsize=1)
def program() -> str | None:
    return shutil.which("tesseract")


@lru_cache(maxsize=1)
def missing() -> str | None:
    """What is missing for OCR, in a word for the refusal; None when it can run."""
    path = program()
    if path is None:
        return "tesseract"
    listed = subprocess.run(  # noqa: S603 - a fixed program without a shell
        [path, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
    )
    languages = (listed.stdout + listed.stderr).split()
    return None if _LANGUAGE in languages else f"tesseract-ocr-{_LANGUAGE}"


def require(name: str) -> None:
    if lack := missing():
        raise OcrMissing(name=name, detail=lack)


def pages(source: bytes, name: str) -> Iterator[Image.Image]:
    """The pictures of an image file, one for each page of a TIFF."""
    try:
        with Image.open(io.BytesIO(source)) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise TooLarge(
                    name=name,
                    size_mb=opened.width * opened.height >> 20,
                    limit_mb=_MAX_PIXELS >> 20,
                )
            for frame in ImageSequence.Iterator(opened):
                yield ImageOps.exif_transpose(frame).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise Damaged(name=name, detail="ảnh") from error
    except (SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise Damaged(name=name, detail="ảnh") from error  # what Pillow lets through


def read(picture: Image.Image, name: str) -> Page:
    """The words of one picture, placed as on a page of A4 width; turned upright if need be."""
    prepared = _prepared(picture)
    page = _page(prepared, name)
    if _is_legible(page):
        return page
    turned = [_page(prepared.rotate(turn, expand=True), name) for turn in _turns(prepared, name)]
    return max([page, *turned], key=lambda page: (_is_legible(page), len(page.words)))


def read_stamps(picture: Image.Image, name: str) -> list[str]:
    """What framed stamps say, one text each."""
    options = ["-l", _LANGUAGE, "--psm", "7"]
    return [_run(inside, name, options, must=False).strip() for inside in stamps.framed(picture)]


def _page(picture: Image.Image, name: str) -> Page:
    scale = _A4_WIDTH / picture.width
    return Page(_A4_WIDTH, list(_words(_recognise(picture, name), scale)))


def _is_legible(page: Page) -> bool:
    text = " ".join(word.text for word in page.words)
    return len(page.words) >= _LEGIBLE_WORDS and legacy.plausibility(text) > _LEGIBLE_SHARE


def _turns(picture: Image.Image, name: str) -> list[int]:
    """Degrees, counter-clockwise, by which the sheet seems to lie wrong."""
    said = _run(picture, name, ["--psm", "0"], must=False)
    found = re.search(r"Orientation in degrees: (\d+)", said)
    return [int(found[1])] if found and found[1] != "0" else []


def _prepared(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest > _LONG_SIDE or longest < _SMALL_SIDE:
        wanted = _LONG_SIDE if longest > _LONG_SIDE else 2 * _SMALL_SIDE
        factor = min(wanted / longest, 4.0)
        size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture.convert("L")


def _recognise(picture: Image.Image, name: str) -> str:
    options = ["-l", _LANGUAGE, "--psm", "4", "-c", "preserve_interword_spaces=1", "tsv"]
    return _run(picture, name, options)


def _run(picture: Image.Image, name: str, options: list[str], *, must: bool = True) -> str:
    require(name)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program without a shell
            [program() or "tesseract", "stdin", "stdout", *options],
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_SECONDS_A_PAGE,
            check=must,
            # on two cores its own threads wait for each other more than they help
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise Damaged(name=name, detail=f"OCR > {_SECONDS_A_PAGE} s") from error
    except subprocess.CalledProcessError as error:
        raise Damaged(name=name, detail="OCR") from error
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, scale: float) -> Iterator[Word]:
    rows = [row.split("\t") for row in table.splitlines()[1:]]
    found = [row for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]
    # block, paragraph and line: words keep the baseline of the line that Tesseract saw, since
    # the bottom of a single word depends on its letters (g, y, dots below)
    for _, line in groupby(found, key=lambda row: tuple(row[1:5])):
        boxes = [(row, [int(cell) * scale for cell in row[6:10]]) for row in line]
        baseline = median(top + height for _, (_, top, _, height) in boxes)
        tall = median(height for _, (_, _, _, height) in boxes)
        for index, (row, (left, _, width, _)) in enumerate(boxes):
            text = unicodedata.normalize("NFC", row[11].strip())
            if index == 0 and _DASH.match(text):
                yield Word("-", left, left + width, baseline, tall)  # a bullet, however unsure
            elif not _is_noise(text, float(row[10]), is_first=index == 0):
                yield Word(text, left, left + width, baseline, tall)


def _is_noise(text: str, confidence: float, *, is_first: bool) -> bool:
    """Specks of dust and the strokes of signatures come out as unlikely signs."""
    if _NOISE.match(text):
        return confidence < (30 if _BULLETS.match(text) else 60)
    if len(text) == 1 and not text.isdigit():
        return confidence < 60 and not (is_first and text in "oO")  # a bullet of Word
    letters = re.sub(r"[\W\d_]", "", text)
    return confidence < _MIN_CONFIDENCE and not legacy.is_syllable(letters.lower())
