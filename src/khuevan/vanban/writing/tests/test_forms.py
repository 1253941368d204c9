"""The sample forms of appendix III, and the house's own linter on what is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khuevan.vanban import checking, writing
from khuevan.vanban.catalogue import Layout, type_of
from khuevan.vanban.composition import Heading, Regime
from khuevan.vanban.writing import forms
from khuevan.vanban.writing.tests.compositions import ALL_TYPES, example


@pytest.mark.shows("R46", "R47", "R100")
@pytest.mark.parametrize(("regime", "code"), ALL_TYPES)
def test_every_type_has_the_lines_of_its_form_and_they_can_be_written(regime, code):
    kind = type_of(code, regime)
    given = replace(
        example(code, regime),
        body=forms.sample_body(kind, "Sở Văn hóa và Thể thao"),
        signatures=forms.sample_signatures(kind),
    )
    assert writing.read(writing.write(given)) == writing.tidy(given)
    assert "{" not in forms.sample_text(kind)


def test_a_contract_has_two_parties_with_articles():
    kind = type_of("HĐ")
    assert kind.layout is Layout.AGREEMENT
    headings = [one for one in forms.sample_body(kind) if isinstance(one, Heading)]
    assert [one.label for one in headings] == ["", "", "Điều 1.", "Điều 2.", "Điều 3."]
    assert len(forms.sample_signatures(kind)) == 2


@pytest.mark.shows("DOC-1")
@pytest.mark.parametrize("code", [code for regime, code in ALL_TYPES if regime is Regime.STATE])
def test_the_linter_finds_no_error_in_what_is_written(code):
    found = checking.check(writing.write(example(code)), "van-ban.docx")
    assert [one.rule for one in found if one.severity != "hint"] == []
