"""script/words: what it refuses, and how it lengthens."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import polib
import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "script" / "words"


@pytest.fixture(scope="module")
def words():
    loader = SourceFileLoader("words_script", str(SCRIPT))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("words_script", loader)
    )
    loader.exec_module(module)
    return module


@pytest.mark.shows("SYS-5")
@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Units", msgstr="Đơn vị"), ""),
        (polib.POEntry(msgid="Units", msgstr=""), "no Vietnamese"),
        (
            polib.POEntry(msgid="Units", msgstr="Đơn vị", flags=["fuzzy"]),
            "fuzzy: look at it, then remove the mark",
        ),
        (
            polib.POEntry(msgid="%(n)d rows", msgstr="%(m)d dòng"),
            "other placeholders than the English: '%(m)d dòng'",
        ),
        (polib.POEntry(msgid="a", msgid_plural="%(n)s", msgstr_plural={0: "%(n)s dòng"}), ""),
    ],
)
def test_faults_of_a_translation(words, entry, fault):
    assert words.faults(entry) == fault


def test_long_words_are_40_percent_longer_and_keep_their_placeholders(words):
    text = "Hôm nay: %(late)s việc của đơn vị quá hạn trong quý này."
    longer = words.longer(text)
    assert len(longer) == round(len(text) * 1.4)
    assert longer.startswith(text[:-1])
    assert longer.endswith(".")


@pytest.mark.shows("SYS-5")
def test_no_catalogue_holds_a_faulty_string(words):
    faulty = {
        f"{path.parts[-5]}: {entry.msgid}: {words.faults(entry)}"
        for path in words.catalogues()
        for entry in polib.pofile(str(path))
        if not entry.obsolete and words.faults(entry)
    }
    assert faulty == set()
