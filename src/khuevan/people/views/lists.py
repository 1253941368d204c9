"""What each list of this app shows, filters and exports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.kit import components
from khuevan.kit.lists import Column, Empty, Filter, ListDef
from khuevan.kit.vietnamese import format_date
from khuevan.people import roster
from khuevan.people.enums import ContactKind, OrganisationKind, Purpose, Role
from khuevan.people.models import (
    Delegation,
    FocalPoint,
    Organisation,
    UnitGroup,
    UnitLink,
    User,
    valid_on,
)

Words = tuple[str, Any]
TODAY = "today"


def day_asked(request: HttpRequest) -> date:
    """The day of ?on=, else today: the tree as it stood then."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


def day_choices(request: HttpRequest) -> list[Words]:
    """Today, and the day that the page was asked for; "all" of the list itself means ever."""
    wanted = day_asked(request)
    asked = [] if wanted == timezone.localdate() else [(wanted.isoformat(), format_date(wanted))]
    return [(TODAY, gettext("today")), *asked]


def on_day(units: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
    day = timezone.localdate() if value == TODAY else date.fromisoformat(value)
    return units.filter(valid_on(day))


def group_choices(_request: HttpRequest) -> list[Words]:
    return [(group.code, group.name) for group in UnitGroup.objects.all()]


def of_group(units: QuerySet[Organisation], code: str) -> QuerySet[Organisation]:
    return units.filter(memberships__group__code=code).distinct()


def confirmed(units: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
    return units.filter(is_confirmed=value == "yes")


def unit_name(unit: Organisation) -> str:
    return format_html('<a href="{}">{}</a>', reverse("people:unit", args=[unit.pk]), unit.name)


def standing(unit: Organisation) -> str:
    if unit.is_confirmed:
        return ""
    return components.status("doing", gettext("to be confirmed"))


def focal_name(unit: Organisation) -> str:
    return roster.values(unit)["focal"]


UNITS = ListDef(
    name="people.units",
    title=_("Units"),
    columns=(
        Column("code", _("Code"), lambda u: u.code, order=("code",), width=14),
        Column("name", _("Name"), lambda u: u.name, unit_name, order=("sort_key",), head=True),
        Column("kind", _("Kind"), lambda u: u.get_kind_display(), order=("kind",)),
        Column("parent", _("Belongs to"), lambda u: u.parent.short_name if u.parent else "",
               hidden=True),
        Column("focal", _("Focal point"), focal_name),
        Column("email", _("Registered e-mail"),
               lambda u: roster.address(u, ContactKind.EMAIL)),
        Column("phone", _("Registered phone"),
               lambda u: roster.address(u, ContactKind.PHONE), hidden=True),
        Column("valid_from", _("Valid from"), lambda u: u.valid_from, kind="date",
               order=("valid_from",), hidden=True),
        Column("valid_to", _("Valid to"), lambda u: u.valid_to, kind="date", order=("valid_to",)),
        Column("confirmed", _("Standing"),
               lambda u: "" if u.is_confirmed else gettext("to be confirmed"), standing),
    ),
    filters=(
        Filter("group", _("Group"), group_choices, of_group),
        Filter("kind", _("Kind"), tuple(OrganisationKind.choices),
               lambda units, value: units.filter(kind=value)),
        Filter("confirmed", _("Standing"), (("no", _("to be confirmed")), ("yes", _("confirmed"))),
               confirmed),
        Filter("on", _("Valid on"), day_choices, on_day, default=TODAY),
    ),
    search=("search",),
    order=("protocol_order", "sort_key", "pk"),
    empty=Empty(_("No unit yet"),
                _("Load the units of the city with “khuevan seed-units”, or add one."),
                _("Add a unit"), "/units/add/", "units"),
    wide=True,
)  # fmt: skip


def focal_unit(focal: FocalPoint) -> str:
    return unit_name(focal.organisation)


FOCAL_POINTS = ListDef(
    name="people.focal_points",
    title=_("Focal points"),
    columns=(
        Column("name", _("Full name"), lambda f: f.person.full_name, order=("person__sort_key",),
               head=True),
        Column("unit", _("Unit"), lambda f: f.organisation.name, focal_unit,
               order=("organisation__sort_key",)),
        Column("from", _("From"), lambda f: f.valid_from, kind="date", order=("valid_from",)),
        Column("to", _("To"), lambda f: f.valid_to, kind="date", order=("valid_to",)),
    ),
    filters=(
        Filter("term", _("Term"), (("open", _("in office")), ("over", _("ended"))),
               lambda focal, value: focal.filter(valid_to__isnull=value == "open")),
    ),
    search=("person__search", "organisation__search"),
    order=("person__sort_key", "pk"),
    empty=Empty(_("No focal point is named yet"),
                _("Name one on a unit's page, or load all of them from a sheet."),
                _("Load a sheet"), "/units/import/", "people"),
)  # fmt: skip


def link_state(link: UnitLink) -> str:
    if link.revoked_at:
        return components.status("cancelled", gettext("withdrawn"))
    if link.expires_at <= timezone.now():
        return components.status("overdue", gettext("run out"))
    return components.status("done", gettext("open"))


def link_words(link: UnitLink) -> str:
    if link.revoked_at:
        return gettext("withdrawn")
    return gettext("run out") if link.expires_at <= timezone.now() else gettext("open")


def link_unit(link: UnitLink) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("people:link", args=[link.pk]), link.organisation.name
    )


def links_that_are(links: QuerySet[UnitLink], value: str) -> QuerySet[UnitLink]:
    now = timezone.now()
    if value == "withdrawn":
        return links.filter(revoked_at__isnull=False)
    if value == "over":
        return links.filter(revoked_at=None, expires_at__lte=now)
    return links.filter(revoked_at=None, expires_at__gt=now)


LINKS = ListDef(
    name="people.links",
    title=_("Unit links"),
    columns=(
        Column("unit", _("Unit"), lambda k: k.organisation.name, link_unit,
               order=("organisation__sort_key",), head=True),
        Column("purpose", _("For"), lambda k: k.get_purpose_display(), order=("purpose",)),
        Column("state", _("State"), link_words, link_state),
        Column("expires", _("Good until"), lambda k: k.expires_at, kind="datetime",
               order=("expires_at",)),
        Column("uses", _("Uses"), lambda k: k.count_of_uses, kind="int", order=("count_of_uses",)),
        Column("last", _("Last use"), lambda k: k.last_use, kind="datetime", order=("last_use",)),
    ),
    filters=(
        Filter("purpose", _("For"), tuple(Purpose.choices),
               lambda links, value: links.filter(purpose=value)),
        Filter("state", _("State"), (("open", _("open")), ("over", _("run out")),
               ("withdrawn", _("withdrawn"))), links_that_are, default="open"),
    ),
    search=("organisation__search",),
    order=("organisation__protocol_order", "organisation__sort_key", "pk"),
    empty=Empty(_("No link yet"), _("Links are made when tasks are sent, or on a unit's page."),
                _("To the units"), "/units/", "link"),
)  # fmt: skip


def account_name(user: User) -> str:
    return format_html('<a href="{}">{}</a>', reverse("people:account", args=[user.pk]), user)


ACCOUNTS = ListDef(
    name="people.accounts",
    title=_("Accounts"),
    columns=(
        Column("name", _("Full name"), str, account_name, order=("sort_key",), head=True),
        Column("email", _("Work e-mail"), lambda u: u.email, order=("email",)),
        Column("role", _("Role"), lambda u: u.get_role_display(), order=("role",)),
        Column("title", _("Position"), lambda u: u.title, hidden=True),
        Column("unit", _("Unit"), lambda u: u.organisation.short_name if u.organisation else ""),
        Column("last", _("Last signed in"), lambda u: u.last_login, kind="datetime",
               order=("last_login",)),
        Column("open", _("State"), lambda u: gettext("open") if u.is_active else gettext("closed")),
    ),
    filters=(
        Filter("role", _("Role"), tuple(Role.choices),
               lambda users, value: users.filter(role=value)),
        Filter("state", _("State"), (("open", _("open")), ("closed", _("closed"))),
               lambda users, value: users.filter(is_active=value == "open"), default="open"),
    ),
    search=("search",),
    order=("sort_key", "pk"),
)  # fmt: skip


def delegation_state(delegation: Delegation) -> str:
    today = timezone.localdate()
    if delegation.revoked_at:
        return gettext("ended early")
    if delegation.ends < today:
        return gettext("over")
    return gettext("in force") if delegation.starts <= today else gettext("to come")


DELEGATIONS = ListDef(
    name="people.delegations",
    title=_("Delegations"),
    columns=(
        Column("principal", _("For whom"), lambda d: str(d.principal),
               order=("principal__sort_key",), head=True),
        Column("deputy", _("Deputy"), lambda d: str(d.deputy), order=("deputy__sort_key",)),
        Column("starts", _("First day"), lambda d: d.starts, kind="date", order=("starts",)),
        Column("ends", _("Last day"), lambda d: d.ends, kind="date", order=("ends",)),
        Column("reason", _("Reason"), lambda d: d.reason),
        Column("state", _("State"), delegation_state),
        Column("end", _("End it"), lambda d: "", lambda d: end_button(d)),
    ),
    order=("-starts", "pk"),
    empty=Empty(_("Nobody acts for anybody"),
                _("Before you leave, name a deputy with dates; powers return by themselves."),
                _("Name a deputy"), "/staff/delegations/add/", "two"),
)  # fmt: skip


def end_button(delegation: Delegation) -> str:
    if delegation.revoked_at or delegation.ends < timezone.localdate():
        return ""
    url = reverse("people:end_delegation", args=[delegation.pk])
    return format_html('<a href="{}">{}</a>', url, gettext("End it now"))
