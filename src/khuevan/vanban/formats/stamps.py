"""Framed stamps on a scan: Tesseract takes a word in a frame for a picture and skips it, so the
frames are found here, straightened and cut out, and only what is inside is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

_COARSE = 420
"""Width in cells of the coarse map on which frames are looked for."""
_CONTRAST = 30
_MOST_FRAMES = 8
_LINE_HEIGHT = 90
"""Pixels to which the inside of a frame is brought for reading."""


class _Cell(NamedTuple):
    x: int
    y: int


def framed(picture: Image.Image) -> Iterator[Image.Image]:
    """The insides of boxes of a stamp's size and shape, upright, largest first."""
    ink = _ink(picture)
    scale = max(ink.width / _COARSE, 1.0)
    coarse = _map(ink, scale)
    frames = [cells for cells in _components(coarse) if _is_frame(cells, coarse)]
    frames.sort(key=len, reverse=True)
    for cells in frames[:_MOST_FRAMES]:
        if inside := _inside(ink, cells, scale):
            yield inside


def _ink(picture: Image.Image) -> Image.Image:
    """Black where something is printed, however pale: darker or redder than the paper around."""
    grey = picture.convert("L")
    if picture.mode != "L":
        red, green, blue = picture.convert("RGB").split()
        redness = ImageChops.subtract(red, ImageChops.lighter(green, blue))
        grey = ImageChops.darker(grey, redness.point([255 - min(255, 4 * v) for v in range(256)]))
    paper = grey.filter(ImageFilter.BoxBlur(grey.width // 40))
    contrast = ImageChops.subtract(paper, grey)
    return contrast.point([255 * (v < _CONTRAST) for v in range(256)])


def _map(ink: Image.Image, scale: float) -> Image.Image:
    spread = ink.filter(ImageFilter.MinFilter(3))
    size = max(1, round(ink.width / scale)), max(1, round(ink.height / scale))
    return spread.resize(size, Image.Resampling.BOX).point([255 * (v < 190) for v in range(256)])


def _components(coarse: Image.Image) -> Iterator[list[_Cell]]:
    """Groups of touching dark cells."""
    width = coarse.width
    dark = {index for index, value in enumerate(coarse.tobytes()) if value}
    around = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    while dark:
        stack = [dark.pop()]
        found = []
        while stack:
            index = stack.pop()
            found.append(_Cell(index % width, index // width))
            for step in around:
                if index + step in dark:
                    dark.remove(index + step)
                    stack.append(index + step)
        yield found


def _is_frame(cells: list[_Cell], coarse: Image.Image) -> bool:
    """Wide, low, no larger than a stamp, and drawn around its edge rather than filled."""
    if len(cells) < 40:
        return False
    left, top, right, bottom = _bounds(cells)
    width, height = right - left + 1, bottom - top + 1
    is_sized = 0.04 < width / coarse.width < 0.5 and 0.008 < height / coarse.height < 0.12
    return is_sized and 1.1 < width / height < 12 and len(cells) > 0.8 * 2 * width


def _bounds(cells: list[_Cell]) -> tuple[int, int, int, int]:
    xs, ys = [cell.x for cell in cells], [cell.y for cell in cells]
    return min(xs), min(ys), max(xs), max(ys)


def _tilt(cells: list[_Cell]) -> float:
    """Degrees by which the frame's upper edge falls to the right."""
    edge: dict[int, int] = {}
    for cell in cells:
        edge[cell.x] = min(edge.get(cell.x, cell.y), cell.y)
    left, _, right, _ = _bounds(cells)
    margin = (right - left) // 5
    points = [(x, y) for x, y in edge.items() if left + margin <= x <= right - margin]
    if len(points) < 3:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return math.degrees(math.atan(slope))


def _inside(ink: Image.Image, cells: list[_Cell], scale: float) -> Image.Image | None:
    left, top, right, bottom = (round(edge * scale) for edge in _bounds(cells))
    margin = round(2 * scale)
    box = (left - margin, top - margin, right + 2 * margin, bottom + 2 * margin)
    upright = ink.crop(box).rotate(
        _tilt(cells), resample=Image.Resampling.BICUBIC, fillcolor=255, expand=False
    )
    rows = _between_lines(upright.resize((1, upright.height), Image.Resampling.BOX).tobytes())
    columns = _between_lines(upright.resize((upright.width, 1), Image.Resampling.BOX).tobytes())
    if rows is None or columns is None:
        return None
    inside = upright.crop((columns[0], rows[0], columns[1], rows[1]))
    factor = _LINE_HEIGHT / inside.height
    sized = inside.resize((max(1, round(inside.width * factor)), _LINE_HEIGHT))
    framed_in_white = Image.new("L", (sized.width + 80, sized.height + 60), 255)
    framed_in_white.paste(sized, (40, 30))
    return framed_in_white


def _between_lines(means: bytes) -> tuple[int, int] | None:
    """From behind the first line of the frame to before the last, by mean brightness."""
    size = len(means)
    lines = [index for index, mean in enumerate(means) if mean < 140]
    near = [index for index in lines if index < 0.4 * size]
    far = [index for index in lines if index > 0.6 * size]
    if not near or not far:
        return None
    # letters have strokes as dark as the frame: only the run that touches the edge counts
    start, end = _run_end(near, 1), _run_end(far[::-1], -1)
    return (start + 2, end - 1) if end - start > 12 else None


def _run_end(lines: list[int], step: int) -> int:
    last = lines[0]
    for index in lines[1:]:
        if index != last + step:
            break
        last = index
    return last
