from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.logs import HideTokens
from khuevan.kit.models import AuditEvent
from khuevan.people import actions
from khuevan.people.enums import Kind, Purpose
from khuevan.people.links import belongs_elsewhere, link_url, unit_link
from khuevan.people.models import UnitLink, UnitLinkUse
from khuevan.web.urls import urlpatterns as whole_site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@unit_link(Purpose.ASSIGNMENTS)
def owed(request, token):
    return HttpResponse(request.unit_link.organisation.name_vi)


@unit_link(Purpose.ASSIGNMENTS)
def thing(request, token, unit):
    belongs_elsewhere(request.unit_link, unit)
    return HttpResponse("")


urlpatterns = [
    *whole_site,
    path("t/<str:token>/", owed, name="owed"),
    path("t/<str:token>/<int:unit>/", thing, name="thing"),
]


@pytest.fixture
def link(hire, ward):
    return actions.make_link(ward(), Purpose.ASSIGNMENTS, by=hire())


def test_a_link_opens_its_page_and_every_use_is_recorded(client, link):
    answer = client.get(f"/t/{link.token}/")
    client.post(f"/t/{link.token}/")
    assert (answer.status_code, answer.content.decode()) == (200, "Phường Bồ Đề")
    uses = UnitLinkUse.objects.order_by("pk").values_list("link", "action")
    assert list(uses) == [(link.pk, "GET owed"), (link.pk, "POST owed")]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_decorator_tells_the_table_of_access(link):
    assert (owed.access, thing.access) == ("link:assignments", "link:assignments")


@pytest.mark.parametrize(
    ("spoil", "status", "vi", "en"),
    [
        (lambda link: f"{link.token[:-1]}{'0' if link.token[-1] != '0' else '1'}", 403,
         "Đường dẫn này không thật", "This link is not genuine"),
        (lambda link: link.token[:-4], 403, "Đường dẫn này không thật", "This link is not genuine"),
        (lambda link: f"{link.pk + 1}-{link.signature}", 403, "Đường dẫn này không thật",
         "This link is not genuine"),
        (lambda link: "no-such-thing", 403, "Đường dẫn này không thật", "This link is not genuine"),
        (lambda link: "٣-abc", 403, "Đường dẫn này không thật", "This link is not genuine"),
        (lambda link: expired(link), 410, "Đường dẫn này đã hết hạn", "This link has run out"),
        (lambda link: revoked(link), 410, "Đường dẫn này đã bị thu hồi", "This link was withdrawn"),
        (lambda link: other_purpose(link), 403, "Đường dẫn này mở trang khác",
         "This link opens another page"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_does_not_open_says_why_and_what_next(
    client, link, settings, spoil, status, vi, en, language
):
    settings.OFFICE_CONTACT = "Phòng TTBCXB, 024 0000 0000"
    token = spoil(link)
    answer = client.get(f"/t/{token}/", headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{vi if language == 'vi' else en}</h1>" in page
    assert settings.OFFICE_CONTACT in page
    assert UnitLinkUse.objects.count() == 0


def expired(link):
    UnitLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    return link.token


def revoked(link):
    actions.revoke_link(link, by=link.created_by, why="Gửi nhầm địa chỉ")
    return link.token


def other_purpose(link):
    return actions.make_link(link.organisation, Purpose.CALENDAR, by=link.created_by).token


def test_a_thing_of_another_unit_stays_shut(client, link, ward):
    other = ward("Đông Anh", "00454")
    answer = client.get(f"/t/{link.token}/{other.pk}/", headers={"accept-language": "en"})
    assert (answer.status_code, answer.templates[0].name) == (403, "people/link_other_unit.html")
    assert client.get(f"/t/{link.token}/{link.organisation_id}/").status_code == 200


def test_a_unit_has_one_open_link_for_a_purpose(link, hire):
    again = actions.make_link(link.organisation, Purpose.ASSIGNMENTS, by=hire())
    assert (again.pk, UnitLink.objects.count()) == (link.pk, 1)


def test_a_link_that_ran_out_is_replaced(link, hire):
    expired(link)
    fresh = actions.make_link(link.organisation, Purpose.ASSIGNMENTS, by=hire())
    assert fresh.pk != link.pk
    assert list(UnitLink.objects.live(timezone.now())) == [fresh]


def test_renewing_shuts_the_old_address(client, link, hire):
    fresh = actions.renew(link, by=hire(), lasts=timedelta(days=3))
    assert client.get(f"/t/{link.token}/").status_code == 410
    assert client.get(f"/t/{fresh.token}/").status_code == 200
    kinds = AuditEvent.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [Kind.LINK_MADE, Kind.LINK_RENEWED]


def test_withdrawing_needs_a_reason(link):
    with pytest.raises(Refused):
        actions.revoke_link(link, by=link.created_by, why=" ")
    assert UnitLink.objects.get().revoked_at is None


def test_the_address_for_a_message_is_whole(link, settings):
    settings.BASE_URL = "https://khuevan.example.vn"
    assert link_url(link, "owed") == f"https://khuevan.example.vn/t/{link.token}/"


def test_the_page_of_a_link_never_shows_its_address(enter, link):
    page = enter().get(f"/units/links/{link.pk}/").content.decode()
    assert link.token not in page
    assert link.signature not in page


def test_no_log_line_holds_a_token(client, link, caplog):
    caplog.handler.addFilter(HideTokens())
    with caplog.at_level(logging.DEBUG):
        client.get(f"/t/{expired(link)}/")
        client.get(f"/nowhere/{link.token}/")
    assert f"{link.pk}-…" in caplog.text
    assert link.signature not in caplog.text


def test_many_units_get_their_links_in_a_few_queries_each_with_its_own_record(
    hire, ward, django_assert_max_num_queries
):
    by = hire()
    old, fresh, *others = [ward(f"Số {n}", f"{n:05d}") for n in range(1, 7)]
    kept = actions.make_link(fresh, Purpose.ASSIGNMENTS, by=by)
    gone = actions.make_link(old, Purpose.ASSIGNMENTS, by=by)
    UnitLink.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(days=1))
    units = [unit.pk for unit in (old, fresh, *others)]
    actions.make_links(units[:1], Purpose.CALENDAR, by=by)

    # Whatever the number of units: the lock, who has one, what ran out, the links, the record.
    with django_assert_max_num_queries(14):
        assert actions.make_links(units, Purpose.ASSIGNMENTS, by=by) == 5

    open_ones = UnitLink.objects.filter(purpose=Purpose.ASSIGNMENTS, revoked_at=None)
    assert sorted(open_ones.values_list("organisation_id", flat=True)) == sorted(units)
    assert open_ones.get(organisation=fresh) == kept
    made = AuditEvent.objects.filter(kind=Kind.LINK_MADE).order_by("seq")
    named = {event.facts["link"] for event in made}
    assert named == set(UnitLink.objects.values_list("pk", flat=True))
    assert list(audit.breaks()) == []
    assert actions.make_links(units, Purpose.ASSIGNMENTS, by=by) == 0
