"""A film of tickets for Chromium's fake camera: turned, blurred, dim, noisy, as phones show them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import segno
from PIL import Image, ImageEnhance, ImageFilter

WIDE, HIGH = 640, 480


def frame(text: str, chance: Random) -> bytes:
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=8, border=4)
    code = Image.open(picture).convert("L").resize((250, 250))
    turned = code.rotate(chance.uniform(-35, 35), expand=True, fillcolor=200)
    whole = Image.new("L", (WIDE, HIGH), 90)
    left = chance.randrange(0, WIDE - turned.width)
    whole.paste(turned, (left, chance.randrange(0, max(HIGH - turned.height, 1))))
    dim = ImageEnhance.Brightness(whole).enhance(chance.uniform(0.35, 0.9))
    soft = dim.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 1.4)))
    noisy = Image.blend(soft, Image.effect_noise((WIDE, HIGH), 60), 0.1)
    out = io.BytesIO()
    noisy.convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def make(texts: Sequence[str], target: Path, *, frames: int, seed: int = 1) -> Path:
    """Each code for so many frames (30 a second), then over again: Chromium plays it in a loop."""
    chance = Random(seed)
    target.write_bytes(b"".join(frame(text, chance) * frames for text in texts))
    return target
