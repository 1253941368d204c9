from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    STORED = "documents.stored", _("File stored")
    REFUSED_SECRET = "documents.refused_secret", _("File refused: state-secret marking")
    DOWNLOADED = "documents.downloaded", _("File downloaded")
