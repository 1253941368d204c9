from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from openpyxl import load_workbook

from khuevan.kit import lists
from khuevan.kit.lists import Column, Filter, ListDef
from khuevan.kit.models import SavedFilter, Work, WorkState

pytestmark = pytest.mark.django_db


def by_state(works, state):
    return works.filter(state=state)


WORKS = ListDef(
    name="test.works",
    title="Việc",
    columns=(
        Column("title", "Work", lambda w: w.title, order=("title",), head=True),
        Column("done", "Done", lambda w: w.done, order=("done",), kind="int"),
        Column("kind", "Kind", lambda w: w.kind, hidden=True),
    ),
    filters=(Filter("state", "State", tuple(WorkState.choices), by_state),),
    search=("kind",),
    order=("-pk",),
    page_size=2,
)


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("an", role="lead_officer")


def ask(query="", user=None, **headers):
    request = RequestFactory().get(f"/list/?{query}", **headers)
    request.user = user or AnonymousUser()
    request.htmx = bool(headers)
    return request


def make(title, *, state="done", kind="", done=0):
    return Work.objects.create(title=title, owner_name="An", state=state, kind=kind, done=done)


def titles(query="", definition=WORKS):
    page = lists.build(ask(query), definition, Work.objects.all())
    return [row.cells[0].text for row in page.rows]


def test_a_list_shows_its_columns_in_its_order():
    make("a", done=1)
    make("b", done=1234)
    page = lists.build(ask(), WORKS, Work.objects.all())
    assert [[cell.text for cell in row.cells] for row in page.rows] == [["b", "1.234"], ["a", "1"]]
    assert [heading.label for heading in page.headings] == ["Work", "Done"]


def test_search_folds_the_query_and_wants_every_word():
    make("one", kind="thong tin doi ngoai")
    make("two", kind="thong tin")
    assert titles("q=Đối+thông") == ["one"]


def test_filter_narrows_and_strange_values_are_ignored():
    make("a", state="done")
    make("b", state="failed")
    assert titles("state=failed") == ["b"]
    assert titles("state=drop+table") == ["b", "a"]


def test_sorting_goes_both_ways_and_ignores_what_does_not_sort():
    make("a", done=2)
    make("b", done=1)
    assert titles("sort=done") == ["b", "a"]
    assert titles("sort=-done") == ["a", "b"]
    assert titles("sort=kind") == ["b", "a"]


def test_heading_offers_the_other_direction():
    page = lists.build(ask("sort=done&q=x&page=3"), WORKS, Work.objects.all())
    assert [(h.sort_url, h.direction) for h in page.headings] == [
        ("?q=x&sort=title", ""),
        ("?q=x&sort=-done", "ascending"),
    ]


def test_pages_do_not_overlap_and_a_page_too_far_is_the_last():
    for name in "abc":
        make(name)
    assert titles("page=1") + titles("page=2") == ["c", "b", "a"]
    assert titles("page=99") == ["a"]


def test_chosen_columns_replace_the_usual_ones_but_the_name_of_the_row_stays():
    make("a", kind="import")
    page = lists.build(ask("col=kind"), WORKS, Work.objects.all())
    assert [cell.text for cell in page.rows[0].cells] == ["a", "import"]


def test_narrowed_differs_from_empty():
    assert not lists.build(ask(), WORKS, Work.objects.all()).is_narrowed
    assert lists.build(ask("q=x"), WORKS, Work.objects.all()).is_narrowed
    assert lists.build(ask("state=done"), WORKS, Work.objects.all()).is_narrowed


def test_a_filter_that_is_set_from_the_start_hides_nothing_unsaid():
    usual = replace(WORKS, filters=(replace(WORKS.filters[0], default="done"),))
    assert lists.build(ask(), usual, Work.objects.all()).is_bare
    make("a", state="failed")
    page = lists.build(ask(), usual, Work.objects.all())
    assert (page.rows, page.is_narrowed, page.is_bare) == ([], True, False)
    assert titles(page.everything_url.partition("?")[2], usual) == ["a"]


def test_saved_filters_are_the_persons_own_of_this_list(user, django_user_model):
    other = django_user_model.objects.create_user("other", role="editor")
    SavedFilter.objects.create(owner=user, list_name="test.works", name="mine", query="q=a")
    SavedFilter.objects.create(owner=user, list_name="other.list", name="elsewhere")
    SavedFilter.objects.create(owner=other, list_name="test.works", name="theirs")
    page = lists.build(ask(user=user), WORKS, Work.objects.all())
    assert [saved.name for saved in page.saved] == ["mine"]


def test_what_a_saved_filter_keeps_is_the_view_without_its_page():
    page = lists.build(ask("q=đa&state=done&page=2&format=print"), WORKS, Work.objects.all())
    assert QueryDict(page.encoded).dict() == {"q": "đa", "state": "done"}


def test_xlsx_holds_every_row_that_is_searched_not_one_page():
    for name in "abc":
        make(name, done=7)
    response = lists.respond(ask("format=xlsx"), WORKS, Work.objects.all(), "unused.html")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    response.close()
    assert list(sheet.values) == [("Work", "Done"), ("c", 7), ("b", 7), ("a", 7)]


def test_print_is_a_page_with_every_row(user):
    for name in "abc":
        make(f"work {name}")
    html = lists.respond(ask("format=print", user), WORKS, Work.objects.all(), "x").content.decode()
    assert [html.count(f"<td>work {name}</td>") for name in "abc"] == [1, 1, 1]


def test_htmx_gets_the_table_alone(user):
    make("a")
    request = ask("", user, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list-body")
    html = lists.respond(request, WORKS, Work.objects.all(), "kit/works.html").content.decode()
    assert html.startswith('<div id="list-body">')
    assert "<html" not in html


@pytest.mark.parametrize("count", [1, 40])
def test_a_list_costs_three_queries_whatever_its_length(
    client, user, count, django_assert_num_queries
):
    for number in range(count):
        Work.objects.create(title=f"w{number}", owner=user, owner_name="An", total=10)
    client.force_login(user)
    client.get("/works/")
    # Session and account, then: how many, the rows, the saved filters.
    with django_assert_num_queries(6):
        response = client.get("/works/")
    assert response.content.decode().count('role="rowheader"') == count


def test_a_filter_may_not_take_a_reserved_name():
    with pytest.raises(ValueError, match="a filter cannot be called page"):
        ListDef("x", "X", (), filters=(Filter("page", "P", (), by_state),))
