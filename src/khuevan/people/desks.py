"""A unit's pages have two doors: its link, or an account of the unit. Behind both, one code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from khuevan.kit.audit import Actor
from khuevan.people.enums import Purpose
from khuevan.people.http import SignedInRequest, UnitRequest
from khuevan.people.links import belongs_elsewhere, unit_link
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.permissions import Can, requires

DeskView = Callable[..., HttpResponseBase]
ENDS_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose things these are, who acts, and how to reach the next page through the same door.

    Each app that has pages for units names itself, the purpose of its links and the permission.
    """

    app: ClassVar[str]
    purpose: ClassVar[Purpose]
    can: ClassVar[Can]

    organisation: Organisation
    by: Actor
    link: UnitLink | None = None

    def url(self, page: str, **kwargs: object) -> str:
        """``page`` is "", "task", "receive"...: the address behind this door."""
        name = "unit" if self.link else "own"
        where = f"{self.app}:{name}_{page}" if page else f"{self.app}:{name}"
        if self.link:
            kwargs["token"] = self.link.token
        return reverse(where, kwargs=kwargs)

    def admits(self, organisation_id: int) -> bool:
        """Is this of the unit? A link of another unit is told so; for an account it is not there."""
        if self.link:
            belongs_elsewhere(self.link, organisation_id)
        return self.organisation.pk == organisation_id

    @property
    def ends_soon(self) -> bool:
        """The link stops working within days."""
        return bool(self.link) and self.link.expires_at - timezone.now() < ENDS_SOON  # type: ignore[union-attr]  # asked first

    @classmethod
    def by_link(cls, view: DeskView) -> DeskView:
        def opened(request: UnitRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            link = request.unit_link
            return view(request, cls(link.organisation, link, link), **kwargs)

        return unit_link(cls.purpose)(opened)

    @classmethod
    def by_account(cls, view: DeskView) -> DeskView:
        def opened(request: SignedInRequest, **kwargs: Any) -> HttpResponseBase:
            organisation = request.user.organisation
            if organisation is None:
                raise PermissionDenied
            return view(request, cls(organisation, request.user), **kwargs)

        return requires(cls.can)(opened)

    @classmethod
    def doors(cls, below: str, name: str, view: DeskView) -> list[URLPattern]:
        """Both addresses of one page: behind the link and behind the account."""
        suffix = f"_{name}" if name else ""
        return [
            path(f"u/<str:token>/{below}", cls.by_link(view), name=f"unit{suffix}"),
            path(f"unit/{below}", cls.by_account(view), name=f"own{suffix}"),
        ]
