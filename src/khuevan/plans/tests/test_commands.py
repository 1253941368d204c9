from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from khuevan.people.enums import Role
from khuevan.plans.models import Plan
from khuevan.plans.tests import factories

CONTRACT = {
    "doc_type", "issuer", "number", "place", "date", "title", "legal_bases", "sections", "tasks",
    "recipients", "signer_title", "signer_name",
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(factories.TRAINING, encoding="utf-8")
    return path


def test_read_prints_the_contract_and_asks_no_database(file, capsys):
    call_command("read", str(file), "--json")

    read = json.loads(capsys.readouterr().out)
    assert set(read) >= CONTRACT
    assert read["doc_type"] == "KẾ HOẠCH"


def test_read_tells_in_vietnamese_why_it_cannot_and_ends_with_2(tmp_path, capsys):
    empty = tmp_path / "rong.docx"
    empty.write_bytes(b"")

    with pytest.raises(SystemExit) as ended:
        call_command("read", str(empty), "--json")

    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert "rỗng" in err


def test_read_of_a_missing_file_names_it(tmp_path, capsys):
    with pytest.raises(SystemExit):
        call_command("read", str(tmp_path / "khong-co.docx"))

    assert "khong-co.docx" in capsys.readouterr().err


@pytest.mark.django_db
def test_import_plan_does_as_the_page_does(file, capsys):
    factories.offices()
    officer = factories.user(username="canbo")

    call_command("import_plan", str(file), "--by", "canbo")

    plan = Plan.objects.get()
    assert (plan.owner, plan.source.name) == (officer, "ke-hoach.txt")
    assert f"/plans/{plan.pk}/confirm/" in capsys.readouterr().out


@pytest.mark.django_db
def test_import_plan_is_refused_to_who_may_not_edit_plans(file):
    factories.user(Role.AUDITOR, username="thanhtra")

    with pytest.raises(CommandError, match="thanhtra"):
        call_command("import_plan", str(file), "--by", "thanhtra")
