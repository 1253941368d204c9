"""The sign-in sheet as values, and the code of a row: which nominee the row was printed for."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from khuevan.training.models import Nomination
from khuevan.training.printing.letters import Occasion, Summoned
from khuevan.training.printing.press import code
from khuevan.training.printing.reading import form_values
from khuevan.training.tickets import base36

SALT = "khuevan.training.sheet"
CODE = re.compile(r"KS\.([0-9A-Z]{1,12})\.([A-Z2-7]{4})")
ROWS = 16
"""On a page; the rest of the last one, and six at least, stay blank for whoever comes instead."""
LEAST_BLANK = 6


def code_of(nomination: Nomination) -> str:
    """Short, so that it is read from a scan of 150 dots an inch. Four letters tell ours from others."""
    return f"KS.{base36(nomination.pk)}.{_mark(nomination)}"


def parse(text: str) -> int | None:
    """The number of the nomination that a row names, or None for another kind of code."""
    found = CODE.fullmatch(text.strip())
    return int(found[1], 36) if found else None


def is_ours(text: str, nomination: Nomination) -> bool:
    return constant_time_compare(code_of(nomination), text.strip())


def _mark(nomination: Nomination) -> str:
    said = f"{nomination.pk}.{nomination.nonce}"
    digest = salted_hmac(SALT, said, algorithm="sha256").digest()
    return base64.b32encode(digest[:5]).decode()[:4]


def printed(at: Occasion, people: Sequence[Summoned], rows: Sequence[Nomination]) -> dict[str, Any]:
    """What ``sheets/signin.typ`` draws."""
    blank = -len(rows) % ROWS
    return {
        "form": form_values(),
        "title": f"Danh sách ký tên: {at.title}",
        "issuer": at.issuer.upper(),
        "heading": "DANH SÁCH KÝ TÊN",
        "run": at.title,
        "when_where": ", ".join(part for part in (f"{at.when[0].upper()}{at.when[1:]}", at.where) if part),
        "note": "Ký trong ô bên phải mã, không ký đè lên mã. Người đến thay ghi vào các dòng trống ở cuối.",
        "rows": [
            {
                "number": one.seat.number, "name": person.name, "position": person.position,
                "unit": person.unit, "code": code(code_of(one)),
            }
            for one, person in zip(rows, people, strict=True)
        ],
        "blank": blank if blank >= LEAST_BLANK else blank + ROWS,
    }  # fmt: skip
