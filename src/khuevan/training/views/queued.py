"""What a unit answered without a line comes in later, or at once from a page with script: as JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused
from khuevan.training import actions
from khuevan.training.errors import SeatTaken
from khuevan.training.forms.naming import DeclineForm
from khuevan.training.models import Seat
from khuevan.training.views.desk import Desk
from khuevan.training.views.naming import doubts_of, form_of

NAMES = {"name/me/": "me", "name/other/": "other"}
SeatView = Callable[[HttpRequest, Desk, Seat], JsonResponse]


def answers(view: SeatView) -> Callable[[HttpRequest, Desk, int], JsonResponse]:
    """GET proves that there is a line; a refusal becomes its kind and its words."""

    @wraps(view)
    def asked(request: HttpRequest, desk: Desk, pk: int) -> JsonResponse:
        found = desk.seat(pk)
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        try:
            return view(request, desk, found)
        except Refused as refusal:
            kind = "taken" if isinstance(refusal, SeatTaken) else "refused"
            return JsonResponse({"kind": kind, "words": str(refusal)}, status=409)

    return asked


@answers
def queued(request: HttpRequest, desk: Desk, found: Seat) -> JsonResponse:
    """The unit's answer for a seat. It names somebody or says no while nobody is named, nothing else:
    what was written hours ago must not undo what was done since.
    """
    who = NAMES.get(request.POST.get("page", ""))
    return named(request, desk, found, who) if who else declined(request, desk, found)


def named(request: HttpRequest, desk: Desk, found: Seat, who: str) -> JsonResponse:
    form = form_of(found, who, request)
    if not form.is_valid():
        elsewhere = "name/other/" if "not_focal_why" in form.errors and who == "me" else ""
        return wrong(form.errors, elsewhere)
    # Whoever waited may not be looking now: the office sees the doubts all the same, and the receipt
    # says so.
    if request.POST.get("waited") != "1" and doubts_of(request, found, form):
        return JsonResponse({"kind": "doubts"})
    actions.nominate(found, form.nominee, by=desk.by, key=form.cleaned_data["key"])
    return JsonResponse({"kind": "received", "url": desk.url("receipt", pk=found.pk)})


def declined(request: HttpRequest, desk: Desk, found: Seat) -> JsonResponse:
    form = DeclineForm(request.POST, asks_code=False)
    if not form.is_valid():
        return wrong(form.errors)
    actions.decline(found, form.cleaned_data["why"], by=desk.by, unless_named=True)
    messages.success(request, _("Recorded: your unit sends nobody."))
    return JsonResponse({"kind": "received", "url": desk.url("seat", pk=found.pk)})


def wrong(errors: ErrorDict, elsewhere: str = "") -> JsonResponse:
    """``elsewhere``: the page that has the field which must be mended."""
    words = " ".join(str(one) for field in errors.values() for one in field)
    return JsonResponse({"kind": "wrong", "words": words, "elsewhere": elsewhere}, status=422)
