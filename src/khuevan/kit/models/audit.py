from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One change of state: who, what, when, from, to, why; each row carries the hash of the one before."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["target", "-seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.target}"


class AuditHead(models.Model):
    """The end of the chain: its row lock puts the writers in line, its hash shows a cut-off tail."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
