"""The rules about looks, each on a real .docx that is right but for one thing."""

import pytest

from khuevan.vanban.checking import RULES, check
from khuevan.vanban.checking.registry import Reads
from khuevan.vanban.checking.tests.sheets import sheet

OF_LOOKS = [rule for rule in RULES.values() if rule.reads is Reads.LOOK]
ids = [rule.id for rule in OF_LOOKS]


def found(content):
    return [(f.rule, f.message.vi) for f in check(content, "van-ban.docx")]


@pytest.mark.parametrize("base", ["plan", "letter", "decision", "chapters", "appendix"])
def test_a_document_set_as_laid_down_passes_every_rule(base):
    assert found(sheet(base)) == []


@pytest.mark.parametrize("rule", OF_LOOKS, ids=ids)
def test_a_rule_about_looks_finds_the_one_thing_set_wrong(rule):
    wrong = sheet(rule.example.base, rule.example.change)
    assert rule.id in {id for id, _ in found(wrong)}


@pytest.mark.parametrize("rule", OF_LOOKS, ids=ids)
def test_the_change_of_an_example_breaks_no_rule_about_words(rule):
    wrong = sheet(rule.example.base, rule.example.change)
    others = {id for id, _ in found(wrong) if not id.startswith("F")}
    assert others == set() or rule.id == "F108"  # words in an old font are converted letters
