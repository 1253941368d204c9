"""Every rule against its own two examples, and the model documents against every rule."""

import pytest

from khuevan.vanban import legacy
from khuevan.vanban.checking import FACTS, RULES, Severity
from khuevan.vanban.checking.engine import found
from khuevan.vanban.checking.examples import BASES, texts
from khuevan.vanban.checking.registry import Reads
from khuevan.vanban.checking.subject import Subject

OF_WORDS = [rule for rule in RULES.values() if rule.reads is not Reads.LOOK]
ids = [rule.id for rule in OF_WORDS]


def findings(text):
    return found(Subject(legacy.clean(text), FACTS, typed=True, raw=text))


def test_there_are_many_rules_and_each_says_everything_in_both_languages():
    assert len(RULES) >= 50
    silent = [
        rule.id
        for rule in RULES.values()
        for said in (rule.title, rule.says, rule.mend)
        if not said.vi.strip() or not said.en.strip() or not rule.article
    ]
    assert silent == []


def test_a_demoted_rule_is_a_hint():
    assert [r.id for r in RULES.values() if r.demoted and r.severity is not Severity.HINT] == []


@pytest.mark.parametrize("name", BASES)
def test_the_model_documents_pass_every_rule(name):
    assert [(f.rule, f.message.vi) for f in findings(BASES[name])] == []


@pytest.mark.parametrize("rule", OF_WORDS, ids=ids)
def test_a_rule_passes_its_right_example_and_finds_its_wrong_one(rule):
    right, wrong = texts(rule.example)
    assert [(f.rule, f.message.vi) for f in findings(right)] == []
    assert rule.id in {f.rule for f in findings(wrong)}


@pytest.mark.parametrize("rule", OF_WORDS, ids=ids)
def test_a_message_is_filled_and_its_place_holds_its_words(rule):
    wrong = texts(rule.example)[1]
    text = legacy.clean(wrong)
    for finding in findings(wrong):
        if finding.rule != rule.id:
            continue
        said = finding.message.vi + finding.message.en + finding.mend.vi + finding.mend.en
        assert "{" not in said
        assert "“”" not in said
        place = finding.place
        if place.start is not None:
            assert text[place.start : place.end] == place.words
            assert place.words
