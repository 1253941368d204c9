from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from PIL import Image

from khuevan.documents import compositions
from khuevan.documents.models import StoredFile
from khuevan.kit.audit import SYSTEM
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Composition,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
    Urgency,
)

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
rows = st.lists(st.tuples(words, words), max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(Heading, words, words),
    st.builds(Item, words, words),
    st.builds(Paragraph, words),
    st.builds(
        Table, st.tuples(words, words), rows, words,
        st.sampled_from([(), (1, 2)]), st.frozensets(st.sampled_from([0, 1])),
    ),
)  # fmt: skip
bodies = st.lists(blocks, max_size=5).map(tuple)
lines = st.lists(words, max_size=3).map(tuple)
everything = st.builds(
    Composition,
    type_code=st.sampled_from(["KH", "BC", "CV"]),
    issuer=words, symbol=words, subject=words, body=bodies,
    signatures=st.lists(
        st.builds(Signature, words, words, st.sampled_from(Authority), words), max_size=2
    ).map(tuple),
    parent_issuer=words,
    number=st.none() | st.integers(1, 9999),
    place=words,
    date=st.none() | st.dates(),
    regime=st.sampled_from(Regime),
    urgency=st.none() | st.sampled_from(Urgency),
    handling=lines, addressed_to=lines, bases=lines,
    recipients=st.lists(st.builds(Addressee, words, words), max_size=3).map(tuple),
    archive=words, drafter_mark=words, contact=words,
    appendices=st.lists(st.builds(Appendix, words, bodies, st.booleans()), max_size=2).map(tuple),
)  # fmt: skip


def png(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(out, "PNG")
    return out.getvalue()


class TestJson(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(everything)
    def test_a_composition_comes_back_from_its_json(self, composition):
        kept = json.loads(json.dumps(compositions.to_json(composition, by=SYSTEM)))
        assert compositions.from_json(kept) == composition


@pytest.mark.django_db
def test_a_picture_is_kept_once_and_comes_back_byte_for_byte(django_assert_num_queries):
    body = (Picture(png(), "Biểu đồ", "mô tả", 120), Picture(png(), "Lại"), Picture(png("blue")))
    composition = Composition("BC", "SỞ", "BC-SVHTT", "V", body, ())

    kept = compositions.to_json(composition, by=SYSTEM)

    assert StoredFile.objects.count() == 2
    with django_assert_num_queries(1):
        assert compositions.from_json(kept) == composition


def test_the_text_of_a_composition_is_what_people_read():
    composition = Composition(
        "CV", "SỞ", "SVHTT-VP", "phối hợp", (
            Heading("I.", "MỤC ĐÍCH"), Item("a)", "một"), Paragraph("hai"),
            Table(("STT", "Việc"), (("1", "x"),), caption="Bảng 1"),
        ),
        (Signature("GIÁM ĐỐC", "Nguyễn A", Authority.DEPUTY, "PHÓ GIÁM ĐỐC"),),
        addressed_to=("UBND phường",), bases=("Căn cứ Luật A",), date=date(2026, 1, 5),
    )  # fmt: skip
    assert compositions.text_of(composition).splitlines() == [
        "Kính gửi: UBND phường", "phối hợp", "Căn cứ Luật A", "I. MỤC ĐÍCH", "a) một", "hai",
        "Bảng 1", "| STT | Việc |", "| 1 | x |", "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Nguyễn A",
    ]  # fmt: skip
