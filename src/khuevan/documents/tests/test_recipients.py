from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.documents import actions, compositions, recipients
from khuevan.documents.enums import PaperState, Place, ReceiptRole
from khuevan.documents.models import Paper
from khuevan.documents.recipients import Line
from khuevan.documents.tests import factories
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import Membership, Organisation, Succession, UnitGroup
from khuevan.people.seeds import seed_units
from khuevan.vanban.composition import Addressee

pytestmark = pytest.mark.django_db

# The two lists of the real plans (R45, R98), line by line as printed.
TRAINING = """
- Cục TTCS&TTĐN - Bộ VH,TT&DL;       (để b/cáo)
- Giám đốc Sở VHTT;
- PGĐ Nguyễn Thị Mẫu;
- Các Sở, ban, ngành Thành phố;
- UBND các phường, xã;
- Các phòng, đơn vị thuộc Sở;
- Lưu: VT, TTBCXB.(Yến)
"""
YEAR = """
- UBND Thành phố (để b/c);
- Cục TTCS&TTĐN - Bộ VH,TT&DL (để b/c);
- Ban Tuyên giáo và Dân vận Thành ủy (để b/c);
- Đ/c Giám đốc Sở VHTT;
- Các PGĐ Sở VHTT;
- Các phòng, đơn vị thuộc Sở VHTT;
- Lưu: VT, TTBCXB(Giang)
"""


@pytest.fixture
def tree():
    seed_units()


def listed(paper, text):
    return actions.set_recipients(paper, recipients.read_lines(text), by=paper.owner)


def expanded(paper, on):
    codes = dict(Organisation.objects.values_list("pk", "code"))
    return {codes[pk]: role for pk, role in actions.expand(paper, on)}


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("- UBND Thành phố (để b/c);", Line("UBND Thành phố", "để b/c", ReceiptRole.REPORT)),
        ("- 16 sở, ban, ngành;", Line("16 sở, ban, ngành")),
        ("+ Sở Y tế (để phối hợp);", Line("Sở Y tế", "để phối hợp", ReceiptRole.COORDINATE)),
        ("Sở Y tế (để biết).", Line("Sở Y tế", "để biết", ReceiptRole.KNOW)),
        ("- Sở VHTT (Phòng TTBCXB);", Line("Sở VHTT (Phòng TTBCXB)")),
        ("- Như trên;", Line("Như trên", is_words_only=True)),
        (
            "- Lưu: VT, TTBCXB (Yến).",
            Line("VT, TTBCXB (Yến)", "", ReceiptRole.KNOW, Place.ARCHIVE, is_words_only=True),
        ),
    ],
)
def test_lines_are_read_as_printed_and_printed_as_read(written, line):
    assert recipients.read_line(written) == line
    assert recipients.read_line(recipients.printed(line)) == line


def test_archive_line_names_the_drafter():
    assert recipients.archive_parts("VT, TTBCXB.(Yến)") == ("VT, TTBCXB", "Yến")
    assert recipients.archive_parts("VT") == ("VT", "")


@pytest.mark.shows("DOC-2", "R45")
def test_recipients_of_the_training_plan_expand_to_the_exact_set(tree):
    paper = factories.paper()
    rows = listed(paper, TRAINING)

    unsettled = [row.as_written for row in paper.recipients.unsettled()]
    assert unsettled == ["PGĐ Nguyễn Thị Mẫu"]  # a person's name is asked, never guessed
    named = next(row for row in rows if row.as_written == "PGĐ Nguyễn Thị Mẫu")
    board = Organisation.objects.get(code="SVHTT-BGD")
    actions.settle_recipient(named, organisation=board, by=paper.owner)

    on = date(2025, 11, 1)
    wards = set(Membership.objects.filter(group__code="phuong-xa").values_list(
        "organisation__code", flat=True))  # fmt: skip
    departments = set(Membership.objects.filter(group__code="so-ban-nganh").values_list(
        "organisation__code", flat=True))  # fmt: skip
    internal = set(Membership.objects.filter(group__code="phong-don-vi-thuoc-so").values_list(
        "organisation__code", flat=True))  # fmt: skip
    assert (len(wards), len(departments)) == (126, 16)
    assert expanded(paper, on) == {
        "CUC-TTCS": ReceiptRole.REPORT,
        **dict.fromkeys({"SVHTT-BGD"} | wards | departments | internal, ReceiptRole.IMPLEMENT),
    }


@pytest.mark.shows("DOC-2", "R98")
def test_recipients_of_the_year_plan_expand_to_the_exact_set(tree):
    paper = factories.paper()
    listed(paper, YEAR)

    assert not paper.recipients.unsettled().exists()
    internal = Membership.objects.filter(group__code="phong-don-vi-thuoc-so")
    assert expanded(paper, date(2025, 4, 1)) == {
        "UBND-TP": ReceiptRole.REPORT,
        "CUC-TTCS": ReceiptRole.REPORT,
        "BTGDV-TU": ReceiptRole.REPORT,
        "SVHTT-BGD": ReceiptRole.IMPLEMENT,
        **dict.fromkeys(
            internal.values_list("organisation__code", flat=True), ReceiptRole.IMPLEMENT
        ),
    }
    assert compositions.current(paper).archive == "VT, TTBCXB"
    assert compositions.current(paper).drafter_mark == "Giang"
    assert compositions.current(paper).recipients[0] == Addressee("UBND Thành phố", "để b/c")


@pytest.mark.shows("DOC-2")
def test_group_of_a_day_before_the_merger_leads_to_the_districts(tree):
    paper = factories.paper()
    row = listed(paper, "- UBND các quận, huyện, thị xã;")[0]
    # Written today the name means the wards; a document of that day meant the districts.
    old = UnitGroup.objects.get(code="quan-huyen-thi-xa")
    assert row.group == old.succeeded_by
    actions.settle_recipient(row, group=old, by=paper.owner)
    before, after = (expanded(paper, day) for day in (date(2025, 4, 1), date(2025, 11, 1)))
    assert (len(before), len(after)) == (30, 126)


@pytest.mark.shows("DOC-2")
def test_body_that_has_ended_leads_to_its_successor_once_with_the_strongest_role():
    old, new = (factories.unit(name) for name in ("Sở Cũ", "Sở Mới"))
    Organisation.objects.filter(pk=old.pk).update(valid_to=date(2025, 2, 28))
    Succession.objects.create(predecessor=old, successor=new, on=date(2025, 3, 1))
    paper = factories.paper()
    row = listed(paper, "- Sở Mới (để biết);\n- Sở Cũ (để thực hiện);")[1]
    actions.settle_recipient(row, organisation=old, by=paper.owner)

    assert actions.expand(paper, date(2025, 4, 1)) == [(new.pk, ReceiptRole.IMPLEMENT)]
    assert dict(actions.expand(paper, date(2025, 1, 1))) == {
        new.pk: ReceiptRole.KNOW, old.pk: ReceiptRole.IMPLEMENT,
    }  # fmt: skip


@pytest.mark.shows("R45")
def test_kept_list_is_used_again_with_what_was_settled(tree):
    first, second = factories.paper(), factories.paper(subject="Kế hoạch khác")
    row = listed(first, "- PGĐ Nguyễn Thị Mẫu (để b/c);\n- Lưu: VT.")[0]
    board = Organisation.objects.get(code="SVHTT-BGD")
    actions.settle_recipient(row, organisation=board, by=first.owner)
    kept = actions.keep_list(first, "Ban Giám đốc", by=first.owner)

    actions.use_list(second, kept, by=second.owner)

    assert actions.expand(second, date(2025, 11, 1)) == [(board.pk, ReceiptRole.REPORT)]
    assert [row.place for row in second.recipients.all()] == [Place.LISTED, Place.ARCHIVE]


def test_addressees_of_a_letter_get_it_too(tree):
    paper = factories.paper(addressed_to=("Sở Y tế",))
    listed(paper, "- Như trên;\n- Lưu: VT.")
    assert expanded(paper, date(2025, 11, 1)) == {"SYT": ReceiptRole.IMPLEMENT}
    assert [a.name for a in compositions.current(paper).recipients] == ["Như trên"]


def test_list_of_a_document_that_is_out_stands():
    paper = factories.paper()
    rows = listed(paper, "- Sở Mẫu;")
    Paper.objects.filter(pk=paper.pk).update(
        state=PaperState.ISSUED, number=1, date=date(2026, 1, 5), number_year=2026
    )
    with pytest.raises(AlreadyDecided, match="nơi nhận"):
        listed(paper, "- Sở Khác;")
    with pytest.raises(AlreadyDecided, match="nơi nhận"):
        actions.settle_recipient(rows[0], organisation=factories.unit("Sở X"), by=paper.owner)
    assert [row.as_written for row in paper.recipients.all()] == ["Sở Mẫu"]


def test_secret_line_is_refused():
    paper = factories.paper()
    with pytest.raises(Refused, match="bí mật nhà nước"):
        listed(paper, "- Sở Mẫu;\n- Độ mật: Mật")
    assert not paper.recipients.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_expanding_costs_the_same_whatever_the_lines(count, django_assert_num_queries):
    paper = factories.paper()
    for number in range(count):
        factories.unit(f"Sở Số {number}")
    listed(paper, "\n".join(f"- Sở Số {number};" for number in range(count)))
    with django_assert_num_queries(3):
        assert len(actions.expand(paper, timezone.localdate() + timedelta(days=1))) == count
    assert UnitGroup.objects.count() == 0


@pytest.mark.shows("R45")
def test_doubtful_line_is_settled_on_the_page_by_typing_the_unit(tree, client):
    paper = factories.paper()
    row = listed(paper, "- PGĐ Nguyễn Thị Mẫu (để b/c);")[0]
    client.force_login(paper.owner)
    url = reverse("documents:settle_recipients", args=[paper.pk])
    sent = {f"role-{row.pk}": "report", f"body-{row.pk}": "later"}

    wrong = client.post(url, {**sent, f"other-{row.pk}": "Sở Y tê"})
    assert (wrong.status_code, "Hãy ghi một trong các tên: Sở Y tế" in wrong.content.decode()) == (
        400, True,
    )  # fmt: skip
    client.post(url, {**sent, f"other-{row.pk}": "Ban Giám đốc Sở"})
    assert expanded(paper, date(2025, 11, 1)) == {"SVHTT-BGD": ReceiptRole.REPORT}
    client.post(url, {f"role-{row.pk}": "know", f"body-{row.pk}": "words"})
    assert expanded(paper, date(2025, 11, 1)) == {}


def test_page_begins_with_what_the_draft_prints_and_saves_what_is_typed(tree, client):
    paper = factories.paper(
        recipients=(Addressee("UBND Thành phố", "để b/c"),), archive="VT", drafter_mark="Yến"
    )
    client.force_login(paper.owner)
    page = client.get(reverse("documents:recipients", args=[paper.pk]))
    lines = page.context["lines_form"].initial["lines"]
    assert lines == "- UBND Thành phố (để b/c);\n- Lưu: VT (Yến)."
    client.post(reverse("documents:set_recipients", args=[paper.pk]), {"lines": lines})
    assert expanded(paper, date(2025, 11, 1)) == {"UBND-TP": ReceiptRole.REPORT}
