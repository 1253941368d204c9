from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from urllib.error import URLError

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as house
from django.core import mail
from django.test import Client

from khuevan.kit.models import Message
from khuevan.people import actions
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.people.permissions import SECOND_FACTOR

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dài 2026"


@pytest.fixture(autouse=True)
def second_factor_asked(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def sign_in(browser, user, password=PASSWORD):
    return browser.post("/accounts/login/", {"login": user.email, "password": password})


def confirm(browser):
    """Changing one's factors asks for the password once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def signed_in(browser):
    return browser.session.get("_auth_user_id")


def test_sign_in_with_the_work_address_whatever_its_case(client, hire):
    user = hire(email="an@example.vn")
    client.post("/accounts/login/", {"login": "AN@Example.vn", "password": PASSWORD})
    assert signed_in(client) == str(user.pk)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/?next=/units/"])
def test_nobody_signs_up_by_themselves(client, path):
    answer = client.post(path, {"email": "x@example.vn", "password1": PASSWORD})
    assert answer.templates[0].name == "account/signup_closed.html"
    assert User.objects.count() == 0


def test_wrong_passwords_are_slowed_down(client, hire):
    user = hire()
    for _attempt in range(5):
        sign_in(client, user, "sai rồi")
    answer = sign_in(client, user)
    assert signed_in(client) is None
    assert answer.context["form"].errors


@pytest.mark.parametrize("role", Role)
def test_who_needs_a_second_factor_sees_nothing_before_it(enter, role):
    answer = enter(role).get("/units/")
    if role in SECOND_FACTOR:
        assert answer.url == "/accounts/2fa/"
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize("url", ["/staff/", "/desk/", "/audit/", "/search/?q=x", "/units/merge/"])
def test_the_door_is_before_every_page(enter, url):
    assert enter(Role.ADMINISTRATOR).get(url).url == "/accounts/2fa/"
    assert enter(Role.ADMINISTRATOR).post(url).url == "/accounts/2fa/"


def test_the_pages_that_set_it_up_are_open_and_say_why(client, hire):
    sign_in(client, hire(Role.DIRECTOR))
    page = client.get("/accounts/2fa/", headers={"accept-language": "en"})
    assert page.context["request"].second_factor_missing is True
    assert "Set up a second factor first" in page.content.decode()
    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    confirm(client)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_a_deputy_of_an_approver_needs_one_too(enter, hire):
    from datetime import timedelta

    from django.utils import timezone

    director, browser = hire(Role.DIRECTOR), enter(Role.EDITOR)
    assert browser.get("/units/").status_code == 200
    today = timezone.localdate()
    actions.delegate(
        director, browser.user, starts=today, ends=today + timedelta(1), reason="x", by=director
    )
    assert browser.get("/units/").url == "/accounts/2fa/"


def add_totp(client):
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )
    return client.post("/accounts/2fa/totp/activate/", {"code": code}), secret


def test_with_an_authenticator_app_the_door_opens_and_sign_in_asks_for_it(client, hire):
    user = hire(Role.DIRECTOR)
    sign_in(client, user)
    add_totp(client)
    assert client.get("/units/").status_code == 200
    again = Client()
    assert sign_in(again, user).url == "/accounts/2fa/authenticate/"
    assert signed_in(again) is None
    assert again.get("/accounts/2fa/authenticate/").status_code == 200


def test_taking_the_factor_away_shuts_the_door_again(client, hire):
    sign_in(client, hire(Role.DIRECTOR))
    add_totp(client)
    assert client.get("/units/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").count() == 0
    assert client.get("/units/").url == "/accounts/2fa/"


def test_the_second_factor_costs_no_query_once_seen(client, hire, django_assert_num_queries):
    sign_in(client, hire(Role.DIRECTOR))
    add_totp(client)
    client.get("/staff/roles/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get("/staff/roles/")
    assert [q for q in captured.captured_queries if "mfa_authenticator" in q["sql"]] == []


def test_password_mail_goes_through_the_outbox_and_is_wiped_later(client, hire):
    user = hire(email="an@example.vn")
    client.post("/accounts/password/reset/", {"email": "an@example.vn"})
    message = Message.objects.get()
    assert (message.to_address, message.secret, message.urgent, mail.outbox) == (
        user.email,
        True,
        True,
        [],
    )
    assert "/accounts/password/reset/key/" in message.body_text


def test_a_stranger_asking_for_a_password_learns_nothing_and_gets_nothing(client):
    known = client.post("/accounts/password/reset/", {"email": "nobody@example.vn"})
    assert (known.url, Message.objects.count()) == ("/accounts/password/reset/done/", 0)


# -- the demo's open door


@pytest.fixture
def demo(settings):
    settings.MODE = "demo"


def test_in_a_demo_each_role_is_one_click_away(client, demo, hire):
    user = hire(Role.DIRECTOR, is_demo=True)
    page = client.get("/accounts/login/")
    assert f'value="{user.pk}"' in page.content.decode()
    client.post("/demo/sign-in/", {"account": user.pk})
    assert signed_in(client) == str(user.pk)


@pytest.mark.parametrize("account", ["", "x", "999"])
def test_a_demo_opens_only_demo_accounts(client, demo, hire, account):
    real = hire()
    for asked in (account, real.pk):
        assert client.post("/demo/sign-in/", {"account": asked}).status_code == 404
    assert signed_in(client) is None
    assert client.get("/demo/sign-in/").status_code == 405


@pytest.mark.parametrize("mode", ["production", "test"])
def test_outside_a_demo_there_is_no_such_door(client, settings, hire, mode):
    settings.MODE = mode
    user = hire(is_demo=True)
    assert client.post("/demo/sign-in/", {"account": user.pk}).status_code == 404
    assert f'value="{user.pk}"' not in client.get("/accounts/login/").content.decode()


# -- the identity server of the city


@pytest.fixture(scope="module")
def identity_server(unused_port):
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(unused_port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{unused_port}"
    for _try in range(100):
        try:
            urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=1).close()  # noqa: S310 - our own
            break
        except URLError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def unused_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def oidc(settings, identity_server):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{
        "provider_id": "oidc", "name": "Hà Nội", "client_id": "khuevan", "secret": "bí mật thử",
        "settings": {"server_url": identity_server},
    }]}}  # fmt: skip
    return identity_server


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def ask(url, data=None, method=None, kind="application/x-www-form-urlencoded"):
    """(status, headers); a redirect is not followed."""
    wanted = urllib.request.Request(url, data, {"Content-Type": kind}, method=method)  # noqa: S310 - our own
    try:
        answer = urllib.request.build_opener(NoRedirect).open(wanted, timeout=5)
    except urllib.error.HTTPError as redirected:
        answer = redirected
    with answer:
        return answer.status, answer.headers


def come_back_from(oidc, client, subject, claims):
    import json

    body = json.dumps(claims).encode()
    assert ask(f"{oidc}/users/{subject}", body, "PUT", "application/json")[0] in (200, 201, 204)
    away = client.get("/accounts/oidc/oidc/login/?process=login").url
    assert away.startswith(oidc)
    assert "code_challenge=" in away
    _status, headers = ask(away, urllib.parse.urlencode({"sub": subject}).encode())
    back = urllib.parse.urlsplit(headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_login_page_offers_the_identity_server(client, oidc):
    page = client.get("/accounts/login/").content.decode()
    assert re.search(r'href="/accounts/oidc/oidc/login/[^"]*"', page)


def test_a_city_account_signs_in_to_the_account_with_the_same_verified_address(client, oidc, hire):
    user = hire(email="an@example.vn")
    come_back_from(oidc, client, "an", {"email": "an@example.vn", "email_verified": True})
    assert signed_in(client) == str(user.pk)


@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("unknown", {"email": "la@example.vn", "email_verified": True}),
        ("unverified", {"email": "an@example.vn", "email_verified": False}),
        ("nameless", {}),
    ],
)
def test_a_city_account_never_makes_one_nor_takes_one_over(client, oidc, hire, subject, claims):
    hire(email="an@example.vn")
    come_back_from(oidc, client, subject, claims)
    assert (signed_in(client), User.objects.count()) == (None, 1)


def test_the_identity_server_does_not_replace_the_second_factor(client, oidc, hire):
    user = hire(Role.DIRECTOR, email="gd@example.vn")
    sign_in(client, user)
    add_totp(client)
    visitor = Client()
    answer = come_back_from(oidc, visitor, "gd", {"email": "gd@example.vn", "email_verified": True})
    assert (answer.url, signed_in(visitor)) == ("/accounts/2fa/authenticate/", None)


# -- in a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_opens_the_door_under_the_strict_csp(visit, hire):
    hire(Role.DIRECTOR, email="gd@example.vn")
    page = visit("/accounts/login/", language="en")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    page.fill("[name=login]", "gd@example.vn")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/accounts/2fa/")
    page.goto(page.url + "webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-main")
    page.fill("[name=name]", "Điện thoại")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    origin = page.url.split("/accounts")[0]
    page.context.clear_cookies()
    page.goto(f"{origin}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    assert page.goto(f"{origin}/units/").status == 200
    assert page.url == f"{origin}/units/"
    assert page.complaints == []


def test_settings_of_sign_in():
    assert list(house.ACCOUNT_LOGIN_METHODS) == ["email"]
    assert house.MFA_PASSKEY_LOGIN_ENABLED
    assert "'self'" in house.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
    assert "'unsafe-inline'" not in house.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
