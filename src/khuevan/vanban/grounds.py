"""The paragraphs before the body that cite documents, as ``Basis`` values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khuevan.vanban import bases
from khuevan.vanban.blocks import Block
from khuevan.vanban.document import Basis
from khuevan.vanban.labels import Style
from khuevan.vanban.view import View

_AGAIN = re.compile(r";\s*(?:căn cứ|thực hiện)")
_TO = re.compile(r"kính\s*gửi")


@dataclass(frozen=True, slots=True)
class Ground:
    """One paragraph and the documents that it is the first to cite."""

    block: Block
    cited: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    block: Block
    cited: tuple[bases.Citation, ...]


def split_grounds(
    found: Sequence[Block], seen: View
) -> tuple[tuple[Ground, ...], tuple[Block, ...]]:
    """The grounds, and the blocks of the body without them."""
    read: list[_Read] = []
    rest: list[Block] = []
    intro, addressed = True, False
    for block in found:
        intro = intro and not opens_body(block)
        addressed = intro and (
            _TO.match(block.key) is not None or (addressed and block.label is not None)
        )
        if addressed:
            continue
        cited = bases.cited(block.text) if intro else ()
        if intro and (
            bases.OPENER.match(block.key)
            or (read and cited and (block.label or _AGAIN.search(block.key)))
        ):
            read.append(_Read(block, cited))
        else:
            rest.append(block)
    told = _told(found)
    if any(r.cited for r in read):
        known = {citation.number for r in read for citation in r.cited}
        told = [_Read(r.block, tuple(c for c in r.cited if c.number in known)) for r in told]
    return _once([*told, *read], seen), tuple(rest)


def opens_body(block: Block) -> bool:
    label = block.label
    return label is not None and label.style <= Style.DOTTED and not bases.OPENER.match(block.key)


def _told(found: Sequence[Block]) -> list[_Read]:
    """Grounds told in prose: the only ones, or the date of one that is cited without it."""
    told = []
    for block in found:
        if opens_body(block):
            break
        if cited := bases.in_prose(block.text):
            told.append(_Read(block, cited))
    return told


def _once(read: Sequence[_Read], seen: View) -> tuple[Ground, ...]:
    merged = bases.merged([citation for r in read for citation in r.cited])
    by_number = {c.number: c for c in merged if c.number}
    given: set[str] = set()
    result = []
    for r in read:
        own = []
        for citation in r.cited:
            if citation.number in given:
                continue
            if citation.number:
                given.add(citation.number)
                citation = by_number[citation.number]
            own.append(_basis(citation, r.block, seen))
        result.append(Ground(r.block, tuple(own)))
    return tuple(result)


def _basis(citation: bases.Citation, block: Block, seen: View) -> Basis:
    span = seen.span(block.start, block.stop)
    return Basis(citation.kind, citation.number, citation.date, citation.issuer, block.text, span)
