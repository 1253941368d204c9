from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import ContactKind, Kind
from khuevan.people.models import ContactPoint, FocalPoint, Organisation, Person

TOPIC = "external_information"


@transaction.atomic
def name_focal_point(
    organisation: Organisation, full_name: str, *, starts: date, by: Actor, topic: str = TOPIC
) -> FocalPoint:
    """Who answers from a day on; the one before ends on the day before."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    current = organisation.focal_points.filter(topic=topic, valid_to=None).first()
    if current and current.person.full_name == full_name:
        raise Refused(_("%(name)s is the focal point already.") % {"name": full_name})
    if current and current.valid_from >= starts:
        raise Refused(
            _("The present focal point began on %(day)s; the next one must begin later.")
            % {"day": format_date(current.valid_from)}
        )
    if current:
        current.valid_to = starts - timedelta(days=1)
        current.save(update_fields=["valid_to"])
    person = person_of(organisation, full_name)
    focal = FocalPoint.objects.create(
        organisation=organisation, person=person, topic=topic, valid_from=starts
    )
    before = current.person.full_name if current else ""
    audit.record(Kind.FOCAL_POINT_NAMED, organisation, by=by, before=before, after=full_name,
                 starts=starts.isoformat(), topic=topic)  # fmt: skip
    return focal


@transaction.atomic
def end_focal_point(focal: FocalPoint, *, on: date, by: Actor) -> None:
    """The last day of the term; nobody answers after it until another is named."""
    if on < focal.valid_from:
        raise Refused(
            _("The term began on %(day)s; it cannot end before.")
            % {"day": format_date(focal.valid_from)}
        )
    if not FocalPoint.objects.filter(pk=focal.pk, valid_to=None).update(valid_to=on):
        raise AlreadyDecided(_("This term has already ended."))
    audit.record(Kind.FOCAL_POINT_ENDED, focal.organisation, by=by,
                 before=focal.person.full_name, ends=on.isoformat())  # fmt: skip


@transaction.atomic
def set_contact(
    organisation: Organisation, kind: ContactKind, value: str, *, by: Actor,
    is_registered: bool = False, person: Person | None = None,
) -> ContactPoint:  # fmt: skip
    """Add a work address. A registered one receives codes, and takes that place from another."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = ""
    if is_registered:
        other = organisation.contacts.filter(kind=kind, is_registered=True).exclude(value=value)
        before = ", ".join(other.values_list("value", flat=True))
        other.update(is_registered=False)
    contact, _created = ContactPoint.objects.update_or_create(
        organisation=organisation, kind=kind, value=value,
        defaults={
            "is_registered": is_registered, "person": person,
            "verified_at": timezone.now() if is_registered else None,
        },
    )  # fmt: skip
    audit.record(Kind.CONTACT_CHANGED, organisation, by=by, before=before, after=value,
                 registered=is_registered)  # fmt: skip
    return contact


@transaction.atomic
def remove_contact(contact: ContactPoint, *, by: Actor) -> None:
    audit.record(Kind.CONTACT_CHANGED, contact.organisation, by=by, before=contact.value,
                 registered=contact.is_registered)  # fmt: skip
    contact.delete()


def person_of(organisation: Organisation, full_name: str) -> Person:
    """The person of that name known in the unit, else a new one: two people may share a name."""
    known = Person.objects.filter(
        full_name=full_name, focal_points__organisation=organisation
    ).first() or Person.objects.filter(
        full_name=full_name, posts__organisation=organisation
    ).first()  # fmt: skip
    return known or Person.objects.create(full_name=full_name)
