"""`khuevan check` is Django's check of the system, and the check of documents."""

import pytest
from django.core.management import call_command

from khuevan.vanban.checking.examples import PLAN


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sai.txt").write_text(PLAN.replace("05/KH", "5/KH"), encoding="utf-8")


@pytest.mark.parametrize("names", [(), ("plans",)])
def test_without_a_file_the_system_is_checked(wrong, capsys, names):
    call_command("check", *names, "--tag", "models")
    assert "no issues" in capsys.readouterr().out


@pytest.mark.shows("R100")
def test_a_named_file_is_checked_as_a_document(wrong, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("check", "sai.txt")
    assert stopped.value.code == 1
    assert "sai.txt:7:5: lỗi G313" in capsys.readouterr().out


def test_options_of_the_linter_need_no_file(wrong, capsys):
    call_command("check", "--explain", "G313")
    assert "Số nhỏ hơn 10" in capsys.readouterr().out
