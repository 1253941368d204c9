"""A page that asks for the reason before it does what stays on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from khuevan.budget.forms import WhyForm
from khuevan.budget.models import Estimate
from khuevan.budget.views.frame import trail
from khuevan.people.http import SignedInRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """``title`` and ``text`` name what will happen, ``done`` what did; ``back`` is where it came from."""

    title: str
    text: str
    done: str
    back: str


def ask(
    request: SignedInRequest,
    estimate: Estimate,
    asked: Asked,
    act: Callable[[str], object],
    form: forms.Form | None = None,
) -> HttpResponse:
    """``act`` is called with the reason; another form names its one field ``text``."""
    form = form if form is not None else WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data.get("why") or form.cleaned_data.get("text") or "")
        messages.success(request, asked.done)
        return redirect(asked.back)
    facts = {
        "form": form, "title": asked.title, "text": asked.text, "back": asked.back,
        "crumbs": [*trail(estimate), (asked.title, "")], "estimate": estimate,
    }  # fmt: skip
    return render(request, "budget/ask.html", facts, status=400 if form.errors else 200)
