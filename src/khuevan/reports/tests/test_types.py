from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.seeds import seed_units
from khuevan.reports import actions
from khuevan.reports.enums import Frequency, IndicatorKind, Kind
from khuevan.reports.models import Indicator, ReportType
from khuevan.reports.seeds import seed_types
from khuevan.reports.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    client.cookies["khuevan_language"] = "en"
    return client


@pytest.fixture
def kind():
    made = factories.report_type()
    factories.indicator(made, code="news", name_vi="Tin, bài")
    return made


def text(response):
    return response.content.decode()


@pytest.mark.shows("R83", "R84", "R104")
def test_the_usual_regimes_are_seeded_once_and_can_all_be_computed():
    seed_units()
    call_command("seed_reports")
    assert seed_types() == 0
    codes = set(ReportType.objects.values_list("code", flat=True))
    assert codes == {"bao-cao-quy", "tong-hop-thanh-pho", "tong-ket-ke-hoach"}
    quarterly = ReportType.objects.get(code="bao-cao-quy")
    assert len(actions.owing(quarterly, timezone.localdate())) == 142
    assert (quarterly.frequency, quarterly.cutoff_day, quarterly.opens_itself) == (
        Frequency.QUARTER, 14, True,
    )  # fmt: skip
    computed = Indicator.objects.exclude(formula="").select_related("type")
    assert {one.code: actions.problem_of_formula(one) for one in computed if
            actions.problem_of_formula(one)} == {}  # fmt: skip
    reach = quarterly.indicators.filter(heading__contains="Lan tỏa")
    assert set(reach.values_list("is_required", flat=True)) == {False}


def test_an_indicator_that_units_answered_asks_the_same_for_good(kind, officer):
    news = kind.indicators.get()
    factories.cell(factories.obligation(of=factories.cycle(kind)), news, 12)
    news.kind = IndicatorKind.TEXT
    with pytest.raises(Refused, match="Units have answered"):
        actions.keep_indicator(news, by=officer)
    news.refresh_from_db()
    assert actions.drop_indicator(news, by=officer) is False
    news.refresh_from_db()
    assert (news.is_active, news.cells.count()) == (False, 1)
    assert audit.history(kind).first().kind == Kind.TYPE_CHANGED


def test_an_indicator_that_nobody_answered_goes(kind, officer):
    assert actions.drop_indicator(kind.indicators.get(), by=officer) is True
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("tasks_done / visits", "There is no measure called “visits”."),
        ("tasks_done +", "cannot be read as a formula"),
        ("rate + 1", "There is no measure called “rate”."),
        ("share * 2", "in a circle"),
    ],
)
def test_a_formula_that_cannot_be_is_refused_in_the_form(office, kind, formula, said):
    factories.indicator(kind, code="share", formula="rate / 2")
    rate = factories.indicator(kind, code="rate", name_vi="Tỷ lệ")
    fields = {"name_vi": "Tỷ lệ", "kind": "figure", "total": "sum", "order": "5", "is_active": "on"}
    answer = office.post(
        reverse("reports:indicator", args=[rate.pk]), fields | {"formula": formula}
    )
    assert answer.status_code == 400
    assert said in text(answer)
    rate.refresh_from_db()
    assert rate.formula == ""


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("tasks_done / tasks_due * 100", "It can be computed from:"),
        ("tasks_done / visits", "There is no measure called"),
        ("", ""),
    ],
)
def test_a_formula_is_judged_while_it_is_typed(office, kind, formula, said):
    answer = office.get(reverse("reports:formula", args=[kind.pk]), {"formula": formula})
    assert (answer.status_code, said in text(answer)) == (200, True)


def test_a_new_indicator_gets_a_code_that_formulas_can_name(office, kind):
    url = reverse("reports:indicator_add", args=[kind.pk])
    fields = {"kind": "figure", "total": "sum", "order": "20", "is_active": "on"}
    for _ in range(2):
        office.post(url, fields | {"name_vi": "Tin, bài đã đăng"})
    codes = kind.indicators.values_list("code", flat=True)
    assert list(codes) == ["news", "tin_bai_da_dang", "tin_bai_da_dang_2"]
    last = Indicator(type=kind, code="x", kind="figure", formula="tin_bai_da_dang * 2")
    assert actions.problem_of_formula(last) == ""


def test_a_type_is_added_with_who_owes_it(office):
    group = factories.group(factories.ward("Phường A"))
    factories.ward("Phường Bồ Đề")
    fields = {
        "name_vi": "Báo cáo tháng", "frequency": "month", "cutoff_day": "14",
        "due_working_days": "2", "groups": [group.pk], "units": "phuong bo de", "is_active": "on",
    }  # fmt: skip
    answer = office.post(reverse("reports:type_add"), fields)
    made = ReportType.objects.get()
    assert answer.url == reverse("reports:type", args=[made.pk])
    assert made.code == "bao-cao-thang"
    assert [one.name for one in made.owed_by.all()] == ["Phường Bồ Đề"]
    page = text(office.get(answer.url))
    assert "2 units today" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due_working_days": "1"}, "From 2 to 60 working days."),
        ({"cutoff_day": "31"}, "at most 28"),
        ({"valid_from": "02/01/2027", "valid_to": "01/01/2027"}, "ends before it begins"),
        ({"units": "Phường Không Có"}, "no unit has this name"),
    ],
)
def test_a_type_that_breaks_the_rules_is_refused_with_the_rule(office, changes, said):
    fields = {"name_vi": "Báo cáo", "frequency": "month", "cutoff_day": "14",
              "due_working_days": "2", "is_active": "on"}  # fmt: skip
    answer = office.post(reverse("reports:type_add"), fields | changes)
    assert (answer.status_code, ReportType.objects.count()) == (400, 0)
    assert said in text(answer)


def test_types_and_a_type_show_rules_and_this_years_periods(office, kind):
    assert kind.name in text(office.get(reverse("reports:types")))
    periods = office.get(reverse("reports:type", args=[kind.pk])).context["periods"]
    year = timezone.localdate().year
    assert [words for words, _window, _due in periods] == [
        f"quarter {roman} of {year}" for roman in ("I", "II", "III", "IV")
    ]


@pytest.mark.shows("R44", "R104")
def test_regimes_of_before_are_asked_about_classes_and_money_and_keep_what_an_office_changed():
    seed_units()
    seed_types()
    fresh = {kind.code: indicators_of(kind) for kind in ReportType.objects.all()}
    Indicator.objects.filter(code__regex=r"^[tom]_").delete()
    quarterly = ReportType.objects.get(code="bao-cao-quy")
    own = factories.indicator(quarterly, code="t_came", name_vi="Người học, theo cách của ta")
    quarterly.indicators.filter(code="news").update(name_vi="Tin", order=3, is_active=False)
    other = factories.report_type()

    add = importlib.import_module("khuevan.reports.migrations.0007_classes_and_money").add
    add(apps, None)
    add(apps, None)

    own.refresh_from_db()
    news = quarterly.indicators.get(code="news")
    assert own.name_vi == "Người học, theo cách của ta"
    assert (news.name_vi, news.order, news.is_active) == ("Tin", 3, False)
    assert not other.indicators.exists()
    for kind in ReportType.objects.exclude(pk=other.pk):
        now = {one[0]: one[1:] for one in indicators_of(kind)} | {"t_came": None, "news": None}
        wanted = {one[0]: one[1:] for one in fresh[kind.code]}
        assert now == wanted | dict.fromkeys(("t_came", "news"))
        order = list(kind.indicators.values_list("code", flat=True))
        places = [
            order.index(code) for code in wanted if code in order and code not in {"t_came", "news"}
        ]
        assert places == sorted(places)


def indicators_of(kind):
    return [
        (one.code, one.name_vi, one.name_en, one.kind, one.measured_in, one.formula, one.heading,
         one.help, one.total, one.is_required, one.smallest)
        for one in kind.indicators.all()
    ]  # fmt: skip
