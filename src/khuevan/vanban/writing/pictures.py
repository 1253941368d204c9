"""Pictures on their way into a document: what they are, how large, and nothing beside the picture.

Place, time and device (EXIF, XMP, comments) are cut out without touching the pixels; only a photo
that is turned by its EXIF is drawn anew, upright.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from khuevan.vanban.writing import errors

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 60_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_KEPT_CHUNKS = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
_ICC, _ADOBE = 0xE2, 0xEE
_MEGA = 1_000_000
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
           UnidentifiedImageError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int
    extension: str


def without_metadata(content: bytes) -> bytes:
    """The same picture with no word about whoever took it; unreadable bytes are left for ``check``."""
    if len(content) > MAX_BYTES:
        return content
    try:
        if content.startswith(_JPEG):
            return _clean_jpeg(content)
        return _clean_png(content) if content.startswith(_PNG) else content
    except (struct.error, IndexError, ValueError, OSError, SyntaxError):
        return content


def check(content: bytes, number: int) -> None:
    """Raises ``CannotWrite`` for what no document can hold: too large, cut short, no picture."""
    if len(content) > MAX_BYTES:
        raise errors.PictureTooLarge(
            number=number, size_mb=-(-len(content) // 2**20), limit_mb=MAX_BYTES // 2**20
        )
    try:
        found = size(content)
        if found.width * found.height <= MAX_PIXELS:
            _whole(content)
    except Image.DecompressionBombError as error:
        limit = MAX_PIXELS // _MEGA
        raise errors.TooManyPixels(number=number, pixels=f"> {limit}", limit=limit) from error
    except _BROKEN as error:
        raise errors.BrokenPicture(number=number) from error
    if found.width * found.height > MAX_PIXELS:
        pixels = found.width * found.height // _MEGA
        raise errors.TooManyPixels(number=number, pixels=pixels, limit=MAX_PIXELS // _MEGA)


def size(content: bytes) -> Size:
    """Pixels and kind, from the head of the file alone."""
    with warnings.catch_warnings():
        # Pillow warns of a bomb before it refuses; the limit here is ours and is firm.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            return Size(*picture.size, "png" if picture.format == "PNG" else "jpeg")


def _whole(content: bytes) -> None:
    """A picture cut short opens, and fails only when its rows are asked for."""
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
        picture.draft("L", (64, 64))
        picture.load()


def _clean_png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if kind in _KEPT_CHUNKS:
            kept.append(content[at:end])
        at = end
        if kind == b"IEND":
            break
    return b"".join(kept)


def _clean_jpeg(content: bytes) -> bytes:
    if (turned := _upright(content)) is not None:
        content = turned
    kept, at = [_JPEG], 2
    while at < len(content):
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:  # the pixels, to the end
            stop = content.rfind(b"\xff\xd9")
            kept.append(content[at : stop + 2 if stop > at else None])
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        told = content[at + 4 : at + 16]
        is_words = marker == 0xFE or (0xE1 <= marker <= 0xEF)
        if not is_words or marker == _ADOBE or (marker == _ICC and told.startswith(b"ICC_PROFILE")):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return b"".join(kept)


def _upright(content: bytes) -> bytes | None:
    """The photo drawn anew when its EXIF says that it is turned."""
    orientation = 0x0112
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        if (
            picture.getexif().get(orientation, 1) == 1
            or picture.width * picture.height > MAX_PIXELS
        ):
            return None
        upright = ImageOps.exif_transpose(picture)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=90)
    return out.getvalue()
