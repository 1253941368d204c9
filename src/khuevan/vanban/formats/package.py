"""Opens zip-based files (.docx, .odt) without trusting them."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cached_property

from lxml import etree

from khuevan.vanban.errors import (
    ArchiveBomb,
    Damaged,
    Encrypted,
    HasMacros,
    NotADocument,
    Spreadsheet,
    UnsafeArchive,
)

MAX_UNPACKED = 300 * 2**20
"""Bytes that all parts together may unpack to."""
MAX_RATIO = 250
"""Unpacked to packed; the most repetitive real table measured has about 60."""
RATIO_COUNTS_FROM = 20 * 2**20
MAX_PARTS = 5_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Package:
    """The parts of one archive; every read is bounded by the sizes checked on opening."""

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source))
        except _BROKEN as error:
            raise Damaged(name=name, detail="zip") from error
        self._check(len(source))

    @cached_property
    def parts(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def read(self, part: str) -> bytes:
        try:
            return self._zip.read(part)
        except (*_BROKEN, KeyError, RuntimeError) as error:
            raise Damaged(name=self.name, detail=part) from error

    def xml(self, part: str) -> etree._Element | None:
        """The root of an XML part, None if there is no such part."""
        if part not in self.parts:
            return None
        return self.parse(self.read(part), part)

    def parse(self, source: bytes, part: str) -> etree._Element:
        try:
            root = etree.fromstring(source.replace(_STRICT, _TRANSITIONAL), _parser())
        except etree.XMLSyntaxError as error:
            raise Damaged(name=self.name, detail=part) from error
        if root.getroottree().docinfo.doctype:
            raise UnsafeArchive(name=self.name, detail="DTD")
        return root

    def _check(self, packed: int) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_PARTS:
            raise UnsafeArchive(name=self.name, detail=f"{len(entries)} parts")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Encrypted(name=self.name)
        for entry in entries:
            if _escapes(entry.orig_filename) or _escapes(entry.filename):
                raise UnsafeArchive(name=self.name, detail="../")
        unpacked = sum(entry.file_size for entry in entries)
        grows = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * packed
        if unpacked > MAX_UNPACKED or grows:
            raise ArchiveBomb(name=self.name, size_mb=unpacked >> 20, limit_mb=MAX_UNPACKED >> 20)


def _parser() -> etree.XMLParser:
    # blank text is kept: a space alone in <w:t> is a space of the document
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


def _escapes(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def refuse_other_kinds(package: Package) -> None:
    """Refuses what is an office file but no document, and anything with macros."""
    parts = package.parts
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise HasMacros(name=package.name)
    if any(part.startswith("xl/") for part in parts):
        raise Spreadsheet(name=package.name)
    if any(part.startswith("ppt/") for part in parts):
        raise NotADocument(name=package.name, found="PowerPoint")


def is_docx(package: Package) -> bool:
    return "word/document.xml" in package.parts or main_part(package) is not None


_OFFICE_DOCUMENT = "/relationships/officeDocument"


def main_part(package: Package) -> str | None:
    """Path of the main Word part, by relationship: some programs call it document2.xml."""
    relations = package.xml("_rels/.rels")
    if relations is None:
        return None
    for relation in relations:
        target = (relation.get("Target") or "").lstrip("/")
        is_main = (relation.get("Type") or "").endswith(_OFFICE_DOCUMENT)
        if is_main and target in package.parts and target.startswith("word/"):
            return target
    return "word/document.xml" if "word/document.xml" in package.parts else None
