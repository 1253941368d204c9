"""Nothing of the source is lost, whatever the source is."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.vanban.document import Document
from khuevan.vanban.reading import read_text

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))
LINES = sorted({line for path in SAMPLES for line in path.read_text(encoding="utf-8").split("\n")})
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.text(max_size=40),
    st.text(alphabet="IVX1.9)-+•|()/: \t\u0300\u0301aàđĐSố:ngày", max_size=60),
)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\f", "\u2028", "   "])


def assert_whole(document: Document, text: str) -> None:
    assert "".join(part.span.of(text) for part in document.parts) == text
    for clause in document.clauses:
        assert 0 <= clause.span.start < clause.span.end <= len(text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(PIECES, BREAKS), max_size=30))
def test_parts_put_together_are_the_source(pieces):
    text = "".join(piece + end for piece, end in pieces)
    assert_whole(read_text(text), text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text):
    assert_whole(read_text(text), text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_decomposed_text_with_windows_breaks_reads_the_same(path):
    text = path.read_text(encoding="utf-8")
    other = unicodedata.normalize("NFD", text).replace("\n", "\r\n")
    composed, decomposed = read_text(text), read_text(other)
    assert_whole(decomposed, other)
    assert decomposed.title == composed.title
    assert [t.text for t in decomposed.tasks] == [t.text for t in composed.tasks]
    assert [t.lead for t in decomposed.tasks] == [t.lead for t in composed.tasks]


def test_an_empty_text_gives_an_empty_document():
    document = read_text("")
    assert (document.parts, document.doc_type, document.tasks) == ((), None, ())
