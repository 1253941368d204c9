"""Lines of "Nơi nhận" as people type and print them, matched to the dated tree; pure reading.

"- UBND Thành phố (để b/c);", "- 16 sở, ban, ngành;", "- Lưu: VT, TTBCXB (Yến)."
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from khuevan.documents.enums import Place, ReceiptRole
from khuevan.documents.models import Paper, Recipient
from khuevan.kit.vietnamese import fold, nfc
from khuevan.people.models import Membership, resolve, valid_on
from khuevan.people.names import Index, Match

# Who must do most comes first: a body named twice has the stronger role.
STRENGTH = {
    ReceiptRole.IMPLEMENT: 0, ReceiptRole.COORDINATE: 1, ReceiptRole.REPORT: 2, ReceiptRole.KNOW: 3,
}  # fmt: skip
AS_ABOVE = ("nhu tren", "nhu kinh gui", "nhu dieu")
_DASH = re.compile(r"^\s*[-–—•+*]\s*")
_CLOSED = re.compile(r"[\s;.,/]+$")
_NOTE = re.compile(r"\s*\(([^()]{2,60})\)\s*$")
_ARCHIVE = re.compile(r"^lưu\s*:?\s*", re.IGNORECASE)
_PURPOSES = (
    (ReceiptRole.REPORT, ("bao cao", "b/c", "b/cao", "bc")),
    (ReceiptRole.IMPLEMENT, ("thuc hien", "t/h", "th", "chi dao", "trien khai", "xem xet")),
    (ReceiptRole.COORDINATE, ("phoi hop", "p/h", "ph")),
    (ReceiptRole.KNOW, ("biet", "theo doi", "t/d", "thong tin")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: as printed without dash and closing mark, and where it leads."""

    as_written: str
    note: str = ""
    role: ReceiptRole = ReceiptRole.IMPLEMENT
    place: Place = Place.LISTED
    organisation_id: int | None = None
    group_id: int | None = None
    is_words_only: bool = False


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a list as somebody types or pastes it; nothing is matched yet.

    A role in brackets behind a brace of several lines has to be written at each of them.
    """
    return tuple(
        read_line(line) for line in nfc(text).splitlines() if _CLOSED.sub("", line).strip()
    )


def read_line(written: str) -> Line:
    bare = _CLOSED.sub("", _DASH.sub("", " ".join(written.split())))
    bare = re.sub(r"\s*;\s*(?=\([^()]*\)$)", " ", bare)  # "Bộ VH,TT&DL; (để b/c)"
    if _ARCHIVE.match(bare):
        return Line(_ARCHIVE.sub("", bare)[:300], place=Place.ARCHIVE, role=ReceiptRole.KNOW,
                    is_words_only=True)  # fmt: skip
    note = _NOTE.search(bare)
    role = role_of(note[1]) if note else None
    if note and role:
        return Line(_CLOSED.sub("", bare[: note.start()])[:300], note[1][:100], role)
    is_words_only = fold(bare).startswith(AS_ABOVE)
    return Line(bare[:300], is_words_only=is_words_only)


def role_of(words: str) -> ReceiptRole | None:
    """ "để b/c" -> to be reported to; None when the brackets hold something else."""
    folded = fold(words).removeprefix("de ").strip(" .")
    for role, signs in _PURPOSES:
        if any(folded == sign or folded.startswith(f"{sign} ") for sign in signs):
            return role
    return None


def archive_parts(as_written: str) -> tuple[str, str]:
    """ "VT, TTBCXB.(Yến)" -> ("VT, TTBCXB", "Yến"): where it is kept, and who drafted."""
    if found := re.search(r"[\s.,]*\(([^()]{1,40})\)$", as_written):
        return as_written[: found.start()].strip(), found[1].strip()
    return as_written, ""


def printed(line: Recipient | Line) -> str:
    """The line as the editor shows it, and as ``read_line`` reads it again."""
    if line.place == Place.ARCHIVE:
        return f"- Lưu: {line.as_written}."
    note = f" ({line.note})" if line.note else ""
    return f"- {line.as_written}{note};"


def settled(line: Line, index: Index) -> tuple[Line, Match | None]:
    """The line with its body when the name is sure; a doubtful one is given back to be asked."""
    if line.is_words_only or line.organisation_id or line.group_id:
        return line, None
    match = index.match(line.as_written)
    if not match.sure:
        return line, match
    found = replace(line, organisation_id=match.organisation_id, group_id=match.group_id)
    return found, match


def expand(paper: Paper, on: date) -> list[tuple[int, ReceiptRole]]:
    """Every body that gets the document on the day, once, with its strongest role (DOC-2).

    Groups are expanded to their members of that day, bodies that have ended to whoever took over.
    Four queries, and two more for each group.
    """
    lines = paper.recipients.exclude(place=Place.ARCHIVE).select_related("group__succeeded_by")
    named = [(ReceiptRole(one.role), _named(one, on)) for one in lines]
    heirs = resolve([body for _role, bodies in named for body in bodies], on)
    roles: dict[int, ReceiptRole] = {}
    for role, bodies in named:
        for body in (heir for one in bodies for heir in heirs[one]):
            known = roles.get(body)
            if known is None or STRENGTH[role] < STRENGTH[known]:
                roles[body] = role
    return list(roles.items())


def _named(line: Recipient, on: date) -> list[int]:
    if line.group:
        found = Membership.objects.filter(valid_on(on), group=line.group.on(on))
        ordered = found.order_by("organisation__protocol_order", "organisation__sort_key")
        return list(ordered.values_list("organisation_id", flat=True))
    return [line.organisation_id] if line.organisation_id else []
