from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from khuevan.reports import formulas
from khuevan.reports.formulas import FormulaError, Problem

VALUES = {"tasks_due": Decimal(8), "tasks_done": Decimal(6), "nothing": Decimal(0)}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def value(text, values=VALUES):
    return formulas.evaluate(formulas.parse(text), values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tasks_done / tasks_due * 100", "75.00"),
        ("tasks_due - tasks_done", "2.00"),
        ("(tasks_due + 1) × 2 : 3", "6.00"),
        ("-tasks_due", "-8.00"),
        ("1 / 3", "0.33"),
        ("0.1 + 0.2", "0.30"),
        ("max(tasks_done, tasks_due, 3)", "8.00"),
        ("2.675 * 1", "2.68"),
    ],
)
def test_arithmetic_is_exact(text, expected):
    assert value(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tasks_done / nothing * 100", "Not computable: “nothing” is zero."),
        ("1 / (tasks_due - 8)", "Not computable: “tasks_due - 8” is zero."),
        ("unheard * 2", "Not computable: “unheard” has no figure yet."),
        ("999999999999999 * 999999999999999", "Not computable: the figure is too large."),
        ("1e999", "Not computable: the figure is too large."),
        ("1e999 - 1e999", "Not computable: the figure is too large."),
    ],
)
def test_what_cannot_be_computed_says_why(text, expected):
    assert value(text) == Problem(expected)


def test_a_divisor_is_named_in_words():
    formula = formulas.parse("tasks_done / nothing")
    words = {"nothing": "Tasks due"}.get
    found = formulas.evaluate(formula, VALUES, lambda name: words(name) or name)
    assert found == Problem("Not computable: “Tasks due” is zero.")


@pytest.mark.parametrize(
    "text",
    [
        "", "tasks_done /", "__import__('os')", "tasks_done.real", "tasks_done ** 99999",
        "[1, 2]", "lambda: 1", "tasks_done if 1 else 2", "'a' * 9", "tasks_done[0]",
        "max(1)", "max(*tasks)", "abs(1, 2)", "True", "1 % 2", "0,5", "1 < 2", "(x := 1)",
        "f'{1}'", "tasks_done\x00", "((((((((" * 40, "-" * 200 + "1", "min(1, 2, key=3)",
    ],
)  # fmt: skip
def test_what_is_not_arithmetic_is_refused_with_a_sentence(text):
    with pytest.raises(FormulaError) as refused:
        formulas.parse(text)
    assert len(str(refused.value)) > 20


def test_an_unknown_name_is_named():
    assert formulas.problem_of("tasks_done / visits", VALUES) == (
        "There is no measure called “visits”. Choose one from the list beside the field."
    )


def test_a_formula_has_a_length():
    assert "300" in formulas.problem_of("1 + " * 100 + "1")


def test_indicators_may_name_one_another_but_not_in_a_circle():
    parsed = {
        code: formulas.parse(text) for code, text in {"a": "b * 2", "b": "c", "d": "1"}.items()
    }
    assert formulas.in_order(parsed) == ["b", "a", "d"]
    parsed["b"] = formulas.parse("a + 1")
    with pytest.raises(FormulaError, match="a → b → a"):
        formulas.in_order(parsed)


@given(st.text(max_size=320))
def test_no_text_breaks_the_reader(text):
    if not formulas.problem_of(text):
        formulas.evaluate(formulas.parse(text), {})


@given(st.text("0123456789.+-*/() e", max_size=60))
def test_no_arithmetic_breaks_the_evaluator(text):
    if not formulas.problem_of(text):
        assert isinstance(value(text), Decimal | Problem)
