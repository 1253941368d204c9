"""What people type passes the secrecy gate too, not only the files that they send."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khuevan.documents.enums import Kind
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.vanban import secrecy


def check_text(*texts: str, by: Actor) -> None:
    """Refuse typed words that bear a state-secret marking, before anything of them is kept.

    Call it outside a transaction, like ``store``: the line that somebody was refused must stand,
    and of what was typed nothing may.
    """
    if not any(text and secrecy.check(text) for text in texts):
        return
    audit.record(Kind.REFUSED_SECRET, StoredFile(), by=by)
    raise Refused(
        _(
            "What you typed bears a state-secret marking (MẬT, TỐI MẬT, TUYỆT MẬT). Khuê Văn takes "
            "no state secrets, so nothing of it was kept. Send secret matters by the office's own "
            "way for them; if it is none, leave the marking out and send it again."
        )
    )
