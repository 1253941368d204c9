"""The catalogue of courses, and who had which theme (R82)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Membership, Organisation, UnitGroup
from khuevan.people.models.organisations import valid_on
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.enums import RunState
from khuevan.training.forms.runs import CourseForm
from khuevan.training.models import Course
from khuevan.training.themes import Themes, had_themes
from khuevan.training.views.frame import crumbs, registers


def linked(course: Course) -> str:
    url = reverse("training:course", args=[course.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, course.name)


def leads(_request: HttpRequest) -> list[tuple[str, Any]]:
    bodies = Organisation.objects.filter(pk__in=Course.objects.values("lead"))
    return [(str(one.pk), one.name) for one in bodies]


def of_lead(rows: QuerySet[Course], value: str) -> QuerySet[Course]:
    return rows.filter(lead=int(value))


COURSES = ListDef(
    name="training.courses",
    title=gettext_lazy("Courses"),
    columns=(
        Column("name", gettext_lazy("Course"), lambda c: c.name, linked, ("name_vi",), head=True,
               width=60),
        Column("theme", gettext_lazy("Theme"), lambda c: c.theme, order=("theme_key", "name_vi")),
        Column("lead", pgettext_lazy("course", "Led by"), lambda c: c.lead.name if c.lead else "",
               order=("lead__sort_key", "name_vi"), width=30),
        Column("minutes", gettext_lazy("Length in minutes"), lambda c: c.minutes, kind="int"),
        Column("held", pgettext_lazy("classes", "Held"), lambda c: c.n_held, kind="int"),
        Column("live", gettext_lazy("Under way"), lambda c: c.n_live, kind="int"),
    ),
    filters=(Filter("lead", pgettext_lazy("course", "Led by"), leads, of_lead),),
    search=("search",),
    order=("theme_key", "name_vi"),
    empty=Empty(
        gettext_lazy("The catalogue is empty"),
        gettext_lazy("A course enters it with its first class, or here."),
        gettext_lazy("Add a course"), "/training/courses/add/", icon="book",
    ),
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def courses(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.TRAINING_EDIT)
    live = ~Q(runs__state__in=[RunState.HELD, RunState.CANCELLED]) & Q(runs__isnull=False)
    rows = Course.objects.select_related("lead").annotate(
        n_held=Count("runs", filter=Q(runs__state=RunState.HELD), distinct=True),
        n_live=Count("runs", filter=live, distinct=True),
    )
    facts = {"may_edit": may_edit, "registers": registers("courses")}
    definition = for_reader(COURSES, may_act=may_edit)
    if not may_edit:  # the page of a course changes it
        definition = replace(
            definition, columns=(replace(COURSES.columns[0], cell=None), *COURSES.columns[1:])
        )
    return respond(request, definition, rows, "training/courses.html", facts)


@requires(Can.TRAINING_EDIT)
def course(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """A course as it stands in the catalogue; without a key a new one."""
    one = get_object_or_404(Course, pk=pk) if pk else Course()
    form = CourseForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.keep_course(form.save(commit=False), by=request.user)
        messages.success(request, _("Written."))
        return redirect("training:courses")
    trail = [*crumbs(), (_("Courses"), reverse("training:courses"))]
    units = Organisation.objects.filter(valid_to=None).values_list("code", "name_vi")
    facts = {"form": form, "crumbs": trail, "units": units, "course": one}
    return render(request, "training/course.html", facts)


# --- who had which theme


def groups(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [(str(group.pk), group.name) for group in UnitGroup.objects.filter(succeeded_by=None)]


def of_group(units: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
    today = timezone.localdate()
    members = Membership.objects.filter(valid_on(today), group=int(value))
    return units.filter(pk__in=members.values("organisation"))


def lacking(found: Themes) -> Callable[[QuerySet[Organisation], str], QuerySet[Organisation]]:
    """Units that never had the theme: whom to think of first."""

    def narrowed(units: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
        return units.exclude(pk__in=found.units_with(value))

    return narrowed


def matrix_of(found: Themes) -> ListDef:
    return ListDef(
        name="training.themes",
        title=gettext_lazy("Who had which theme"),
        columns=(
            Column("unit", gettext_lazy("Unit"), lambda u: u.name, order=("sort_key",), head=True,
                   width=40),
            *(_column(number, key, name, found)
              for number, (key, name) in enumerate(found.names.items())),
        ),
        filters=(
            Filter("group", gettext_lazy("Group"), groups, of_group),
            Filter("lacks", gettext_lazy("Never had"), tuple(found.names.items()), lacking(found)),
        ),
        search=("search",),
        order=("protocol_order", "sort_key"),
        empty=Empty(gettext_lazy("No class has given seats yet"), icon="class"),
        wide=True,
    )  # fmt: skip


def _column(number: int, key: str, name: str, found: Themes) -> Column:
    """Under its name who leads the courses of the theme (R94): on the page and in the sheet."""
    lead = ", ".join(found.leads.get(key, ()))
    return Column(
        f"theme{number}", f"{name} ({lead})" if lead else name,
        lambda unit: found.words(unit.pk, key),
    )  # fmt: skip


@requires(Can.TRAINING_VIEW)
def themes(request: SignedInRequest) -> HttpResponseBase:
    """Units of today by theme: how many came, when last, who has a seat in a class to come."""
    found = had_themes(timezone.localdate())
    units = Organisation.objects.filter(pk__in=found.units)
    facts = {"registers": registers("themes"), "found": found}
    return respond(request, matrix_of(found), units, "training/themes.html", facts)
