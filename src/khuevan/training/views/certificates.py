"""Confirmations of attendance: issued, printed, revoked; and the page on which anybody asks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, public, requires
from khuevan.training import actions
from khuevan.training.enums import RunState
from khuevan.training.models import Certificate, ClassRun
from khuevan.training.models.printing import CertificateQuerySet
from khuevan.training.passes import Holder, TraineePass, holder
from khuevan.training.printing import files
from khuevan.training.printing.confirmations import initials, number_of
from khuevan.training.views.frame import found, frame
from khuevan.training.views.summons import attached, shown


def state_words(one: Certificate) -> str:
    return pgettext("paper", "Revoked") if one.revoked_at else pgettext("paper", "Valid")


def state(one: Certificate) -> str:
    return status("cancelled" if one.revoked_at else "done", state_words(one))


def links(one: Certificate) -> str:
    if one.revoked_at:
        return format_html('<span class="small muted">{}</span>', one.revoked_why)
    return format_html(
        '<a class="link" href="{}">PDF</a> · <a class="link" href="{}">{}</a>',
        reverse("training:certificate", args=[one.run_id, one.pk]),
        reverse("training:certificate_revoke", args=[one.run_id, one.pk]),
        _("Revoke"),
    )


CERTIFICATES = ListDef(
    name="training.certificates",
    title=pgettext_lazy("attendance", "Confirmations"),
    columns=(
        Column("number", gettext_lazy("Number"), number_of, order=("number",)),
        Column("name", gettext_lazy("Full name"), lambda one: one.nomination.full_name,
               order=("nomination__sort_key", "pk"), head=True),
        Column("unit", gettext_lazy("Unit"), lambda one: one.nomination.seat.organisation.name),
        Column("issued", gettext_lazy("Issued"), lambda one: one.issued_at, kind="datetime"),
        Column("state", gettext_lazy("State"), state_words, cell=state),
        Column("links", pgettext_lazy("summons", "On paper"), lambda one: one.revoked_why,
               cell=links),
    ),
    search=("nomination__search", "nomination__seat__organisation__search"),
    order=("number",),
    empty=Empty(
        gettext_lazy("No confirmation yet"),
        gettext_lazy("They are issued to everybody who came once the class is closed."),
        icon="proof",
    ),
)  # fmt: skip


def of(run: ClassRun) -> CertificateQuerySet:
    return Certificate.objects.filter(run=run).select_related("nomination__seat__organisation")


@requires(Can.TRAINING_VIEW)
def certificates(request: SignedInRequest, pk: int) -> HttpResponseBase:
    run = found(request, pk)
    facts = frame(request, run, "summons") | {
        "is_held": run.state == RunState.HELD,
        "due": len(actions.uncertified(run)),
        "parts": files.parts(of(run).live().count()),
    }
    return respond(request, CERTIFICATES, of(run), "training/certificates.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def certify(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    count = actions.certify(run, by=request.user)
    words = ngettext(
        "%(count)d confirmation is issued.", "%(count)d confirmations are issued.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("training:certificates", pk=run.pk)


@requires(Can.TRAINING_VIEW)
def print_all(request: SignedInRequest, pk: int, part: int) -> HttpResponse:
    run = found(request, pk)
    rows = list(of(run).live().order_by("number")[(part - 1) * files.PART : part * files.PART])
    if part < 1 or not rows:
        raise Http404
    content = files.certificates_pdf(rows, run)
    return attached(content, f"giay-xac-nhan-{run.pk}-{part}.pdf", "application/pdf")


@requires(Can.TRAINING_VIEW)
def certificate(request: SignedInRequest, pk: int, certificate: int) -> HttpResponse:
    run = found(request, pk)
    one = get_object_or_404(of(run).live(), pk=certificate)
    return shown(files.certificates_pdf([one], run), f"giay-xac-nhan-{one.number:03d}.pdf")


@requires(Can.TRAINING_EDIT)
def revoke(request: SignedInRequest, pk: int, certificate: int) -> HttpResponse:
    """A page of its own: what is revoked does not come back."""
    run = found(request, pk)
    one = get_object_or_404(of(run).live(), pk=certificate)
    if request.method == "POST":
        actions.revoke_certificate(one, request.POST.get("why", ""), by=request.user)
        messages.success(request, _("The confirmation is revoked; its page says so."))
        return redirect("training:certificates", pk=run.pk)
    facts = frame(request, run, "summons") | {"one": one, "number": number_of(one)}
    return render(request, "training/certificate_revoke.html", facts)


@holder(Holder.TICKET)
def own_certificate(request: HttpRequest, own: TraineePass) -> HttpResponse:
    one = get_object_or_404(of(own.run).live(), nomination=own.nomination)
    return shown(files.certificates_pdf([one], own.run), "giay-xac-nhan.pdf")


@public
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Is this paper genuine? Only what its holder can compare: number, class, day, initials."""
    one = _by_token(token)
    context = {
        "one": one,
        "number": number_of(one) if one else "",
        "initials": initials(one.nomination.full_name) if one else "",
    }
    response = render(request, "training/verify.html", context, status=200 if one else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


def _by_token(token: str) -> Certificate | None:
    number, _dash, nonce = token.partition("-")
    one = None
    if number.isascii() and number.isdecimal() and len(number) <= 18:
        related = Certificate.objects.select_related("nomination", "run__issuer")
        one = related.filter(pk=int(number)).first()
    # Compared even when there is no such row, so that the answer's time says nothing.
    genuine = constant_time_compare(one.nonce if one else "0" * 32, nonce)
    return one if genuine else None
