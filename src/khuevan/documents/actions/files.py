from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.documents import gate, shelf
from khuevan.documents.enums import Kind
from khuevan.documents.media import JPEG, Media, sniff
from khuevan.documents.models import StoredFile
from khuevan.documents.photos import redraw
from khuevan.kit import audit, vietnamese
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import nfc, short_size
from khuevan.vanban.document import Document
from khuevan.vanban.errors import SecretDocument, UnnamedSecret, Unreadable


@dataclass(frozen=True, slots=True)
class Passed:
    """What has passed the gate and may be kept."""

    content: bytes
    name: str
    media: Media


def store(file: UploadedFile | bytes, name: str = "", *, by: Actor) -> StoredFile:
    """Keep a file that may serve as evidence: a photo is drawn anew, all else is kept as it came.

    Refuses what the house does not take and, before anything is kept, what bears a state-secret
    marking. Call it outside a transaction: the audit line of a refusal must stand.
    """
    passed = examine(file, name, by=by)
    return keep(passed.content, passed.name, passed.media, by=by)


def examine(file: UploadedFile | bytes, name: str = "", *, by: Actor) -> Passed:
    """The first half of ``store``: nothing is kept yet. For whoever keeps only what is new."""
    content, name = received(file, name)
    media = sniff(content)
    if media is None:
        raise Refused(
            _(
                "“%(name)s” is of a kind that is not taken here. "
                "Send a photo, a PDF, a Word, Excel or PowerPoint file, or a video (MP4)."
            )
            % {"name": name}
        )
    if media.is_photo:
        content, media = redraw(content), JPEG
    with secrets_refused(by):
        gate.check(content, name, media)
    return Passed(content, name, media)


def read(
    file: UploadedFile | bytes,
    name: str = "",
    *,
    by: Actor,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Document, bytes, str]:
    """Read a document and give it back with its bytes; nothing is kept. Refuses as ``store``."""
    content, name = received(file, name)
    with secrets_refused(by):
        return gate.read(content, name, progress), content, name


@transaction.atomic
def keep(content: bytes, name: str, media: Media | None, *, by: Actor) -> StoredFile:
    """Put what has passed the gate on the shelf."""
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(
        sha256=digest,
        name=_safe_name(name, media),
        media_type=media.media_type if media else "application/octet-stream",
        size=len(content),
        uploaded_by_id=by.actor_id,
        uploaded_by_name=by.actor_name[:200],
    )
    stored.content.name = shelf.put(content, digest)
    stored.save()
    audit.record(Kind.STORED, stored, by=by, after=stored.name[:200], sha256=digest)
    return stored


def received(file: UploadedFile | bytes, name: str) -> tuple[bytes, str]:
    """The bytes and the composed name of an upload, within the size that the office allows."""
    size = len(file) if isinstance(file, bytes) else file.size or 0
    name = nfc(name or getattr(file, "name", "") or "")[:255]
    if size > settings.UPLOAD_LIMIT:
        raise Refused(
            _(
                "“%(name)s” has %(size)s; the limit is %(limit)s. "
                "Split it or make its pictures smaller."
            )
            % {"name": name, "size": short_size(size), "limit": short_size(settings.UPLOAD_LIMIT)}
        )
    content = file if isinstance(file, bytes) else file.read()
    if not content:
        raise Refused(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    return content, name


class secrets_refused:  # noqa: N801 - reads as a sentence after `with`
    """Turns the reader's errors into refusals; of a secret file only an audit line remains.

    The line says who and when. Neither the file's name nor its level nor a word of it is kept.
    """

    def __init__(self, by: Actor) -> None:
        self.by = by

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SecretDocument):
            audit.record(Kind.REFUSED_SECRET, StoredFile(), by=self.by)
            # Messages and works are stored: they must not name the file.
            told = {name: value for name, value in error.params.items() if name != "name"}
            unnamed = UnnamedSecret(name="", **told)
            raise Refused(in_own_language(unnamed)) from None
        if isinstance(error, Unreadable):
            raise Refused(in_own_language(error)) from None


def in_own_language(error: Unreadable) -> str:
    return vietnamese.in_own_language(error.message_vi, error.message_en)


def _safe_name(name: str, media: Media | None) -> str:
    """The name without folders and control characters, ending as its content demands."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ") or "tep"
    if media is None or shown.lower().endswith(media.extension):
        return shown[-200:]
    stem = shown.rsplit(".", 1)[0] if media.is_photo else shown
    return stem[:200] + media.extension
