"""Every form and every address takes what people, phones and scanners send, without an error.

The demo office is walked by each reader; each page is asked with odd queries, and each of its forms
is sent with odd values in every field. A refusal or a form that is shown again is right; an answer of
500 is not, on either database. Pages and forms take turns in what they are sent; KHUEVAN_ODD=all sends
each of them everything.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from khuevan.people.enums import Purpose, Role
from khuevan.people.models import UnitLink, User
from tests.test_every_page import SIGNED_IN_BY, own_pages, pages_of, pattern

READERS = (
    Role.LEAD_OFFICER, Role.DIRECTOR, Role.CLERK, Role.FOCAL_POINT, Role.ADMINISTRATOR,
    Role.AUDITOR,
)  # fmt: skip
TEXTS = {
    "nul": "Bồ\x00 Đề\x0b\x1f\ufffe",
    "decomposed": "Bo\u0302\u0300 D\u0111e\u0302\u0300 va\u0306n hoa\u0301 12/13",
    "formula": '=HYPERLINK("http://x.example";"Bấm")',
    "html": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "long": "Văn hóa đối ngoại " * 6000,
    "number": "99999999999999999999999999",
    "day": "31/02/2026",
}
QUERIES = (
    {"q": "\x00", "page": "\x00", "sort": "\x00", "state": "\x00", "unit": "\x00", "col": "\x00"},
    {"q": "%" * 300, "page": "99999999999999999999", "sort": "-nothing", "unit": "1e9", "on": "x"},
    {"q": "<b>", "page": "-1", "starts": "31/02/2026", "ends": "\ufffe", "plan": "9" * 30},
)
IN_TURN = os.environ.get("KHUEVAN_ODD", "") != "all"
A_FORM = 3
"""So many of the odd texts each form takes, when they take turns."""
NOT_SENT = ("logout", "oidc", "login", "password", "2fa")


@dataclass
class Form:
    action: str
    is_post: bool = False
    is_multipart: bool = False
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # name, kind, value


class Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            is_post = (has.get("method") or "").lower() == "post"
            is_multipart = "multipart" in (has.get("enctype") or "")
            self.found.append(Form(has.get("action") or "", is_post, is_multipart))
        elif self.found and has.get("name") and tag in {"input", "textarea", "button"}:
            kind = has.get("type") or ("text" if tag != "button" else "submit")
            self.found[-1].fields.append((has["name"], kind, has.get("value") or ""))
        elif self.found and tag == "select" and has.get("name"):
            self._select = has["name"]
        elif self._select and tag == "option" and has.get("value"):
            self.found[-1].fields.append((self._select, "select", has["value"]))
            self._select = ""


def values(form: Form, text: str, *, everything: bool) -> dict[str, object]:
    sent: dict[str, object] = {}
    for name, kind, value in form.fields:
        if kind == "file":
            if form.is_multipart:
                sent[name] = SimpleUploadedFile(f"{text[:40]}.jpg", text.encode()[:9000])
        elif kind in {"hidden", "select", "checkbox", "radio", "submit"} and not everything:
            sent[name] = value
        elif name != "csrfmiddlewaretoken":
            sent[name] = text
    return sent


@dataclass
class Walk:
    client: Client
    seen: set[tuple[str, str]]
    wrong: list[str] = field(default_factory=list)
    turn: int = 0

    def in_turn(self, choices: list, count: int) -> list:
        """The next ``count`` of the choices, round and round; or all of them."""
        if not IN_TURN:
            return choices
        self.turn += count
        return [choices[(self.turn + n) % len(choices)] for n in range(count)]

    def ask(self, method: str, address: str, what: str, **request: object) -> None:
        """One request that leaves no trace; an error is kept with what was sent."""
        with transaction.atomic():
            answer = getattr(self.client, method)(address, **request)
            if answer.status_code >= 500:
                self.wrong.append(f"{method} {address} {what}: {answer.exc_info or ''}"[:300])
            for close in answer._resource_closers:
                close()
            transaction.set_rollback(True)

    def read(self, address: str) -> str:
        answer = self.client.get(address, follow=True)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        return answer.content.decode() if is_page else ""

    def try_page(self, address: str) -> None:
        for query in self.in_turn(list(QUERIES), 1):
            self.ask("get", f"{urlsplit(address).path}?{urlencode(query)}", "query")
        parser = Forms()
        parser.feed(self.read(address))
        for form in parser.found:
            target = urljoin(address, form.action)
            same = (pattern(target), "".join(sorted({name for name, _k, _v in form.fields})))
            if not form.is_post or same in self.seen or any(word in target for word in NOT_SENT):
                continue
            self.seen.add(same)  # the language switch stands on every page
            self.try_form(form, target)

    def try_form(self, form: Form, target: str) -> None:
        for what, text in self.in_turn(list(TEXTS.items()), A_FORM):
            sent = values(form, text, everything=what in {"nul", "number"})
            request = {} if form.is_multipart else {"content_type": FORM, "data": urlencode(sent)}
            self.ask("post", target, what, **(request or {"data": sent}))
        crooked = "&".join(f"{name}=%ff%fe%ED%A0%80" for name, _kind, _value in form.fields)
        for encoding in self.in_turn(["", "; charset=utf-16"], 1):
            self.ask(
                "post", target, f"crooked{encoding}", data=crooked, content_type=f"{FORM}{encoding}"
            )


FORM = "application/x-www-form-urlencoded"


def reader(role: Role) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.filter(role=role).first(), backend=SIGNED_IN_BY)
    return client


@pytest.fixture
def one_connection(monkeypatch):
    """The walk stands in one transaction: the end of a download must not close its connection."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.mark.django_db
@pytest.mark.shows("R51")
def test_odd_input_is_answered_on_every_page_and_form(one_connection):
    call_command("demo", days=17, verbosity=0)
    done: set[str] = set()
    seen: set[tuple[str, str]] = set()
    wrong = []
    for role in READERS:
        client = reader(role)
        user = User.objects.filter(role=role).first()
        found, _refused = pages_of(user, ["/"])
        walk = Walk(client, seen)
        for route, address in found.items():
            if route not in done:
                done.add(route)
                walk.try_page(address)
        wrong += walk.wrong
    link = UnitLink.objects.filter(purpose=Purpose.ASSIGNMENTS, revoked_at=None).first()
    for start in (f"/u/{link.token}/", *own_pages()):
        found, _refused = pages_of(None, [start])
        walk = Walk(Client(raise_request_exception=False), seen)
        for address in found.values():
            walk.try_page(address)
        wrong += walk.wrong
    assert len(done) > 60
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/u/%00/", "/u/%00/deadlines.ics", "/plans/%00/", "/%00", "/assignments/" + "9" * 30],
)
def test_odd_addresses_are_not_found(address):
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code in {404, 410, 403, 301, 302}
