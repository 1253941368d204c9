"""A document to be written, between its frozen value, the JSON of a version, and plain text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

from khuevan.documents.actions.files import keep
from khuevan.documents.enums import Place
from khuevan.documents.media import sniff
from khuevan.documents.models import Paper, StoredFile, Version
from khuevan.documents.recipients import archive_parts
from khuevan.kit import vietnamese
from khuevan.kit.audit import Actor
from khuevan.vanban import writing
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Block,
    Composition,
    Copy,
    CopyForm,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
    Urgency,
)

Json = dict[str, Any]
_BLOCKS: dict[str, type[Heading | Item | Paragraph]] = {
    "heading": Heading, "item": Item, "paragraph": Paragraph,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _BLOCKS.items()}


def to_json(composition: Composition, *, by: Actor) -> Json:
    """Plain JSON; each picture is put on the shelf, once for one content, and named by its id."""
    kept: Json = {
        one.name: _plain(getattr(composition, one.name))
        for one in fields(composition)
        if one.name not in {"body", "appendices", "copy"}
    }
    kept["body"] = [_block_to_json(block, by) for block in composition.body]
    kept["appendices"] = [
        {
            "title": one.title,
            "body": [_block_to_json(block, by) for block in one.body],
            "is_landscape": one.is_landscape,
            "type_code": one.type_code,
        }
        for one in composition.appendices
    ]
    kept["copy"] = _copy_to_json(composition.copy) if composition.copy else None
    return kept


def from_json(content: Json) -> Composition:
    """The value again; what an older version did not hold yet takes its default."""
    pictures = _pictures(content)
    rest = {one.name: content[one.name] for one in fields(Composition) if one.name in content}
    rest |= {
        "body": tuple(_block(one, pictures) for one in content.get("body", ())),
        "appendices": tuple(
            Appendix(
                one["title"],
                tuple(_block(block, pictures) for block in one["body"]),
                one.get("is_landscape", False),
                one.get("type_code", ""),
            )
            for one in content.get("appendices", ())
        ),
        "signatures": tuple(map(_signature, content.get("signatures", ()))),
        "copy": _copy(content["copy"]) if content.get("copy") else None,
        "recipients": tuple(Addressee(**one) for one in content.get("recipients", ())),
        "date": date.fromisoformat(content["date"]) if content.get("date") else None,
        "regime": Regime(content.get("regime", Regime.STATE)),
        "urgency": Urgency(content["urgency"]) if content.get("urgency") else None,
    }
    for name in ("handling", "addressed_to", "bases", "joint_issuers"):
        rest[name] = tuple(content.get(name, ()))
    return Composition(**rest)


def of_version(version: Version) -> Composition:
    return from_json(version.content)


def latest(paper: Paper) -> Version:
    return paper.versions.latest("number")


def current(paper: Paper) -> Composition:
    """The last version as it would be printed today: number, date, recipients and urgency filled in."""
    return filled_in(paper, of_version(latest(paper)))


def filled_in(paper: Paper, composition: Composition) -> Composition:
    rows = list(paper.recipients.all())
    lines = tuple(Addressee(one.as_written, one.note) for one in rows if one.place == Place.LISTED)
    kept = [one.as_written for one in rows if one.place == Place.ARCHIVE]
    archive, drafter = archive_parts(kept[0]) if kept else ("", "")
    return replace(
        composition,
        number=paper.number,
        date=paper.date,
        symbol=paper.symbol,
        urgency=Urgency(paper.urgency) if paper.urgency else None,
        recipients=lines or composition.recipients,
        archive=archive or composition.archive or archive_line(paper),
        drafter_mark=drafter or composition.drafter_mark,
    )


def with_bases(composition: Composition, lines: Iterable[str]) -> Composition:
    """More grounds at the end, each once."""
    return replace(composition, bases=tuple(dict.fromkeys([*composition.bases, *lines])))


def stem(paper: Paper) -> str:
    """A name for its files: "KH-SVHTT-05" or "KH-SVHTT-ban-nhap"."""
    number = f"{paper.number:02d}" if paper.number else "du-thao"
    return f"{paper.symbol}-{number}".replace("/", "-")


def archive_line(paper: Paper) -> str:
    """ "VT, TTBCXB": the clerk's office and the drafter's unit, as its code ends."""
    unit = paper.owner.organisation
    if unit is None or unit.pk == paper.issuer_id:
        return "VT"
    return f"VT, {unit.code.removeprefix(f'{paper.issuer.code}-')}"


def text_of(composition: Composition) -> str:
    """The words as people read them, a line a block: for differences and search."""
    lines = [
        *(f"Kính gửi: {name}" for name in composition.addressed_to),
        composition.subject,
        *composition.bases,
        *body_lines(composition.body),
    ]
    for one in composition.appendices:
        lines += [one.title, *body_lines(one.body)]
    lines += [_signature_line(one) for one in composition.signatures]
    return "\n".join(line for line in lines if line)


def body_lines(body: Iterable[Block]) -> list[str]:
    """One line a block; a table gives one a row."""
    lines: list[str] = []
    for block in body:
        if isinstance(block, Table):
            rows = (block.head, *block.rows)
            lines += [block.caption] if block.caption else []
            lines += ["| " + " | ".join(row) + " |" for row in rows]
        elif isinstance(block, Picture):
            lines.append(f"![{block.caption}]")
        elif isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.append(f"{block.label} {block.text}".strip())
    return [" ".join(line.split()) for line in lines]


def picture_files(version: Version) -> dict[int, int]:
    """Index of the block -> the stored file of its picture."""
    body = enumerate(version.content.get("body", ()))
    return {index: one["file"] for index, one in body if one["block"] == "picture"}


def printable(composition: Composition) -> Composition:
    """The normal form that ``writing`` prints; raises ``CannotWrite`` saying what is missing."""
    return writing.tidy(composition)


def tidied(composition: Composition) -> Composition:
    """The normal form, or, of a draft that cannot be printed yet, the value as it is."""
    try:
        return writing.tidy(composition)
    except writing.CannotWrite:
        return composition


def in_own_language(error: writing.CannotWrite) -> str:
    return vietnamese.in_own_language(error.message_vi, error.message_en)


def _signature_line(signature: Signature) -> str:
    office = f"{signature.authority} {signature.office}".strip()
    return " / ".join(filter(None, [office, signature.title, signature.name]))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Signature | Addressee):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _signature(kept: Json) -> Signature:
    return Signature(**kept | {"authority": Authority(kept["authority"])})


def _copy_to_json(copy: Copy) -> Json:
    return {one.name: _plain(getattr(copy, one.name)) for one in fields(copy)}


def _copy(kept: Json) -> Copy:
    told = {
        "form": CopyForm(kept["form"]),
        "signature": _signature(kept["signature"]) if kept["signature"] else None,
        "date": date.fromisoformat(kept["date"]) if kept["date"] else None,
        "recipients": tuple(Addressee(**one) for one in kept["recipients"]),
        "signed_at": datetime.fromisoformat(kept["signed_at"]) if kept["signed_at"] else None,
    }
    return Copy(**kept | told)


def _block_to_json(block: Block, by: Actor) -> Json:
    if isinstance(block, Picture):
        stored = _shelved(block.content, by)
        told = {"caption": block.caption, "alt": block.alt, "width_mm": block.width_mm}
        return {"block": "picture", "file": stored.pk} | told
    if isinstance(block, Table):
        return {
            "block": "table",
            "head": list(block.head),
            "rows": [list(row) for row in block.rows],
            "caption": block.caption,
            "widths": list(block.widths),
            "numeric": sorted(block.numeric),
        }
    return {"block": _NAMES[type(block)]} | asdict(block)


def _block(kept: Json, pictures: dict[int, bytes]) -> Block:
    rest = {key: value for key, value in kept.items() if key != "block"}
    if kept["block"] == "picture":
        return Picture(pictures[rest.pop("file")], **rest)
    if kept["block"] == "table":
        return Table(
            head=tuple(rest["head"]),
            rows=tuple(tuple(row) for row in rest["rows"]),
            caption=rest["caption"],
            widths=tuple(rest["widths"]),
            numeric=frozenset(rest["numeric"]),
        )
    return _BLOCKS[kept["block"]](**rest)


def _shelved(content: bytes, by: Actor) -> StoredFile:
    known = StoredFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if known:
        return known
    media = sniff(content)
    return keep(content, f"hinh{media.extension if media else ''}", media, by=by)


def _pictures(content: Json) -> dict[int, bytes]:
    """The bytes of every picture of the version, in one query."""
    bodies = [content.get("body", ()), *(one["body"] for one in content.get("appendices", ()))]
    wanted = {one["file"] for body in bodies for one in body if one["block"] == "picture"}
    found = {}
    for stored in StoredFile.objects.filter(pk__in=wanted):
        with stored.content.open("rb") as file:
            found[stored.pk] = file.read()
    return found
