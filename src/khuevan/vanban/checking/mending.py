"""Making a safe fix in a composition: what the button in the margin does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from khuevan.vanban.checking.finding import Finding
from khuevan.vanban.composition import Block, Composition, Heading, Item, Paragraph, Table

Fix = Callable[[str], str]


def mend(composition: Composition, finding: Finding) -> Composition:
    """The composition with this finding's safe fix made; unchanged where there is none."""
    place = finding.place
    if finding.fix is None or place.start is None or place.end is None:
        return composition
    start, end, fix = place.start, place.end, finding.fix

    def fixed(words: str) -> str:
        return words[:start] + fix + words[end:] if words[start:end] == place.words else words

    name, _, number = place.part.partition(".")
    if name == "subject":
        return replace(composition, subject=fixed(composition.subject))
    if name in ("bases", "addressed_to") and number.isdigit():
        lines = list(getattr(composition, name))
        lines[int(number)] = fixed(lines[int(number)])
        if name == "bases":
            return replace(composition, bases=tuple(lines))
        return replace(composition, addressed_to=tuple(lines))
    if name == "signatures" and place.part.endswith(".name"):
        signatures = list(composition.signatures)
        at = int(number.split(".")[0])
        signatures[at] = replace(signatures[at], name=fixed(signatures[at].name))
        return replace(composition, signatures=tuple(signatures))
    if name != "body" or place.block is None:
        return composition
    blocks = list(composition.body)
    blocks[place.block] = _mended(blocks[place.block], place.part.split(".")[2:], fixed)
    return replace(composition, body=tuple(blocks))


def _mended(block: Block, inner: list[str], fixed: Fix) -> Block:
    if isinstance(block, Heading | Item):
        if inner == ["label"]:
            return replace(block, label=fixed(block.label))
        return replace(block, text=fixed(block.text))
    if isinstance(block, Paragraph):
        return replace(block, text=fixed(block.text))
    if inner == ["caption"]:
        return replace(block, caption=fixed(block.caption))
    return _mended_cell(block, inner, fixed) if isinstance(block, Table) else block


def _mended_cell(table: Table, inner: list[str], fixed: Fix) -> Table:
    row, column = int(inner[0]), int(inner[1])
    rows = [list(cells) for cells in (table.head, *table.rows)]
    rows[row][column] = fixed(rows[row][column])
    head, *others = (tuple(cells) for cells in rows)
    return replace(table, head=head, rows=tuple(others))
