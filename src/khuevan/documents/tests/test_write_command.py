from __future__ import annotations

import pytest
from django.core.management import call_command

from khuevan.vanban import writing

TEXT = "Loại: Thông báo\nCơ quan: SỞ THƯ VIỆN\nTrích yếu: Nghỉ lễ\n\nCơ quan nghỉ lễ một ngày.\n"


def test_a_text_is_written_as_a_document(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    call_command("write", str(tmp_path / "a.txt"))
    assert capsys.readouterr().out.strip() == str(tmp_path / "a.docx")
    assert writing.read((tmp_path / "a.docx").read_bytes()).type_code == "TB"


def test_a_text_with_a_slip_ends_with_a_status(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT.replace("Thông báo", "Thông bao"), encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("write", str(tmp_path / "a.txt"))
    assert "Thông bao" in capsys.readouterr().err
