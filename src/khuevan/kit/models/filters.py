from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: AbstractBaseUser) -> Self:
        return self.filter(owner_id=user.pk)

    def of_list(self, name: str) -> Self:
        return self.filter(list_name=name)


class SavedFilter(models.Model):
    """A way somebody likes to see a list: its search, filters, order and columns under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    list_name = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("address"), max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(
                name="saved_filter_once_per_list", fields=["owner", "list_name", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name
