from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from khuevan.vanban.formats.numbering import Numbering, W, spell
from khuevan.vanban.tests.files import part


@pytest.mark.parametrize(
    ("count", "form", "label"),
    [
        (4, "upperRoman", "IV"),
        (1990, "upperRoman", "MCMXC"),
        (9, "lowerRoman", "ix"),
        (1, "lowerLetter", "a"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (7, "decimalZero", "07"),
        (12, "decimal", "12"),
        (5, "vietnameseCounting", "năm"),
        (5, "chicago", "5"),
        (0, "upperRoman", "0"),
        (3, "none", ""),
        (5000, "upperRoman", "5000"),
    ],
)
def test_the_formats_of_word(count, form, label):
    assert spell(count, form) == label


def test_a_list_that_names_another_as_its_style():
    root = etree.fromstring(
        part(
            "numbering",
            '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/><w:lvl w:ilvl="0">'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum>'
            '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
            '<w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>',
        )
    )
    numbering = Numbering(root)
    assert [numbering.label("5", 0) for _ in range(2)] == ["(1)", "(2)"]


@pytest.mark.parametrize(("restart", "labels"), [("0", ["1", "2", "3"]), ("1", ["1", "2", "1"])])
def test_when_a_level_starts_again(restart, labels):
    root = etree.fromstring(
        part(
            "numbering",
            '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="%1"/></w:lvl>'
            f'<w:lvl w:ilvl="1"><w:lvlRestart w:val="{restart}"/><w:lvlText w:val="%2"/></w:lvl>'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        )
    )
    numbering = Numbering(root)
    numbering.label("1", 0)
    found = [numbering.label("1", 1), numbering.label("1", 1)]
    numbering.label("1", 0)
    assert [*found, numbering.label("1", 1)] == labels


def test_no_numbering_part_gives_no_labels():
    assert Numbering(None).label("1", 0) == ""


@given(st.integers(0, 5000), st.sampled_from(["upperRoman", "lowerLetter", "decimal"]))
def test_every_count_has_a_label(count, form):
    assert spell(count, form)


def test_nonsense_in_the_file_does_no_harm():
    root = etree.fromstring(
        part(
            "numbering",
            '<w:abstractNum/><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="x"><w:start '
            'w:val="9999999999"/><w:lvlText w:val="%1%9"/></w:lvl></w:abstractNum><w:num/>'
            '<w:num w:numId="1"><w:abstractNumId w:val="1"/><w:lvlOverride/></w:num>',
        )
    )
    assert root.tag == W + "numbering"
    assert Numbering(root).label("1", 0) == "10000001"
    assert Numbering(root).label("1", -1) == ""
