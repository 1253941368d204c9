"""False alarms on real documents, when the shared folder is at hand."""

import pytest

from khuevan.vanban.checking.registry import RULES
from khuevan.vanban.checking.tests import verdicts

needs_documents = pytest.mark.skipif(
    not verdicts.at_hand(),
    reason="The real documents are not beside the checkout; KHUEVAN_SHARED tells where they are.",
)


@needs_documents
def test_every_finding_on_real_documents_was_judged_and_few_are_false():
    score = verdicts.score()
    assert score.unjudged == ()
    assert score.too_loud == []
    assert score.overall <= verdicts.ALLOWED


@needs_documents
def test_every_finding_in_the_two_real_plans_is_true():
    wrong = [key for key, is_true in verdicts.known().items() if not is_true and "plans/" in key[0]]
    assert wrong == []


def test_verdicts_name_rules_that_exist():
    assert {rule for _, rule, _ in verdicts.known()} - set(RULES) == set()
