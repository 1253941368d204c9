"""Every address by every role: declared, reviewed (docs/access.tsv), and tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from khuevan.people.enums import Role
from khuevan.people.models import Organisation
from khuevan.web import access

REVIEWED = Path(__file__).parent.parent / "docs" / "access.tsv"

# What the parts of an address are filled with: well formed, and naming nothing that exists.
SAMPLES = {"int": "999999", "uuid": "00000000-0000-0000-0000-000000000001", "path": "no/such"}
NAMED = {"year": "2026", "month": "1", "uidb36": "1", "key": "a-b", "language": "vi"}


def address(route):
    def fill(match):
        return NAMED.get(match["name"]) or SAMPLES.get(match["kind"] or "str", "nothing")

    def choose(match):
        """The first of the words a pattern lists, a number where it wants digits."""
        if re.fullmatch(r"[\w|-]+", match["wanted"]):
            return match["wanted"].split("|")[0]
        return SAMPLES["int"] if match["wanted"].startswith(r"\d") else fill(match)

    group = r"\(\?P<(?P<name>\w+)>(?P<wanted>(?P<kind>)(?:\[[^]]*\]|[^)])*)\)"
    plain = re.sub(group, choose, route.url).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", fill, plain)


def account(role):
    unit = Organisation.objects.create(code="T1", kind="internal", name_vi="Tổ 1", short_name="T1")
    user = get_user_model().objects.create_user(
        username=role, email=f"{role}@example.vn", role=role, full_name=role.title(),
        organisation=unit,
    )  # fmt: skip
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    # Some roles see nothing before they have a second factor; that is tested elsewhere.
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    return user


@pytest.fixture
def session(role, db):
    """The session key of someone signed in with the role; nothing for a visitor."""
    if role is None:
        return None
    client = Client()
    client.force_login(account(role), settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def ask(url, session):
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():  # whatever the view wrote, or broke, is undone
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        transaction.set_rollback(True)
    # A download holds its file open; closing the answer itself would close PostgreSQL's connection.
    for close in answer._resource_closers:
        close()
    return answer


def is_shut(answer):
    """The door, not the room: a page that is not there, or a form that errs, is past the door."""
    to_sign_in = answer.get("Location", "").startswith("/accounts/login/")
    return answer.status_code == 403 or (answer.status_code == 302 and to_sign_in)


@pytest.mark.shows("SYS-6")
def test_every_view_says_who_may_call_it():
    assert [r.url for r in access.routes() if r.access == access.UNDECLARED] == []


@pytest.mark.shows("SYS-6")
def test_the_table_of_every_address_by_every_role_is_the_reviewed_one():
    # Changed on purpose? khuevan access-table > docs/access.tsv, and read the difference.
    assert access.table().splitlines() == REVIEWED.read_text(encoding="utf-8").splitlines()


everyone = pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")


@pytest.mark.shows("SYS-6")
@everyone
def test_a_role_gets_through_exactly_the_doors_of_the_table(role, session, caplog):
    caplog.set_level("CRITICAL")
    ours = [r for r in access.routes() if r.access not in {access.PUBLIC, access.UNDECLARED}]
    doors = [r for r in ours if not r.access.startswith(access.LINK)]
    wrong = [
        (route.url, answer.status_code)
        for route in doors
        if is_shut(answer := ask(address(route), session)) is route.opens_to(role)
    ]
    assert doors
    assert wrong == []


@pytest.mark.shows("SYS-6")
@everyone
def test_no_role_opens_what_belongs_to_a_unit_link(role, session, caplog):
    caplog.set_level("CRITICAL")
    linked = [r for r in access.routes() if r.access.startswith(access.LINK)]
    opened = [
        (route.url, status)
        for route in linked
        if (status := ask(address(route), session).status_code) not in {403, 404, 410}
    ]
    assert linked
    assert opened == []
