from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can


def by_content(stored: StoredFile, filename: str) -> str:
    return f"{stored.sha256[:2]}/{stored.sha256}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees all assignments sees every file; others only what they brought themselves.

        What a unit sends by its link is shown to it by the pages of that link.
        """
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.filter(uploaded_by=user)


class StoredFile(models.Model):
    """A file as it came, addressed by its content; it has passed the secrecy gate."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    content = models.FileField(upload_to=by_content, max_length=120)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(default=timezone.now)
    search = models.CharField(max_length=255, editable=False, default="")

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(self.name)[:255]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched
