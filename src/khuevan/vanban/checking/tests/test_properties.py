"""Whatever the text: no crash, places inside it, and fixes that mend and break nothing."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from khuevan.vanban import legacy
from khuevan.vanban.checking import RULES, Severity, apply_fixes, check_text
from khuevan.vanban.checking.examples import BASES, SLOT, texts
from khuevan.vanban.checking.registry import Reads

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
OF_WORDS = [rule for rule in RULES.values() if rule.reads is not Reads.LOOK]
LINES = sorted(
    {line for rule in OF_WORDS for text in texts(rule.example) for line in text.split("\n")}
)
ANY_TEXT = st.text(max_size=400)
SHUFFLED = st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=40).map("\n".join)
CHANGED = st.builds(
    lambda base, wrong: BASES[base].replace(SLOT, f"{SLOT}\n- {wrong}"),
    st.sampled_from(sorted(BASES)),
    st.lists(
        st.sampled_from([r.example.wrong.lstrip("- ") for r in OF_WORDS if r.example.at == SLOT]),
        min_size=1,
        max_size=4,
    ).map("\n- ".join),
)


@settings(QUIET, max_examples=150)
@given(ANY_TEXT | SHUFFLED | CHANGED)
@example("")
@example("{words} {0} %s")
@example("Số: 1/A-B\n" * 40)
def test_no_text_makes_it_fail_and_every_place_lies_in_the_text(text):
    clean = legacy.clean(text)
    for finding in check_text(text):
        place = finding.place
        if place.start is None:
            continue
        assert 0 <= place.start <= place.end <= len(clean)
        assert clean[place.start : place.end] == place.words
        before = clean[: place.start]
        assert place.line == before.count("\n") + 1
        assert place.column == len(before) - (before.rfind("\n") + 1) + 1


def serious(findings):
    return {(f.rule, f.message.vi) for f in findings if f.severity is Severity.ERROR}


@settings(QUIET, max_examples=80)
@given(CHANGED)
def test_fixes_mend_what_they_were_made_for_and_bring_no_error(text):
    clean = legacy.clean(text)
    findings = check_text(clean)
    mended = apply_fixes(clean, findings)
    again = check_text(mended)
    assert {f.rule for f in again if f.severity is Severity.ERROR} <= {f.rule for f in findings}
    fixed = {f.rule for f in findings if f.fix is not None}
    left = {f.rule for f in again if f.fix is not None} & fixed
    # two findings on the same words: the second is mended on the second round
    twice = {f.rule for f in check_text(apply_fixes(mended, again)) if f.fix is not None}
    assert twice & left == set()


def test_each_rule_with_a_fix_mends_its_own_example():
    for rule in OF_WORDS:
        wrong = legacy.clean(texts(rule.example)[1])
        own = [f for f in check_text(wrong) if f.rule == rule.id and f.fix is not None]
        if own:
            mended = apply_fixes(wrong, own)
            again = check_text(mended)
            assert [f for f in again if f.rule == rule.id] == [], rule.id
            assert serious(again) - serious(check_text(wrong)) == set(), rule.id


def test_a_long_line_of_one_sign_is_no_trap():
    for sign in ("(", "-", " ", "a", "1.", "|", "“", ". ", "ngày 1 "):
        check_text(sign * 4000)
