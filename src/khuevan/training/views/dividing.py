"""A class becomes two, or two become one (R12): always with a look at what would come of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, notices, parting
from khuevan.training.forms.seats import DivideForm
from khuevan.training.models import ClassRun
from khuevan.training.views.frame import crumbs, found, frame
from khuevan.training.views.runs import pill, seen


@requires(Can.TRAINING_EDIT)
def divide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Further classes of the same course take some of the seats: as proposed, or as somebody says."""
    one = found(request, pk)
    ways = parting.ways(one)
    form = DivideForm(request.POST or None, run=one, ways=ways)
    if request.method == "POST" and form.is_valid():
        times = form.times["starts_at"], form.times["ends_at"]
        made = actions.divide_into(
            one, form.parts, form.cleaned_data["title"], by=request.user, times=times
        )
        messages.success(request, _("The class is divided."))
        return redirect("training:run", pk=made[0].pk)
    seats = one.seats.count()
    facts = frame(request, one, "run") | {
        "form": form, "crumbs": crumbs(one), "seats": seats, "short": parting.lacking(one, seats),
        "told": bool(one.starts_at),
    }  # fmt: skip
    return render(request, "training/divide.html", facts)


@requires(Can.TRAINING_EDIT)
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """First which class, then what would come of it, then it is done."""
    one = found(request, pk)
    chosen = request.POST.get("other") or request.GET.get("other") or ""
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        return choose(request, one)
    other = get_object_or_404(ClassRun.objects.visible_to(request.user), pk=int(chosen))
    if request.method == "POST" and seen(request) == other.seats.count():
        count = actions.join_run(one, other, by=request.user)
        words = ngettext(
            "%(n)d seat has come over; the other class is called off.",
            "%(n)d seats have come over; the other class is called off.", count,
        )  # fmt: skip
        messages.success(request, words % {"n": count})
        return redirect("training:run", pk=pk)
    facts = frame(request, one, "run") | {
        "crumbs": crumbs(one), "other": other, "outlook": actions.join_outlook(one, other),
        "when": notices.when(one), "other_when": notices.when(other),
    }  # fmt: skip
    return render(request, "training/join.html", facts)


def choose(request: SignedInRequest, one: ClassRun) -> HttpResponse:
    others = [(other, pill(other), notices.when(other)) for other in actions.joinable(one)]
    facts = frame(request, one, "run") | {"crumbs": crumbs(one), "others": others}
    return render(request, "training/join_choose.html", facts)
