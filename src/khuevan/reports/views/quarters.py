"""The values of a quarter: entered on a phone, opened to their rows, corrected; charts and paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuevan.documents.downloads import answer
from khuevan.kit.workdays import calendar
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, charts, drawing, pilots
from khuevan.reports.composing.programme import chart_of
from khuevan.reports.enums import ValueOrigin
from khuevan.reports.forms.programmes import CorrectForm, ValueForm
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue
from khuevan.reports.views.consolidation import DOCX
from khuevan.reports.views.programmes import crumbs, found, found_indicator
from khuevan.reports.windows import Quarter
from khuevan.vanban import writing

ROWS_SHOWN = 100
QUARTERS_OFFERED = 8


def quarter_of(one: Programme, year: int, number: int) -> Quarter:
    quarter = Quarter(year, number)
    if quarter not in pilots.quarters_of(one, timezone.localdate()):
        raise Http404
    return quarter


@requires(Can.PROGRAMME_EDIT)
def quarter(request: SignedInRequest, pk: int, year: int, number: int) -> HttpResponse:
    """All indicators of a quarter on one page: what is missing to be entered, what stands to be read."""
    one = found(request, pk)
    of = quarter_of(one, year, number)
    indicators = list(one.indicators.filter(is_active=True))
    for indicator in indicators:
        indicator.programme = one
    known = standing(one, of)
    post, files = request.POST or None, request.FILES or None
    forms = {
        indicator: ValueForm(post, files, prefix=f"i{indicator.pk}")
        for indicator in indicators
        if indicator.pk not in known
    }
    sound = [form.is_valid() for form in forms.values()]
    if request.method == "POST" and all(sound):
        if not enter(request, of, forms):
            is_left = "draw" in request.POST or len(known) + len(forms) > len(standing(one, of))
            here = reverse("reports:programme_quarter", args=[pk, year, number])
            return redirect(here if is_left else one)
        known = standing(one, of)
    facts = {
        "programme": one,
        "quarter": of,
        "window": of.window(one),
        "is_over": of.window(one).ends <= timezone.localdate(),
        "rows": [(one_, forms.get(one_), known.get(one_.pk)) for one_ in indicators],
        "missing": len(indicators) - len(known),
        "others": pilots.quarters_of(one, timezone.localdate())[-QUARTERS_OFFERED:],
        "crumbs": crumbs(one),
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "reports/programme_quarter.html", facts, status=400 if wrong else 200)


def standing(one: Programme, of: Quarter) -> dict[int, QuarterValue]:
    """The values that stand in a quarter, by their indicator."""
    rows = QuarterValue.objects.standing().filter(
        indicator__programme=one, year=of.year, quarter=of.number
    )
    return {value.indicator_id: value for value in rows.defer("parts")}


def enter(
    request: SignedInRequest, of: Quarter, forms: dict[ProgrammeIndicator, ValueForm]
) -> bool:
    """Keep what was typed, each for itself, then draw what was asked for; whether one was refused."""
    entries = {one: entered for one, form in forms.items() if (entered := form.entered)}
    refused = actions.enter_all(of, entries, by=request.user)
    for one, form in forms.items():
        if one.pk in refused:
            form.add_error(None, refused[one.pk])
    if count := len(entries) - len(refused):
        words = ngettext("%(count)d value is kept.", "%(count)d values are kept.", count)
        messages.success(request, words % {"count": count})
    asked = request.POST.get("draw", "")
    if not entries and not asked:
        messages.info(request, _("Nothing was typed, so nothing was kept."))
    for one in forms:
        if str(one.pk) == asked and one not in entries:
            actions.draw_value(one, of, by=request.user)
            messages.success(request, _("The value is drawn, with the rows behind it."))
    return bool(refused)


# --- one value


def found_value(request: SignedInRequest, pk: int) -> QuarterValue:
    rows = QuarterValue.objects.filter(
        indicator__programme__in=Programme.objects.visible_to(request.user)
    )
    related = ("indicator__programme__lead", "indicator__programme__report", "file", "entered_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@requires(Can.REPORT_VIEW)
def value(request: SignedInRequest, pk: int) -> HttpResponse:
    """A value with the rows behind it, its evidence and what stood there before."""
    one = found_value(request, pk)
    form = CorrectForm(initial={"value": one.value, "note": one.note, "link": one.link})
    return _value_page(request, one, form)


def _value_page(request: SignedInRequest, one: QuarterValue, form: CorrectForm) -> HttpResponse:
    indicator = one.indicator
    everything = request.GET.get("all") == "1"
    versions = indicator.values.filter(year=one.year, quarter=one.quarter)
    facts = {
        "one": one,
        "indicator": indicator,
        "programme": indicator.programme,
        "quarter": Quarter(one.year, one.quarter),
        "parts": drawing.opened(one, None if everything else ROWS_SHOWN),
        "everything": everything,
        "most": ROWS_SHOWN,
        "is_drawn": one.origin == ValueOrigin.DRAWN,
        "versions": versions.select_related("entered_by").defer("parts").order_by("-version"),
        "form": form,
        "may_correct": one.replaced_at is None and request.user.can(Can.PROGRAMME_EDIT),
        "crumbs": crumbs(indicator.programme),
    }
    status = 400 if form.errors else 200
    return render(request, "reports/programme_value.html", facts, status=status)


@require_POST
@requires(Can.PROGRAMME_EDIT)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version with its reason: typed, or what the formula gives today."""
    one = found_value(request, pk)
    if "draw" in request.POST:
        made = actions.draw_again(one, request.POST.get("why", "")[:300], by=request.user)
        messages.success(request, _("The value is drawn anew; what stood there stays below."))
        return redirect(made)
    form = CorrectForm(request.POST, request.FILES)
    if not form.is_valid() or (entered := form.entered) is None:
        return _value_page(request, one, form)
    made = actions.correct_value(one, entered, form.cleaned_data["why"], by=request.user)
    messages.success(request, _("The value is corrected; what stood there stays below."))
    return redirect(made)


@requires(Can.REPORT_VIEW)
def file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file that proves a value."""
    return answer(found_value(request, pk).file, inline="inline" in request.GET)


# --- charts and paper


@requires(Can.REPORT_VIEW)
def chart(request: SignedInRequest, pk: int) -> HttpResponse:
    """The picture that stands in the document too."""
    indicator = found_indicator(request, pk)
    sheet = pilots.sheet(indicator.programme, timezone.localdate(), calendar())
    line = next((one for one in sheet.lines if one.indicator.pk == pk and one.last), None)
    if line is None:
        raise Http404
    facts, values = chart_of(line)
    response = HttpResponse(charts.svg(facts, values), "image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(Can.REPORT_VIEW)
def docx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report of the quarter that ended last, in the official form."""
    one = found(request, pk)
    content = writing.write(actions.compose_programme(one, for_=request.user))
    response = HttpResponse(content, DOCX)
    name = slugify(one.name_vi.replace("đ", "d").replace("Đ", "D"))[:80] or "thi-diem"
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Can.PROGRAMME_EDIT)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """What will be written, then one button that makes the draft document."""
    one = found(request, pk)
    composition = actions.compose_programme(one, for_=request.user)
    if request.method == "POST":
        made = actions.hand_over_programme(one, by=request.user)
        messages.success(
            request, _("The report is now a draft document: “%(subject)s”.") % {"subject": made}
        )
        return redirect(reverse("documents:paper", args=[made.pk]))
    sheet = pilots.sheet(one, timezone.localdate(), calendar())
    facts: dict[str, Any] = {
        "programme": one, "composition": composition, "sheet": sheet, "crumbs": crumbs(one),
    }  # fmt: skip
    return render(request, "reports/programme_hand_over.html", facts)
