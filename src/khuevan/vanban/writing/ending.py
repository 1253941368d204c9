"""The end: recipients level with the signature, several signatories, what another body confirms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khuevan.vanban.catalogue import DocumentType, Layout
from khuevan.vanban.composition import Addressee, Authority, Composition, Copy, Regime, Signature
from khuevan.vanban.writing import letterhead
from khuevan.vanban.writing.letterhead import LEFT_MM, RIGHT_MM
from khuevan.vanban.writing.markup import (
    centred,
    columns,
    label,
    paragraph,
    printed,
    rule,
    run,
    upper,
)
from khuevan.vanban.writing.styles import LOOKS

WIDTH_MM = LEFT_MM + RIGHT_MM
_RECIPIENTS_MM = 82.5
_ABREAST = 2
_MANY = 40
_NAME_SIZE = 12
PARTY_AUTHORITY = {
    Authority.COLLECTIVE: "T/M",
    Authority.ACTING: "Q.",
    Authority.DEPUTY: "K/T",
    Authority.ORDER: "T/L",
    Authority.AUTHORISED: "T/UQ",
}
"""As 36-HD/VPTW prints them (secondary source)."""


def ending(given: Composition, kind: DocumentType) -> Iterator[str]:
    received = "".join(
        recipients(given.recipients, given.archive, given.regime, given.drafter_mark)
    )
    whole = len(given.recipients) < _MANY
    if len(given.signatures) > 1 or kind.layout in (Layout.MINUTES, Layout.AGREEMENT):
        yield from _abreast(given.signatures, given.regime)
        if received:
            yield paragraph("KVGap")
            yield received
    elif received or given.signatures:
        signed = "".join(
            "".join(signature(one, given.regime, WIDTH_MM - _RECIPIENTS_MM))
            for one in given.signatures
        )
        yield paragraph("KVGap", properties="<w:keepNext/>")
        yield columns(
            (_RECIPIENTS_MM, WIDTH_MM - _RECIPIENTS_MM), [(received, signed)], whole=whole
        )
    if given.endorsement:
        yield paragraph("KVGap")
        cell = paragraph("KVEndorsement", run(given.endorsement))
        yield columns((_RECIPIENTS_MM, WIDTH_MM - _RECIPIENTS_MM), [(cell, "")])


def _abreast(signatures: Sequence[Signature], regime: Regime) -> Iterator[str]:
    """Two to a row, the names level however many lines the offices take."""
    places: list[Signature | None] = list(signatures)
    if len(places) % _ABREAST:
        # an odd last one, often the head of all, stands on the right as a single signer does
        places.insert(len(places) - 1, None)
    width = WIDTH_MM / _ABREAST
    for at in range(0, len(places), _ABREAST):
        pair = places[at : at + _ABREAST]
        heads = ["".join(_head(one, regime, width)) if one else "" for one in pair]
        feet = ["".join(_foot(one)) if one else "" for one in pair]
        yield paragraph("KVGap", properties="<w:keepNext/>")
        yield columns((width,) * _ABREAST, [heads, feet])


def signature(one: Signature, regime: Regime, width: float) -> Iterator[str]:
    """``KT. GIÁM ĐỐC``, ``PHÓ GIÁM ĐỐC``, room for the signature, the name."""
    yield from _head(one, regime, width)
    yield from _foot(one)


def _head(one: Signature, regime: Regime, width: float) -> Iterator[str]:
    words = PARTY_AUTHORITY if regime is Regime.PARTY else {}
    authority = words.get(one.authority, one.authority.value)
    opener = label(authority) + printed(" ") if authority else ""
    size = LOOKS[regime]["KVOffice"].size
    even = centred(f"{authority} {one.office}".upper(), size, width)
    yield paragraph(
        "KVOffice", opener, run(one.office, properties=upper(one.office)), properties=even
    )
    if one.title:
        yield letterhead.name("KVOwnTitle", one.title, size, width)


def _foot(one: Signature) -> Iterator[str]:
    yield paragraph("KVSpace")
    if one.other_post:
        yield paragraph("KVOtherPost", run(one.other_post, properties=upper(one.other_post)))
    yield paragraph("KVName", run(one.name))


def recipients(
    given: Sequence[Addressee], archive: str, regime: Regime, drafter_mark: str = ""
) -> Iterator[str]:
    if not given and not archive:
        if drafter_mark:
            yield paragraph("KVDrafter", run(drafter_mark))
        return
    yield paragraph("KVRecipientsHead", printed("Nơi nhận:"))
    for index, one in enumerate(given):
        last = index == len(given) - 1 and not archive
        purpose = printed(" (") + label(one.purpose) + printed(")") if one.purpose else ""
        close = printed("." if last else ";")
        yield paragraph("KVRecipient", printed("- "), run(one.name), purpose, close)
    if archive:
        # the Party files with its own office: "Lưu Văn phòng", without a colon
        filed = "- Lưu: " if regime is Regime.STATE else "- Lưu "
        yield paragraph("KVArchive", printed(filed), run(archive), printed("."))
    if drafter_mark:
        yield paragraph("KVDrafter", run(drafter_mark))


def copied(copy: Copy, regime: Regime) -> Iterator[str]:
    """Form 3.1: a full line, then the components of the copy."""
    if copy.signed_at is not None:
        return
    yield paragraph(
        "KVCopyRule",
        properties='<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:pBdr>',
    )
    name = letterhead.name("KVIssuer", copy.issuer, _NAME_SIZE, LEFT_MM)
    form = paragraph("KVCopyForm", run(copy.form.value))
    yield columns(
        (LEFT_MM, RIGHT_MM),
        [
            (name + rule(LEFT_MM / 4, LEFT_MM), form),
            (
                letterhead.number_line(copy.number, copy.symbol, regime),
                letterhead.place_line(copy.place, copy.date),
            ),
        ],
    )
    yield paragraph("KVGap")
    received = "".join(recipients(copy.recipients, copy.archive, regime))
    signed = (
        "".join(signature(copy.signature, regime, WIDTH_MM - _RECIPIENTS_MM))
        if copy.signature
        else ""
    )
    yield columns((_RECIPIENTS_MM, WIDTH_MM - _RECIPIENTS_MM), [(received, signed)])


def corner(copy: Copy) -> str:
    """Form 3.2: form of copy, body and ISO 8601 time of signing, upper right, size 10."""
    signed = copy.signed_at.isoformat() if copy.signed_at else ""
    words = (copy.form.value, "; ", copy.issuer, "; ", signed)
    form, first, issuer, second, time = words
    return paragraph(
        "KVCorner", label(form), printed(first), run(issuer), printed(second), label(time)
    )
