"""All of a settlement in one file: workbooks, Word files, vouchers, and an index with their hashes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from khuevan.budget import account, exports, minutes, papers, paylist, paysheets, workbooks
from khuevan.budget.models import Estimate, Voucher
from khuevan.budget.workbooks import Entry
from khuevan.documents import compositions
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.documents.samples import department_of, parent_name
from khuevan.kit import audit
from khuevan.vanban import writing


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that is written for the package."""

    path: str
    kind: str
    content: bytes


def pack(estimate: Estimate, file: IO[bytes]) -> None:
    """The index comes first; ``sha256sum --check SHA256SUMS.txt`` proves the rest."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        entries = []
        for piece in pieces(estimate):
            entries.append(Entry(piece.path, piece.kind, hashlib.sha256(piece.content).hexdigest()))
            archive.writestr(piece.path, piece.content)
        for number, one in enumerate(vouchers(estimate), 1):
            path = f"chung-tu/{workbooks.file_name(number, one)}"
            with one.file.content.open("rb") as content:
                archive.writestr(path, content.read())
            entries.append(Entry(path, str(one.get_kind_display()), one.sha256, one))
        archive.writestr("00-muc-luc.xlsx", workbooks.index(estimate.title, entries))
        sums = "".join(f"{one.sha256}  {one.path}\n" for one in entries)
        archive.writestr("SHA256SUMS.txt", sums)


def vouchers(estimate: Estimate) -> list[Voucher]:
    """In the order in which every sheet names them."""
    return list(account.standing([estimate]).order_by("kind", "at", "pk"))


def pieces(estimate: Estimate) -> Iterator[Piece]:
    lines = list(estimate.lines.select_related("norm__basis"))
    yield Piece("quyet-toan.xlsx", _("Settlement"), settlement_xlsx(estimate))
    yield Piece("quyet-toan.docx", _("Report of the settlement"), settlement_docx(estimate))
    if (made := paylist.of(estimate)).rows:
        content = workbooks.payment_list(estimate.title, estimate.on, made)
        yield Piece("bang-ke-chi-tien.xlsx", _("Payment list"), content)
        yield Piece("bang-ke-chi-tien.docx", _("Payment list"), payment_list_docx(estimate))
    yield Piece("du-toan.xlsx", _("Estimate"), exports.to_xlsx(estimate, lines))
    for number, paper in enumerate(_papers(estimate), 1):
        content = writing.write(compositions.current(paper))
        yield Piece(f"van-ban/{number:02d}-{compositions.stem(paper)}.docx", paper.subject, content)


def settlement_xlsx(estimate: Estimate) -> bytes:
    payments = estimate.payments.select_related("line")
    return workbooks.settlement(account.of(estimate), payments, vouchers(estimate))


def settlement_docx(estimate: Estimate) -> bytes:
    report = minutes.of_report(estimate, account.of(estimate), vouchers(estimate))
    return writing.write(report)


def payment_list_docx(estimate: Estimate) -> bytes:
    office = department_of(estimate.prepared_by)
    frame = paysheets.Frame(
        parent_name(office).upper(), office.name_vi.upper(), estimate.title,
        papers.source_words(estimate), estimate.prepared_by.full_name,
    )  # fmt: skip
    return paysheets.write(frame, paylist.of(estimate))


def _papers(estimate: Estimate) -> list[Paper]:
    """What was written of it in the register of documents: slip, decisions, minutes."""
    key = audit.key_of(estimate)
    found = Paper.objects.filter(origin=key) | Paper.objects.filter(origin__startswith=f"{key}:")
    return list(found.exclude(state=PaperState.CANCELLED).order_by("pk"))
