from __future__ import annotations

import pytest
from django.test import RequestFactory

from khuevan.kit import search
from khuevan.kit.search import Hit, marked


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(search, "_providers", {})
    return search


def find(query):
    return search.find(query, RequestFactory().get("/search/"))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Phường Đống Đa", "da", "Phường Đống <mark>Đa</mark>"),
        ("Thông tin đối ngoại", "doi ngoai", "Thông tin <mark>đối ngoại</mark>"),
        ("đà, đá", "da", "<mark>đà</mark>, <mark>đá</mark>"),
        ("<b>Đa", "da", "&lt;b&gt;<mark>Đa</mark>"),
        ("Sở Y tế", "du lich", "Sở Y tế"),
    ],
)
def test_marked_shows_where_the_folded_words_stand(text, query, expected):
    assert marked(text, query) == expected


def test_find_asks_each_provider_for_the_folded_query(registry):
    asked = []

    def units(query, request):
        asked.append(query)
        return [Hit("Phường Đống Đa", "/units/1/", "ward", "units")]

    registry.register("units", "Units", units)
    registry.register("plans", "Plans", lambda query, request: [])

    [group] = find("  ĐỐNG  đa ")

    assert asked == ["dong da"]
    assert group.label == "Units"
    assert [(hit.title, hit.url, hit.note, hit.icon) for hit in group.hits] == [
        ("Phường <mark>Đống Đa</mark>", "/units/1/", "ward", "units")
    ]


def test_find_asks_nobody_for_less_than_two_letters(registry):
    registry.register("units", "Units", lambda query, request: pytest.fail("asked"))
    assert find("đ ") == []


def test_registering_again_replaces(registry):
    registry.register("units", "Units", lambda query, request: pytest.fail("asked"))
    registry.register("units", "Units", lambda query, request: [])
    assert find("da") == []
