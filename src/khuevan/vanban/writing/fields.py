"""Reserved signature fields (placeholder until filled below)."""

from __future__ import annotations


def with_signature_fields(pdf: bytes) -> bytes:
    return pdf
