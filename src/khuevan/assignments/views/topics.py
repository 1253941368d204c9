"""What difficulties are about: the list that the office keeps."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.assignments import actions
from khuevan.assignments.forms import TopicForm
from khuevan.assignments.models import Topic
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@requires(Can.ASSIGNMENT_VIEW_ALL)
def topics(request: SignedInRequest) -> HttpResponse:
    facts = {
        "topics": Topic.objects.annotate(count=Count("difficulties")),
        "may_judge": request.user.can(Can.ASSIGNMENT_JUDGE),
        "crumbs": [(_("Difficulties"), reverse("assignments:difficulties"))],
    }
    return render(request, "assignments/topics.html", facts)


@requires(Can.ASSIGNMENT_JUDGE)
def topic(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(Topic, pk=pk) if pk else Topic()
    form = TopicForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        actions.set_topic(form.save(commit=False), by=request.user)
        messages.success(request, _("The topic is set."))
        return redirect("assignments:topics")
    facts = {
        "form": form, "known": known,
        "crumbs": [
            (_("Difficulties"), reverse("assignments:difficulties")),
            (_("Topics"), reverse("assignments:topics")),
        ],
    }  # fmt: skip
    return render(request, "assignments/topic.html", facts, status=400 if form.errors else 200)
