"""`khuevan check`: what it prints, in three forms, its status, and files that cannot be read."""

import io
import json
import os
import subprocess
import sys
import unicodedata

import pytest

from khuevan.vanban.__main__ import main as vanban
from khuevan.vanban.checking import RULES, command
from khuevan.vanban.checking.examples import PLAN
from khuevan.vanban.checking.pages import pages
from khuevan.vanban.checking.tests.sheets import sheet
from khuevan.vanban.checking.tests.verdicts import ROOT

WRONG = PLAN.replace("Số: 05/KH-STV", "Số: 5/KH-STV")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dung.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "sai.txt").write_text(WRONG, encoding="utf-8")
    (tmp_path / "sai.docx").write_bytes(sheet("plan", {"left": 20}))
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04 no zip at all")
    (tmp_path / "mat.txt").write_text(f"TỐI MẬT\n{PLAN}", encoding="utf-8")
    return tmp_path


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    status = command.main([*map(str, arguments)], out, err)
    return status, out.getvalue(), err.getvalue()


def test_a_document_in_order_gives_one_line_and_status_0(folder):
    assert run("dung.txt") == (0, "Đã kiểm tra 1 tệp: 0 lỗi, 0 cảnh báo, 0 gợi ý\n", "")


@pytest.mark.shows("R100")
def test_a_finding_says_place_rule_words_article_and_how_to_mend(folder):
    status, out, err = run("sai.txt")
    assert (status, err) == (1, "")
    assert out.split("\n")[:2] == [
        "sai.txt:7:5: lỗi G313 Số “5” nhỏ hơn 10 phải có số 0 phía trước.",
        "    Ghi “05”. [Phụ lục I, Phần I, mục II.3.c Nghị định 30/2020/NĐ-CP]",
    ]


def test_findings_are_said_in_english_too(folder):
    out = run("sai.txt", "--language", "en")[1]
    assert "sai.txt:7:5: error G313 “5” is below 10 and needs a zero." in out
    assert out.endswith("1 files checked: 1 errors, 0 warnings, 0 hints\n")


def test_hints_alone_leave_status_0(folder):
    (folder / "goi-y.txt").write_text(PLAN.replace("tháng 02", "tháng 03"), encoding="utf-8")
    hinted = PLAN.replace("ngày 05 tháng 02 năm 2026", "ngày 05 tháng 03 năm 2026")
    (folder / "goi-y.txt").write_text(hinted, encoding="utf-8")
    status, out, _ = run("goi-y.txt", "--select", "G324")
    assert (status, "gợi ý G324" in out) == (0, True)


def test_rules_are_chosen_and_left_out_by_the_beginning_of_their_id(folder):
    assert run("sai.txt", "--select", "F,C")[0] == 0
    assert run("sai.txt", "--ignore", "g31")[0] == 0
    assert run("sai.txt", "--select", "G313")[0] == 1
    status, out, err = run("sai.txt", "--select", "X9")
    assert (status, out) == (2, "")
    assert err.startswith("Không có quy tắc nào là “X9”")


def test_a_bad_file_is_one_line_and_the_others_go_on(folder):
    status, out, err = run("hong.docx", "khong-co.docx", "sai.txt")
    assert status == 2
    assert [line.split(":")[0] for line in err.splitlines()] == ["hong.docx", "khong-co.docx"]
    assert "G313" in out
    assert "2 tệp không đọc được" in out


def test_a_secret_document_is_refused_without_its_words(folder):
    status, out, err = run("mat.txt", "sai.txt")
    assert status == 2
    assert "mat.txt" in err
    assert "Ngày hội đọc sách" not in err
    assert "mat.txt" not in out
    assert "G313" in out


def test_patterns_and_folders_are_looked_through(folder):
    out = run("*.txt", "--select", "G313")
    assert (out[0], "sai.txt:7" in out[1]) == (2, True)
    assert "sai.docx" in run(".", "--select", "F104")[1]


def test_json_holds_files_findings_and_errors(folder):
    status, out, _ = run("sai.txt", "hong.docx", "--format", "json")
    wrong, broken = json.loads(out)["files"]
    assert status == 2
    (finding,) = wrong["findings"]
    assert finding["rule"] == "G313"
    assert (finding["severity"], finding["fix"]) == ("error", "05")
    place = finding["place"]
    assert PLAN.replace("05/KH", "5/KH")[place["start"] : place["end"]] == place["words"] == "5"
    assert (place["line"], place["column"], place["paragraph"]) == (7, 5, 5)
    assert set(broken) == {"file", "error"}
    assert set(broken["error"]) == {"vi", "en"}


def test_sarif_has_the_shape_of_version_2_1_0(folder):
    out = run("sai.txt", "sai.docx", "hong.docx", "--format", "sarif")[1]
    log = json.loads(out)
    (one,) = log["runs"]
    driver = one["tool"]["driver"]
    assert (log["version"], driver["name"]) == ("2.1.0", "khuevan check")
    assert [rule["id"] for rule in driver["rules"]] == sorted(RULES)
    assert {r["ruleId"] for r in one["results"]} == {"G313", "F104"}
    for result in one["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
    text = next(r for r in one["results"] if r["ruleId"] == "G313")
    location = text["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "sai.txt"
    assert location["region"] == {
        "startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 6, "snippet": {"text": "5"},
    }  # fmt: skip
    (invocation,) = one["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 1


def test_rules_are_listed_and_explained(folder):
    status, out, _ = run("--list-rules")
    assert (status, len(out.splitlines())) == (0, len(RULES))
    assert "Bảng chữ cái tiếng Việt" in run("--explain", "g353")[1]
    assert run("--explain", "Z1")[0] == 2
    assert run()[0] == 2


def test_colours_only_on_a_terminal(folder):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    assert "\x1b" not in run("sai.txt")[1]
    command.main(["sai.txt"], out, io.StringIO())
    assert ("\x1b[31m" in out.getvalue()) is (os.environ.get("TERM") != "dumb")


def test_decomposed_letters_of_a_text_file_are_found(folder):
    (folder / "nfd.txt").write_text(unicodedata.normalize("NFD", PLAN), encoding="utf-8")
    assert "T611" in run("nfd.txt")[1]


def test_the_module_checks_without_django(folder, capsys):
    assert vanban(["check", "sai.txt"]) == 1
    assert "G313" in capsys.readouterr().out


def test_the_pages_of_the_rules_are_current():
    kept = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs/rules").glob("*.md")}
    assert kept == pages(), "run script/rules"


def test_script_rules_compares():
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "script/rules"), "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "docs/rules is current\n")
