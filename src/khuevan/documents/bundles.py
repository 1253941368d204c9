"""The plain bundle: a .zip with the files, what is known of them as JSON and CSV, and checksums.

For systems and people without edXML. The answer is the same bundle with number and date filled in
and the signed PDF beside it.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khuevan.documents.dispatches import BadPackage, Dispatch, Enclosed, Returned

METADATA, TABLE, SUMS = "van-ban.json", "van-ban.csv", "SHA256SUMS"
SIGNED = "ban-da-ky.pdf"
MOST_BYTES = 120 * 1024 * 1024
MOST_FILES = 50
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows: the same value, the same bytes


def write(one: Dispatch) -> bytes:
    """The bundle; the same value gives the same bytes."""
    facts = _facts(one)
    packed = {METADATA: _json(facts), TABLE: _csv(facts)}
    packed |= {file.name: file.content for file in one.files}
    sums = [Enclosed(name, "", content) for name, content in packed.items()]
    packed[SUMS] = "".join(f"{file.sha256}  {file.name}\n" for file in sums).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in packed.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return out.getvalue()


def _facts(one: Dispatch) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "number": one.number,
        "notation": one.notation,
        "date": one.day.isoformat() if one.day else None,
        "place": one.place,
        "type": one.type_name,
        "subject": one.subject,
        "issuer": {"code": one.sender.code, "name": one.sender.name},
        "signer": {
            "competence": one.competence, "position": one.signer_position, "name": one.signer_name,
        },
        "reply_due": one.due.isoformat() if one.due else None,
        "priority": one.priority,
        "recipients": [{"code": party.code, "name": party.name} for party in one.recipients],
        "to_places": list(one.to_places),
        "changed_at": one.at.isoformat(),
        "files": [
            {"name": file.name, "media_type": file.media_type, "size": len(file.content),
             "sha256": file.sha256}
            for file in one.files
        ],
        "answer": f"Fill in number and date (2026-01-31), add the signed PDF as {SIGNED}, zip again.",
    }  # fmt: skip


def _json(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(facts: dict[str, Any]) -> bytes:
    """The plain facts, one a line; a leading apostrophe stops what a spreadsheet would run."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["field", "value"])
    for key, value in facts.items():
        if isinstance(value, str | int | None):
            text = "" if value is None else str(value)
            rows.writerow([key, f"'{text}" if text[:1] in ("=", "+", "-", "@") else text])
    return "\ufeff".encode() + out.getvalue().encode()


def read(content: bytes) -> Returned:
    """Number, date and signed file of a bundle that came back."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _returned(_unpacked(package))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadPackage(_("The bundle is no readable .zip, or it is locked.")) from error


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    """The files by their bare names, read within a limit whatever the package says of their sizes."""
    entries = [one for one in package.infolist() if not one.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadPackage(_("The package holds more than 50 files."))
    left, found = MOST_BYTES, {}
    for entry in entries:
        with package.open(entry) as file:
            raw = file.read(left + 1)
        left -= len(raw)
        if left < 0:
            raise BadPackage(_("Unpacked, the bundle is larger than 120 MB."))
        found[entry.filename.replace("\\", "/").rsplit("/", 1)[-1]] = raw
    return found


def _returned(files: dict[str, bytes]) -> Returned:
    if METADATA not in files:
        raise BadPackage(_("The bundle lacks %(name)s.") % {"name": METADATA})
    try:
        facts = json.loads(files[METADATA].decode("utf-8-sig"))
        if not isinstance(facts, dict):
            raise TypeError
        number, day = facts.get("number"), facts.get("date")
        parsed = date.fromisoformat(str(day)) if day else None
        figure = int(str(number)) if number not in (None, "") else None
    except (ValueError, TypeError, RecursionError) as error:
        raise BadPackage(
            _("%(name)s cannot be read: number is a figure, date is written 2026-01-31.")
            % {"name": METADATA}
        ) from error
    _require_sums(files)
    signed = files.get(SIGNED)
    return Returned(
        notation=str(facts.get("notation") or ""), subject=str(facts.get("subject") or ""),
        number=figure, day=parsed, reference=str(facts.get("reference") or ""),
        signed=Enclosed(SIGNED, "application/pdf", signed) if signed else None,
    )  # fmt: skip


def _require_sums(files: dict[str, bytes]) -> None:
    """What we sent along came back as it was; what the other side filled in is new."""
    for line in files.get(SUMS, b"").decode("utf-8", "replace").splitlines():
        digest, _space, name = line.partition("  ")
        if name in (METADATA, TABLE) or name not in files:
            continue
        if Enclosed(name, "", files[name]).sha256 != digest.strip():
            raise BadPackage(
                _("“%(name)s” is not the file that was sent: its checksum differs.")
                % {"name": name}
            )
