"""The words of a confirmation of attendance, and what a stranger may learn from its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from khuevan.training.models import Certificate
from khuevan.training.printing.letters import Occasion, Summoned, head_of, titles_of
from khuevan.training.printing.press import code


def address_of(certificate: Certificate) -> str:
    """Where anybody may ask whether it is genuine."""
    return settings.BASE_URL + reverse("verify", args=[certificate.token])


def number_of(certificate: Certificate) -> str:
    return f"{certificate.number:03d}/{timezone.localtime(certificate.issued_at):%Y}"


def initials(full_name: str) -> str:
    """ "N. T. H.": whoever holds the paper can compare, nobody else learns a name."""
    return " ".join(f"{word[0].upper()}." for word in full_name.split())


def printed(
    at: Occasion, people: Sequence[Summoned], certificates: Sequence[Certificate]
) -> dict[str, Any]:
    """What ``sheets/certificate.typ`` draws; the day is that of issue, văn thư gives no number."""
    where = f", tại {at.place}" if at.place and not at.is_online else ""
    return {
        "title": f"Giấy xác nhận: {at.title}",
        "head": {**head_of(at), "number": "", "about": "", "place_date": ""},
        "place_date": head_of(at)["place_date"],
        "confirms": f"{at.issuer} xác nhận ông (bà)",
        "attended": "đã tham dự trực tuyến" if at.is_online else "đã tham dự",
        "run": at.title,
        "when_where": f"{at.when}{where}",
        "signature": {"titles": titles_of(at.signature), "name": at.signature.name},
        "pages": [
            {
                "name": person.name,
                "position": person.position,
                "unit": person.unit,
                "number": number_of(one),
                "address": (address := address_of(one)),
                "code": code(address, error="m"),
            }
            for one, person in zip(certificates, people, strict=True)
        ],
    }
