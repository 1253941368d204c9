"""The figures on the evaluation kit, and the two real plans, when the shared folder is at hand."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from khuevan.vanban.contract import to_json
from khuevan.vanban.document import ClauseKind
from khuevan.vanban.reading import read_text

ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("KHUEVAN_SHARED") or ROOT.parent / "shared")
PLANS = sorted((SHARED / "plans").glob("*.txt"))
BULLET = re.compile(r"(?m)^[ \t]*[-–]\s*(?=[A-ZĐÀ-Ỹ0-9])")

needs_kit = pytest.mark.skipif(
    not (SHARED / "eval" / "score.py").exists(),
    reason="The evaluation kit is not beside the checkout; KHUEVAN_SHARED tells where it is.",
)
needs_plans = pytest.mark.skipif(
    not PLANS, reason="The two real plans are not beside the checkout (KHUEVAN_SHARED)."
)


def figures(folder: Path, gold: Path, predictions: Path) -> dict:
    for source in sorted(folder.glob("*.txt")):
        reading = to_json(read_text(source.read_text(encoding="utf-8")))
        target = predictions / f"{source.stem}.json"
        target.write_text(json.dumps(reading, ensure_ascii=False), encoding="utf-8")
    scorer = [
        sys.executable,
        str(SHARED / "eval" / "score.py"),
        str(predictions),
        str(gold),
        "--json",
    ]
    done = subprocess.run(scorer, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    return json.loads(done.stdout)


@needs_kit
def test_reading_of_the_development_texts_keeps_its_floors(tmp_path):
    kit = SHARED / "eval" / "dev"
    report = figures(kit / "text", kit / "gold", tmp_path)
    assert report["overall"] >= 0.93
    assert report["components"]["header"]["macro"] >= 0.95
    assert report["components"]["tasks"]["macro"] >= 0.85


@needs_kit
def test_heads_of_mixed_documents_keep_their_floor(tmp_path):
    kit = SHARED / "eval" / "dev" / "robust"
    report = figures(kit, kit / "gold.tsv", tmp_path)
    assert report["components"]["header"]["macro"] >= 0.97


@pytest.mark.shows("PLN-1")
@needs_plans
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_bullet_of_the_real_plans_is_a_clause_and_no_letter_is_lost(path):
    text = path.read_text(encoding="utf-8")
    document = read_text(text)
    assert "".join(part.span.of(text) for part in document.parts) == text
    end_of_body = text.index("Nơi nhận")
    bullets = [
        m.start() + len(m[0]) - len(m[0].lstrip()) for m in BULLET.finditer(text, 0, end_of_body)
    ]
    started = {clause.span.start for clause in document.clauses}
    assert [at for at in bullets if at not in started and text[at:].startswith(("- ", "-"))] == []


@pytest.mark.shows("PLN-1")
@needs_plans
def test_the_training_plan_is_classed_by_its_headings():
    document = read_text(PLANS[0].read_text(encoding="utf-8"))
    kinds = {clause.path: clause.kind for clause in document.clauses}
    assert [kinds[f"I.-{n}"] for n in (1, 2, 3)] == [ClauseKind.PRINCIPLE] * 3
    assert kinds["III.4"] is ClauseKind.MONEY
    assert kinds["II.1.-2"] is ClauseKind.DEADLINE
    assert [kinds[f"IV.1.1.-{n}"] for n in (1, 2, 3, 4)] == [ClauseKind.TASK] * 4
