"""Scans through the whole door: sealed, recognised by Tesseract, taken in or refused."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from khuevan.documents import actions as documents
from khuevan.documents.models import StoredFile
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work, WorkState
from khuevan.plans import jobs
from khuevan.plans.models import Plan
from khuevan.plans.tests import factories

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (shutil.which("tesseract") and Path(FONT).exists()),
        reason="needs tesseract-ocr-vie and fonts-croscore",
    ),
]


def scan(text):
    """A page as a scanner gives it: black on white, 200 dpi."""
    page = Image.new("RGB", (1654, 2339), "white")
    font = ImageFont.truetype(FONT, 38)
    ImageDraw.Draw(page).multiline_text((140, 120), text, "black", font=font, spacing=18)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=85)
    return out.getvalue()


def uploaded(client, content):
    """Upload, then do by hand what the worker would: the job's arguments are those enqueued."""
    called = []
    officer = factories.user()
    client.force_login(officer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("khuevan.kit.works.later", lambda job, *ids: called.append((job, ids)))
        client.post(
            reverse("plans:upload"), {"file": SimpleUploadedFile("quet-rieng.jpg", content)}
        )
    ((job, arguments),) = called
    assert job == "plans.jobs.read_upload"
    assert "quet-rieng" not in str(arguments)
    jobs.read_upload.func(*arguments)
    return Work.objects.get()


def on_disk():
    return {str(path) for path in Path(settings.VAR).rglob("*") if path.is_file()}


def test_a_scanned_plan_is_read_in_the_background(client):
    factories.offices()

    work = uploaded(client, scan(factories.YEAR))

    plan = Plan.objects.get()
    assert (work.state, work.done, work.total) == (WorkState.DONE, 1, 1)
    assert (plan.is_from_scan, plan.number) == (True, "12/KH-SVHTT")
    assert plan.clauses.count() >= 4


@pytest.mark.shows("DOC-3")
def test_a_scan_with_a_stamp_leaves_no_byte_behind(client):
    before = on_disk()

    work = uploaded(client, scan("TUYỆT MẬT\n\n" + factories.YEAR))

    assert (work.state, work.result_url) == (WorkState.FAILED, "")
    assert "quet-rieng" not in work.error + work.title
    assert (Plan.objects.count(), StoredFile.objects.count(), on_disk()) == (0, 0, before)


@pytest.mark.shows("DOC-3")
def test_a_photo_of_a_stamped_page_is_no_evidence():
    with pytest.raises(Refused):
        documents.store(scan("TỐI MẬT\n\n" + factories.YEAR), "anh.jpg", by=factories.user())

    assert StoredFile.objects.count() == 0
