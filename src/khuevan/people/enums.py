from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    CITY = "city", _("City body")
    DEPARTMENT = "department", _("Department or agency of the city")
    WARD = "ward", _("Ward")
    COMMUNE = "commune", _("Commune")
    DISTRICT = "district", _("District (before July 2025)")
    INTERNAL = "internal", _("Unit inside the department")
    PARTY = "party", _("Party body")
    CENTRAL = "central", _("Central body")
    PRESS = "press", _("Press agency")
    PARTNER = "partner", _("Outside partner")


class Direction(models.TextChoices):
    TO_US = "to_us", _("From them to us")
    TO_THEM = "to_them", _("From us to them")


class Role(models.TextChoices):
    """Stored values are never renamed."""

    LEAD_OFFICER = "lead_officer", _("Lead officer")
    EDITOR = "editor", _("Editor")
    DIGITAL_DESK = "digital_desk", _("Digital desk")
    FINANCE = "finance", _("Finance officer")
    LEGAL = "legal", _("Legal and organisation officer")
    OFFICE_HEAD = "office_head", _("Head of the office")
    DIRECTOR = "director", _("Director")
    FOCAL_POINT = "focal_point", _("Focal point of a unit")
    CLERK = "clerk", _("Clerk of documents (văn thư)")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class TaskPart(models.TextChoices):
    """What a unit is to a task: a relation of each task in each plan, never a trait of the unit."""

    LEAD = "lead", _("leads")
    COORDINATE = "coordinate", _("coordinates")
    GUIDE = "guide", _("guides")
    APPRAISE = "appraise", _("appraises")
    APPROVE = "approve", _("approves")
    INFORM = "inform", _("is informed")


class ContactKind(models.TextChoices):
    EMAIL = "email", _("Work e-mail")
    PHONE = "phone", _("Work phone")


class Purpose(models.TextChoices):
    """What a unit link opens; a link serves one purpose only."""

    ASSIGNMENTS = "assignments", _("Tasks of the unit")
    CALENDAR = "calendar", _("Calendar of deadlines")
    DOCUMENTS = "documents", _("Documents to the unit")
    REPORTS = "reports", _("Reports of the unit")
    NOMINATION = "nomination", _("Seats of the unit in classes")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    ORGANISATION_ADDED = "people.organisation_added", _("Unit added")
    ORGANISATION_CHANGED = "people.organisation_changed", _("Unit changed")
    ORGANISATION_MERGED = "people.organisation_merged", _("Units merged")
    GROUP_CHANGED = "people.group_changed", _("Group of units changed")
    FOCAL_POINT_NAMED = "people.focal_point_named", _("Focal point named")
    FOCAL_POINT_ENDED = "people.focal_point_ended", _("Focal point's term ended")
    CONTACT_CHANGED = "people.contact_changed", _("Contact changed")
    LINK_MADE = "people.link_made", _("Unit link made")
    LINK_REVOKED = "people.link_revoked", _("Unit link revoked")
    DELEGATED = "people.delegated", _("Powers delegated")
    DELEGATION_ENDED = "people.delegation_ended", _("Delegation ended")
    ROLE_CHANGED = "people.role_changed", _("Role changed")
    ACCOUNT_ADDED = "people.account_added", _("Account added")
    ACCOUNT_CHANGED = "people.account_changed", _("Account changed")
    ACCOUNT_CLOSED = "people.account_closed", _("Account closed")
    ACCOUNT_REOPENED = "people.account_reopened", _("Account opened again")
    LINK_RENEWED = "people.link_renewed", _("Unit link renewed")
    CODE_SENT = "people.code_sent", _("One-time code sent")
    EXCHANGE_LOGGED = "people.exchange_logged", _("Exchange with a partner logged")
    IMPORTED = "people.imported", _("Sheet imported")
