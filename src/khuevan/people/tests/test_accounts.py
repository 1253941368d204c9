from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent, Message
from khuevan.people import actions
from khuevan.people.enums import Kind, Role
from khuevan.people.models import Delegation, Organisation, User
from khuevan.people.permissions import CAN_WORDS, PERSONAL, ROLES, Can

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_every_power_has_its_words():
    assert list(CAN_WORDS) == list(Can)


def test_the_roles_page_says_what_the_code_says(enter):
    rows = enter(Role.AUDITOR).get("/staff/roles/").context["rows"]
    shown = {role: {can for can, row in zip(Can, rows, strict=True) if row[2][place][1]}
             for place, role in enumerate(Role)}  # fmt: skip
    assert shown == {role: set(ROLES[role]) for role in Role}


def test_an_invited_person_sets_a_password_and_signs_in(enter, department):
    answer = enter(Role.ADMINISTRATOR).post("/staff/add/", {
        "full_name": "Lê Thị Cúc", "email": "Cuc@Example.vn", "title": "Chuyên viên",
        "organisation": "SVHTT", "role": Role.EDITOR,
    })  # fmt: skip
    user = User.objects.get(email="cuc@example.vn")
    assert (answer.status_code, user.role, user.has_usable_password()) == (302, Role.EDITOR, False)
    message = Message.objects.get(to_address="cuc@example.vn")
    assert (message.secret, message.purpose) == (True, "account")
    visitor = Client()
    path = re.search(r"https?://[^/]+(/\S+)", message.body_text)[1]
    page = visitor.get(path, follow=True)
    form_url = page.redirect_chain[-1][0]
    visitor.post(form_url, {"password1": "một câu khá dài 26", "password2": "một câu khá dài 26"})
    visitor.post("/accounts/login/", {"login": "cuc@example.vn", "password": "một câu khá dài 26"})
    assert visitor.session["_auth_user_id"] == str(user.pk)


def test_two_accounts_never_share_an_address(enter, hire):
    hire(email="binh@example.vn")
    answer = enter(Role.ADMINISTRATOR).post("/staff/add/", {
        "full_name": "X", "email": "BINH@example.vn", "organisation": "SVHTT", "role": Role.EDITOR,
    })  # fmt: skip
    assert list(answer.context["form"].errors) == ["email"]


def test_a_changed_role_is_audited_from_and_to(hire):
    admin, user = hire(Role.ADMINISTRATOR), hire(Role.EDITOR)
    actions.change_role(user, Role.FINANCE, by=admin, why="Chuyển phòng")
    event = AuditEvent.objects.get()
    assert (fresh(user).role, event.kind) == (Role.FINANCE, Kind.ROLE_CHANGED)
    assert (event.before, event.after, event.why) == (Role.EDITOR, Role.FINANCE, "Chuyển phòng")


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda a, u: actions.change_role(a, Role.EDITOR, by=a, why="x"), Refused),
        (lambda a, u: actions.change_role(u, Role.FINANCE, by=a, why=" "), Refused),
        (lambda a, u: actions.change_role(u, Role.EDITOR, by=a, why="x"), AlreadyDecided),
        (lambda a, u: actions.change_role(a, Role.EDITOR, by=u, why="x"), Refused),
        (lambda a, u: actions.close_account(a, by=a, why="x"), Refused),
        (lambda a, u: actions.close_account(a, by=u, why="x"), Refused),
        (lambda a, u: actions.reopen_account(u, by=a), AlreadyDecided),
    ],
)
def test_what_may_not_be_done_to_an_account_is_refused(hire, act, error):
    admin, user = hire(Role.ADMINISTRATOR), hire(Role.EDITOR)
    with pytest.raises(error):
        act(admin, user)
    assert (fresh(admin).role, fresh(admin).is_active) == (Role.ADMINISTRATOR, True)
    assert (fresh(user).role, AuditEvent.objects.count()) == (Role.EDITOR, 0)


def test_a_closed_account_is_out_at_once_and_lends_nothing(hire, enter):
    browser = enter(Role.EDITOR)
    admin, director = hire(Role.ADMINISTRATOR), hire(Role.DIRECTOR)
    lend(director, browser.user, director)
    actions.close_account(browser.user, by=admin, why="Nghỉ việc")
    assert browser.get("/units/").status_code == 302
    assert Delegation.objects.filter(revoked_at=None).count() == 0


def lend(principal, deputy, by, first=0, last=2):
    today = timezone.localdate()
    return actions.delegate(
        principal, deputy, starts=today + timedelta(first), ends=today + timedelta(last),
        reason="Đi công tác", by=by,
    )  # fmt: skip


def test_a_deputy_has_the_powers_between_the_days_and_signs_with_both_names(hire):
    director = hire(Role.DIRECTOR, name="Vũ Hoa")
    deputy = hire(Role.EDITOR, name="Lê An")
    assert not deputy.can(Can.PLAN_APPROVE)
    lend(director, deputy, director)
    deputy = fresh(deputy)
    assert deputy.can(Can.PLAN_APPROVE)
    assert deputy.actor_name == "Lê An (thay Vũ Hoa)"
    actions.add_unit(Organisation(code="X1", kind="ward", name_vi="X", short_name="X"), by=deputy)
    assert AuditEvent.objects.latest("seq").by_name == "Lê An (thay Vũ Hoa)"


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_outside_its_days_a_delegation_lends_nothing(hire, first, last):
    director, deputy = hire(Role.DIRECTOR), hire(Role.EDITOR)
    lend(director, deputy, director, first, last)
    assert not fresh(deputy).can(Can.PLAN_APPROVE)


def test_some_powers_are_never_lent(hire):
    admin, deputy = hire(Role.ADMINISTRATOR), hire(Role.FOCAL_POINT)
    lend(admin, deputy, admin)
    assert fresh(deputy).powers == (ROLES[Role.FOCAL_POINT] | ROLES[Role.ADMINISTRATOR]) - PERSONAL


def test_an_ended_delegation_lends_nothing_from_then_on(hire):
    director, deputy = hire(Role.DIRECTOR), hire(Role.EDITOR)
    delegation = lend(director, deputy, director)
    actions.end_delegation(delegation, by=director)
    assert not fresh(deputy).can(Can.PLAN_APPROVE)
    with pytest.raises(AlreadyDecided):
        actions.end_delegation(delegation, by=director)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (2, 5), (-1, 9)])
def test_two_deputies_never_act_for_one_person_on_one_day(hire, first, last):
    director = hire(Role.DIRECTOR)
    lend(director, hire(Role.EDITOR), director)
    with pytest.raises(Refused):
        lend(director, hire(Role.LEGAL), director, first, last)
    assert Delegation.objects.count() == 1


def test_people_delegate_their_own_powers_only(enter, hire):
    director, clerk = hire(Role.DIRECTOR), enter(Role.EDITOR)
    asked = {"principal": director.pk, "deputy": clerk.user.pk, "starts": "2026-12-01",
             "ends": "2026-12-02", "reason": "x"}  # fmt: skip
    answer = clerk.post("/staff/delegations/add/", asked)
    assert (list(answer.context["form"].errors), Delegation.objects.count()) == (["principal"], 0)
    assert enter(Role.ADMINISTRATOR).post("/staff/delegations/add/", asked).status_code == 302
    assert Delegation.objects.get().principal == director


def test_a_stranger_cannot_end_a_delegation_nor_see_it(enter, hire):
    director = hire(Role.DIRECTOR)
    delegation = lend(director, hire(Role.EDITOR), director)
    stranger = enter(Role.LEGAL)
    assert stranger.post(f"/staff/delegations/{delegation.pk}/end/").status_code == 404
    assert list(stranger.get("/staff/delegations/").context["page"].queryset) == []
    assert Delegation.objects.get().revoked_at is None


READ_ONLY = [Role.EDITOR, Role.AUDITOR, Role.FOCAL_POINT, Role.DIRECTOR]


@pytest.mark.parametrize("role", READ_ONLY)
@pytest.mark.parametrize(
    "url", ["units/add/", "units/merge/", "units/import/", "units/roster.xlsx", "staff/", "staff/add/",
            "units/links/"],
)  # fmt: skip
def test_pages_that_change_things_are_shut_to_readers(enter, role, url):
    assert enter(role).get(f"/{url}").status_code == 403


@pytest.mark.parametrize("role", [r for r in Role if Can.AUDIT_VIEW not in ROLES[r]])
def test_the_audit_log_is_shut_to_those_who_do_not_audit(enter, role):
    assert enter(role).get("/audit/").status_code == 403


@pytest.mark.parametrize("url", ["/units/", "/units/1/", "/staff/", "/audit/", "/units/merge/"])
def test_a_visitor_is_sent_to_sign_in(client, db, url):
    assert client.get(url).url.startswith("/accounts/login/?next=")


def test_the_audit_log_is_narrowed_by_day_person_and_thing(enter, hire, ward):
    auditor, officer = enter(Role.AUDITOR), hire(name="Lê An")
    unit = ward()
    actions.name_focal_point(unit, "Đỗ Mười", starts=date(2026, 1, 5), by=officer)
    actions.change_role(
        hire(Role.EDITOR), Role.LEGAL, by=hire(Role.ADMINISTRATOR, name="Vũ Hoa"), why="x"
    )

    def kinds(**asked):
        return [event.kind for event in auditor.get("/audit/", asked).context["page"].queryset]

    everything = [Kind.ROLE_CHANGED, Kind.FOCAL_POINT_NAMED]
    assert kinds() == everything
    assert kinds(who="lê an") == kinds(who="Lê An") == [Kind.FOCAL_POINT_NAMED]
    assert kinds(target=f"people.organisation:{unit.pk}") == [Kind.FOCAL_POINT_NAMED]
    assert kinds(to="2020-01-01") == []
    assert kinds(**{"from": TODAY().isoformat()}) == everything
    assert kinds(part="plans.") == []
