"""The rules of a cell, and that the phone's are the same."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from khuevan.reports import rules
from khuevan.reports.rules import Rule, Typed

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "static" / "reports" / "rules.js"


def spelt(text):
    return text["repeat"] * text["times"] if isinstance(text, dict) else text


def cases():
    for case in json.loads((HERE / "cell_cases.json").read_text(encoding="utf-8")):
        rows = [["x"]] * case["rows"] if "rows" in case else case.get("table", [])
        typed = {
            "value": case.get("value", ""),
            "text": spelt(case.get("text", "")),
            "table": [[spelt(field) for field in row] for row in rows],
            "note": spelt(case.get("note", "")),
        }
        yield case, typed


def rule_of(case):
    given = case["rule"]
    limits = {
        name: None if given.get(name) is None else Decimal(given[name]) / 100
        for name in ("smallest", "largest")
    }
    return Rule(
        given["kind"], given.get("required", False), columns=given.get("columns", 0),
        is_percent=given.get("percent", False), **limits,
    )  # fmt: skip


def as_typed(typed):
    return Typed(
        typed["value"], typed["text"], tuple(tuple(row) for row in typed["table"]), typed["note"]
    )


def judged_here(case, typed):
    rule, cell = rule_of(case), as_typed(typed)
    problem = rules.problem(rule, cell)
    free = Rule(rule.kind, is_percent=rule.is_percent, columns=rule.columns)
    alone = Typed(value=cell.value)
    answer = rules.Answer() if problem else rules.read(rule, cell)
    return {
        "code": problem and problem.code,
        "count": problem.count if problem else "",
        "limit": problem.limit if problem else "",
        "missing": not problem and rules.is_missing(rule, answer, case.get("pictures", 0)),
        "read": ""
        if rules.problem(free, alone) or rule.kind != "figure"
        else rules.shown(rules.read(free, alone).value),
    }


def test_cells_are_judged_as_the_table_says():
    for case, typed in cases():
        wanted = {"count": "", "limit": "", "missing": False, "read": ""} | {
            key: case[key] for key in ("code", "count", "limit", "missing", "read") if key in case
        }
        assert judged_here(case, typed) == wanted, case


JUDGE = """(cases) => cases.map(([rule, typed, pictures]) => {
  const R = self.khuevanRules;
  const found = R.problem(rule, typed);
  return {
    code: found && found.code, count: (found && found.count) || "", limit: (found && found.limit) || "",
    missing: !found && R.missing(rule, typed, pictures),
    read: rule.kind === "figure" ? R.readBack(rule, typed.value) : "",
  };
})"""


@pytest.mark.browser
@pytest.mark.shows("RPT-8")
def test_the_phone_judges_every_case_as_the_server_does(playwright_browser):
    page = playwright_browser.new_page()
    page.add_script_tag(path=str(SCRIPT))
    table = list(cases())
    chance = Random(8)
    numbers = [
        "".join(chance.choices("0123456789.,-+ %", k=chance.randint(1, 9))) for _n in range(3000)
    ]
    table += [
        ({"rule": {"kind": "figure", "percent": n % 2 == 0}}, as_dict(Typed(value=text)))
        for n, text in enumerate(dict.fromkeys(numbers))
    ]
    asked = [[handed(case), typed, case.get("pictures", 0)] for case, typed in table]

    there = page.evaluate(JUDGE, asked)
    page.close()

    here = [judged_here(case, typed) for case, typed in table]
    differ = [(t, a, b) for (_c, t), a, b in zip(table, here, there, strict=True) if a != b]
    assert differ == []
    assert len(table) > 2500


def as_dict(typed):
    return typed.as_json()


def handed(case):
    """The rule as the page hands it to the phone."""
    return rule_of(case).as_json()


def test_problems_speak_vietnamese_with_their_figures():
    problem = rules.problem(Rule("text"), Typed(text="x" * 100_000))
    assert str(problem) == (
        "100.000 ký tự; ở đây nhận nhiều nhất 20.000. "
        "Hãy viết gọn lại; phần dài đưa vào văn bản kèm theo."
    )
