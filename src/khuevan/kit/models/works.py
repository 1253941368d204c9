from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class WorkState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by an error")


class WorkQuerySet(models.QuerySet["Work"]):
    def open(self) -> Self:
        return self.filter(state__in=(WorkState.WAITING, WorkState.RUNNING))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(owner_id=user.pk) if user.pk else self.none()


class Work(models.Model):
    """A long job that somebody asked for: how far it is, and what failed for which row."""

    kind = models.CharField(_("kind"), max_length=50)
    title = models.CharField(_("title"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    owner_name = models.CharField(_("asked by"), max_length=200)
    state = models.CharField(
        _("state"), max_length=20, choices=WorkState, default=WorkState.WAITING
    )
    total = models.PositiveIntegerField(_("total"), null=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    failures = models.JSONField(default=list, help_text="[[row, reason], ...]")
    failed = models.PositiveIntegerField(_("failed"), default=0)
    error = models.TextField(_("reason"), blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("work")
        verbose_name_plural = _("works")
        indexes = [models.Index(fields=["owner", "-created_at"], name="work_of_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """How far, 0 to 100; None while nobody knows how much there is to do."""
        if self.state == WorkState.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.state in (WorkState.DONE, WorkState.FAILED)

    @property
    def is_stalled(self) -> bool:
        """Its worker went silent; another one will take it up."""
        return (
            self.state == WorkState.RUNNING
            and self.lease_until is not None
            and self.lease_until < timezone.now()
        )


class WorkerBeat(models.Model):
    """A worker process, and when it was last heard of."""

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.name} ({self.host}, {self.pid})"


class Tick(models.Model):
    """When a job of the clock last came due; its row decides which worker enqueues it."""

    name = models.CharField(max_length=200, unique=True)
    last_run = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")

    def __str__(self) -> str:
        return self.name
