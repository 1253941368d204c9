from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from khuevan.vanban import intake, writing
from khuevan.vanban.catalogue import STATE_TYPES, Layout, type_of
from khuevan.vanban.composition import Regime
from khuevan.vanban.writing.tests.compositions import ALL_TYPES, bodies, compositions, example

QUIET = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUIET
@given(compositions())
def test_what_is_written_is_read_back_as_the_same_value(composition):
    assert writing.read(writing.write(composition)) == composition


@QUIET
@given(compositions())
def test_the_normal_form_is_its_own_normal_form(composition):
    assert writing.tidy(composition) == composition


@pytest.mark.parametrize(("regime", "code"), ALL_TYPES)
def test_every_type_of_both_regimes_reads_back(regime, code):
    composition = example(code, regime)
    assert writing.read(writing.write(composition)) == composition


@pytest.mark.parametrize("place", [",0", "Hà Nội ,", " , Hà Nội, "])
def test_commas_at_the_ends_of_a_place_belong_to_the_line_and_not_to_it(place):
    composition = writing.tidy(replace(example("QC"), place=place, number=None, date=None))

    assert composition.place == place.strip(" ,")
    assert writing.read(writing.write(composition)) == composition


def test_the_same_value_gives_the_same_bytes():
    assert writing.write(example("KH")) == writing.write(example("KH"))


@QUIET
@given(bodies)
def test_a_body_is_the_same_after_its_way_through_plain_lines(blocks):
    normal = writing.tidy_body(blocks)
    text = writing.body_to_text(normal)
    assert writing.body_from_text(text, writing.pictures_of(normal)) == normal


@pytest.mark.shows("R46", "R47")
@pytest.mark.parametrize("code", STATE_TYPES)
def test_the_ordinary_reader_reads_each_of_the_29_types(code):
    composition = example(code)
    read = intake.read_file(writing.write(composition), "van-ban.docx")
    kind = type_of(code)
    minutes = kind.layout is Layout.MINUTES
    letter = kind.layout is Layout.LETTER
    name = "CÔNG VĂN" if letter else kind.name.upper()
    assert (read.doc_type, read.title) == (
        name,
        f"V/v {composition.subject}" if letter else composition.subject,
    )
    assert (read.issuer, read.parent_issuer) == (composition.issuer, composition.parent_issuer)
    assert read.number == f"07/{composition.symbol}"
    assert (read.place, read.date) == ((None, None) if minutes else ("Hà Nội", composition.date))
    assert [basis.number for basis in read.legal_bases] == ["16/2020/QĐ-UBND", "48/KH-UBND"]
    assert [one.text for one in read.recipients] == [
        "UBND Thành phố (để b/c)",
        "Các phòng, đơn vị thuộc Sở",
        "Lưu: VT, TTBCXB",
    ]
    first = composition.signatures[0]
    assert read.signer_name == first.name
    assert first.office in (read.signer_title or "")


def test_the_ordinary_reader_reads_party_documents():
    composition = example("KH", Regime.PARTY)
    read = intake.read_file(writing.write(composition), "van-ban.docx")
    assert (read.number, read.doc_type) == ("07-KH/BTGDV", "KẾ HOẠCH")
    assert (read.issuer, read.date) == (composition.issuer, composition.date)
