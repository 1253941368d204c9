from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string

from khuevan.kit import search
from khuevan.kit.middleware import NormaliseInput
from khuevan.kit.models import SavedFilter, Work
from khuevan.kit.search import Hit

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("an", role="lead_officer", full_name="An")


@pytest.fixture
def stranger(django_user_model):
    return django_user_model.objects.create_user("la", role="editor", full_name="Lạ")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def save(client, **values):
    given = {"list_name": "kit.works", "name": "Của tôi", "query": "state=done", "next": "/works/"}
    return client.post("/filters/save/", given | values)


def test_saving_a_filter_keeps_the_view_under_its_name(signed_in, user):
    response = save(signed_in)
    assert response.headers["Location"] == "/works/"
    assert SavedFilter.objects.values_list("owner", "list_name", "name", "query").get() == (
        user.pk, "kit.works", "Của tôi", "state=done",
    )  # fmt: skip


def test_two_views_of_a_list_cannot_share_a_name(signed_in):
    save(signed_in)
    response = save(signed_in, query="state=failed")
    assert response.status_code == 409
    assert "Bạn đã có cách xem tên “Của tôi” ở đây." in response.content.decode()
    assert SavedFilter.objects.get().query == "state=done"


def test_a_view_without_a_name_is_refused(signed_in):
    response = save(signed_in, name=" ")
    assert response.status_code == 409
    assert not SavedFilter.objects.exists()


def test_deleting_a_filter_of_somebody_else_is_404(signed_in, stranger):
    theirs = SavedFilter.objects.create(owner=stranger, list_name="kit.works", name="x")
    assert signed_in.post(f"/filters/{theirs.pk}/delete/").status_code == 404
    assert SavedFilter.objects.filter(pk=theirs.pk).exists()


def test_deleting_ones_own_filter(signed_in, user):
    mine = SavedFilter.objects.create(owner=user, list_name="kit.works", name="x")
    response = signed_in.post(f"/filters/{mine.pk}/delete/", {"next": "/works/?q=a"})
    assert response.headers["Location"] == "/works/?q=a"
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_form_never_leads_to_another_site(client, url):
    response = client.post("/theme/", {"theme": "dark", "next": url})
    assert response.headers["Location"] == "/"


def test_theme_is_kept_in_a_cookie_and_drawn_on_the_page(signed_in):
    signed_in.post("/theme/", {"theme": "dark", "next": "/works/"})
    assert '<html lang="vi" data-theme="dark">' in signed_in.get("/works/").content.decode()
    signed_in.post("/theme/", {"theme": "auto"})
    assert '<html lang="vi">' in signed_in.get("/works/").content.decode()


def test_a_strange_theme_is_refused(client):
    assert client.post("/theme/", {"theme": "<script>"}).status_code == 409


def test_language_switch_keeps_the_page(signed_in):
    response = signed_in.post("/language/", {"language": "en", "next": "/works/?state=done"})
    assert response.headers["Location"] == "/works/?state=done"
    html = signed_in.get("/works/?state=done").content.decode()
    assert '<html lang="en">' in html
    assert "My background work" in html


def test_somebody_elses_work_is_not_there(signed_in, stranger):
    theirs = Work.objects.create(title="x", owner=stranger, owner_name="Lạ")
    assert signed_in.get(f"/works/{theirs.pk}/").status_code == 404
    assert "Không có việc nào đang chạy" in signed_in.get("/works/").content.decode()


def test_a_running_work_is_asked_for_again_until_it_is_over(signed_in, user):
    work = Work.objects.create(
        title="Nhập", owner=user, owner_name="An", state="running", total=4, done=1
    )
    first = signed_in.get(f"/works/{work.pk}/", headers={"HX-Request": "true"})
    assert (first.status_code, first.content.decode().count('hx-trigger="every 2s"')) == (200, 1)
    Work.objects.update(state="done", done=4, result_url="/units/")
    last = signed_in.get(f"/works/{work.pk}/", headers={"HX-Request": "true"})
    assert (last.status_code, last.content.decode().count("hx-trigger")) == (286, 0)
    assert '<a class="btn btn-main" href="/units/">' in last.content.decode()


def test_a_work_says_what_failed_for_which_row(signed_in, user):
    work = Work.objects.create(
        title="Nhập", owner=user, owner_name="An", state="done", done=3, total=3, failed=1,
        failures=[[18, "mã 0163 không có trong danh mục"]],
    )  # fmt: skip
    html = signed_in.get(f"/works/{work.pk}/").content.decode()
    assert '<th scope="row">18</th>' in html
    assert "mã 0163 không có trong danh mục" in html
    assert "1 dòng không nhận được" in html


def test_search_finds_without_marks(signed_in, monkeypatch):
    monkeypatch.setattr(search, "_providers", {})
    search.register(
        "units",
        "Đơn vị",
        lambda q, r: [Hit("Phường Đống Đa", "/u/", "đã cử")] if q == "dong da" else [],
    )
    html = signed_in.get("/search/?q=dong+da").content.decode()
    assert "<span>Phường <mark>Đống Đa</mark></span><small>đã cử</small>" in html
    fragment = signed_in.get("/search/?q=zz", headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip() == '<p class="quiet">Không thấy gì cho “zz”. Thử bớt từ.</p>'


def test_gallery_is_for_those_who_build(client, django_user_model):
    focal = django_user_model.objects.create_user("ward", role="focal_point")
    client.force_login(focal)
    assert client.get("/kit/").status_code == 403


def test_every_page_forbids_inline_code(signed_in):
    response = signed_in.get("/kit/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    html = response.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("400", "Không đọc được yêu cầu"),
        ("403", "Bạn không có quyền làm việc này"),
        ("404", "Không có trang này"),
        ("500", "Hệ thống gặp lỗi"),
        ("403_csrf", "Trang đã để quá lâu"),
    ],
)
def test_pages_of_errors_need_nothing_from_the_request(name, title):
    html = render_to_string(f"{name}.html")
    assert f"<h1>{title}</h1>" in html
    assert html.count("<script") == 0


def test_a_stranger_sees_404_in_the_language_of_the_house(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "<h1>Không có trang này</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Bo\u0302\u0300 \u0110e\u0302\u0300", "Bồ Đề"),
        ("Bồ\x00 Đề\x0b\x1f\ufffe", "Bồ Đề"),
        ("một\tdòng\r\nhai", "một\tdòng\r\nhai"),
    ],
)
def test_what_is_typed_arrives_composed_and_without_control_characters(rf, sent, kept):
    def view(request):
        return HttpResponse(request.GET["q"] + "|" + request.POST["text"])

    request = rf.post(f"/?{urlencode({'q': sent})}", {"text": sent})
    middleware = NormaliseInput(view)
    middleware.process_view(request)
    assert middleware(request).content.decode() == f"{kept}|{kept}"


def test_an_address_with_a_nul_is_no_address(rf):
    with pytest.raises(Http404):
        NormaliseInput(lambda _request: HttpResponse())(rf.get("/u/%00/"))


@pytest.mark.parametrize("there", ["plans", "Bồ Đề", "https://x.example/", "//x.example", ""])
def test_after_saving_one_goes_only_to_an_address_of_ours(signed_in, there):
    answer = signed_in.post("/theme/", {"theme": "dark", "next": there})
    assert answer.headers["Location"] == "/"
