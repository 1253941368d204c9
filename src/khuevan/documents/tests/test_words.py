from __future__ import annotations

import pytest

from khuevan.documents import actions
from khuevan.documents.enums import Kind
from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.mark.shows("DOC-3")
@pytest.mark.parametrize("text", ["MẬT", "Góp ý\nTỐI MẬT\nnội dung", "Độ mật: Mật", "Số: 05/M-VP"])
def test_typed_secret_is_refused_and_only_the_refusal_is_noted(text):
    with pytest.raises(Refused, match="bí mật nhà nước"):
        actions.check_text("Đồng ý.", text, by=SYSTEM)

    event = AuditEvent.objects.get()
    assert (event.kind, event.facts, event.before, event.after, event.why) == (
        Kind.REFUSED_SECRET, {}, "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "Bảo vệ bí mật nhà nước theo quy định.", "Mật độ dân số cao", "Bảo mật thông tin"]
)
def test_words_about_secrecy_pass(text):
    actions.check_text(text, by=SYSTEM)
    assert AuditEvent.objects.count() == 0
