"""Photos from phones: decoded and drawn anew, so that nothing but the picture is kept."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from khuevan.kit.errors import Refused

PIXEL_LIMIT = 60_000_000
"""Most pixels that are decoded: a phone takes 12 to 50 million, a bomb claims thousands more."""
LONGEST_SIDE = 2400
QUALITY = 82


def redraw(content: bytes) -> bytes:
    """A JPEG of the picture, turned upright, at most 2,400 pixels long, without any metadata.

    Place, time and device of the taking (EXIF) are left out: they would tell about a person.
    """
    picture = _decoded(content)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    _on_white(picture).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _decoded(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb before it refuses; the limit here is ours and is firm.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "TIFF"])
            if picture.width * picture.height > PIXEL_LIMIT:
                raise Image.DecompressionBombError
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise Refused(
            _("The picture has too many pixels. Take it again at an ordinary size.")
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(
            _("The picture is damaged or was sent only in part. Take or choose it again.")
        ) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency and without what a file hides beside its pixels."""
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    clean = Image.new("RGB", picture.size)
    clean.paste(picture.convert("RGB"))
    return clean
