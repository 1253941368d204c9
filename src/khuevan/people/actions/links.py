from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Kind, Purpose
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.models.links import LASTS, new_nonce


@transaction.atomic
def make_link(
    organisation: Organisation, purpose: Purpose, *, by: Actor, lasts: timedelta = LASTS
) -> UnitLink:
    """The open link of the unit for the purpose: the one there is, or a new one.

    One that has run out is replaced. Asking twice never makes two.
    """
    make_links([organisation.pk], purpose, by=by, lasts=lasts)
    return UnitLink.objects.get(organisation=organisation, purpose=purpose, revoked_at=None)


@transaction.atomic
def make_links(
    organisations: Collection[int], purpose: Purpose, *, by: Actor, lasts: timedelta = LASTS
) -> int:
    """The same for many units in a few queries, each new link with its own record; how many."""
    # Held in one order, so that two sendings at once wait for each other instead of for ever.
    bodies = Organisation.objects.select_for_update().filter(pk__in=organisations).order_by("pk")
    now = timezone.now()
    opened = UnitLink.objects.filter(
        organisation__in=list(bodies), purpose=purpose, revoked_at=None
    )
    has = set(opened.filter(expires_at__gt=now).values_list("organisation_id", flat=True))
    opened.filter(expires_at__lte=now).update(revoked_at=now)
    links = UnitLink.objects.bulk_create(
        UnitLink(organisation=body, purpose=purpose, expires_at=now + lasts, nonce=new_nonce(),
                 created_by_id=by.actor_id)
        for body in bodies
        if body.pk not in has
    )  # fmt: skip
    if links:
        audit.record_all([_made(link) for link in links], by=by)
    return len(links)


def _made(link: UnitLink) -> audit.Happening:
    facts: dict[str, audit.Fact] = {"link": link.pk, "replaces": None}
    return audit.Happening(Kind.LINK_MADE, link.organisation, after=link.purpose, facts=facts)


@transaction.atomic
def revoke_link(link: UnitLink, *, by: Actor, why: str) -> None:
    """The link opens nothing from now on, whoever has it."""
    if not why.strip():
        raise Refused(_("Say why the link is withdrawn: the unit will ask."))
    won = UnitLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not won:
        raise AlreadyDecided(_("This link has already been withdrawn."))
    audit.record(Kind.LINK_REVOKED, link.organisation, by=by, before=link.purpose, why=why,
                 link=link.pk)  # fmt: skip


@transaction.atomic
def revoke_links(organisation: Organisation, *, by: Actor, why: str) -> int:
    """Every link of a unit that no longer exists; how many."""
    links = list(organisation.links.filter(revoked_at=None).select_related("organisation"))
    for link in links:
        revoke_link(link, by=by, why=why)
    return len(links)


@transaction.atomic
def renew(link: UnitLink, *, by: Actor, lasts: timedelta = LASTS) -> UnitLink:
    """A new link in place of this one, whose address opens nothing any more."""
    now = timezone.now()
    UnitLink.objects.filter(
        organisation=link.organisation_id, purpose=link.purpose, revoked_at=None
    ).update(revoked_at=now)
    return _replace(link, now + lasts, by=by)


def _replace(old: UnitLink, until: datetime, *, by: Actor) -> UnitLink:
    link = UnitLink.objects.create(
        organisation=old.organisation, purpose=old.purpose, expires_at=until,
        created_by_id=by.actor_id, nonce=new_nonce(),
    )  # fmt: skip
    audit.record(Kind.LINK_RENEWED, old.organisation, by=by, after=old.purpose, link=link.pk,
                 replaces=old.pk)  # fmt: skip
    return link
