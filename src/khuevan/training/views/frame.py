"""What every page of a class has above its own content: the way here, and the class's tabs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can
from khuevan.training.models import ClassRun

# In the order of the work; a page that is not built yet has no address and does not show.
TABS = (
    (gettext_lazy("Overview"), "training:run"),
    (gettext_lazy("Seats of units"), "training:board"),
    (gettext_lazy("Composition"), "training:composition"),
    (gettext_lazy("Roster"), "training:roster"),
    (gettext_lazy("Programme"), "training:programme"),
    (gettext_lazy("Estimate"), "training:estimate"),
    (gettext_lazy("Summons"), "training:summons"),
    (gettext_lazy("Door"), "training:door"),
    (pgettext_lazy("class", "Afterwards"), "training:after"),
)

# What is kept beyond a single class.
REGISTERS = (
    (gettext_lazy("Classes"), "training:index"),
    (gettext_lazy("Course catalogue"), "training:courses"),
    (gettext_lazy("Who had which theme"), "training:themes"),
    (gettext_lazy("Venues"), "training:venues"),
    (gettext_lazy("Speakers"), "training:speakers"),
    (gettext_lazy("Frequent questions"), "training:faq"),
)


def found(request: SignedInRequest, pk: int) -> ClassRun:
    runs = ClassRun.objects.visible_to(request.user)
    return get_object_or_404(
        runs.select_related("course__lead", "plan", "clause", "issuer", "venue", "joined_to"), pk=pk
    )


def crumbs(run: ClassRun | None = None) -> list[tuple[str, str]]:
    trail = [(_("Training"), reverse("training:index"))]
    if run:
        trail.append((run.title, reverse("training:run", args=[run.pk])))
    return trail


def tabs(run: ClassRun) -> list[tuple[str, str]]:
    return _built(TABS, run.pk)


def registers(here: str) -> dict[str, Any]:
    """The props of the tabs above every register of training; ``here`` is the name of its address."""
    return {"items": _built(REGISTERS), "current": reverse(f"training:{here}")}


def _built(pages: Iterable[tuple[Any, str]], *args: int) -> list[tuple[str, str]]:
    shown = []
    for label, name in pages:
        try:
            shown.append((str(label), reverse(name, args=args)))
        except NoReverseMatch:
            continue
    return shown


def frame(request: SignedInRequest, run: ClassRun, page: str) -> dict[str, Any]:
    """The context of ``training/run_base.html``; ``page`` is the name of the tab's address."""
    return {
        "run": run,
        "crumbs": crumbs(),
        "tabs": tabs(run),
        "current": reverse(f"training:{page}", args=[run.pk]),
        "may_edit": request.user.can(Can.TRAINING_EDIT),
        "may_judge": request.user.can(Can.TRAINING_JUDGE),
    }


def is_part(request: HttpRequest) -> bool:
    """htmx asks for a fragment alone; a return through history needs the page."""
    asked = getattr(request, "htmx", None)
    return bool(asked and not asked.history_restore_request)
