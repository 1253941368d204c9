from __future__ import annotations

import unicodedata

from khuevan.kit.differences import Change, FieldChange, Kind, Record, compare

BEFORE = {
    "00004": Record("Phường Ba Đình", {"name": "Phường Ba Đình", "phone": "0912"}),
    "00008": Record("Phường Ngọc Hà", {"name": "Phường Ngọc Hà", "phone": ""}),
}


def test_compare_names_what_is_added_changed_unchanged_and_removed():
    after = {
        "00004": Record("Phường Ba Đình", {"name": "Phường Ba Đình", "phone": "0999"}, row=2),
        "00025": Record("Phường Giảng Võ", {"name": "Phường Giảng Võ", "phone": ""}, row=3),
    }

    assert compare(BEFORE, after).changes == (
        Change("00004", Kind.CHANGED, "Phường Ba Đình",
               (FieldChange("phone", "0912", "0999"),), 2),
        Change("00025", Kind.ADDED, "Phường Giảng Võ",
               (FieldChange("name", "", "Phường Giảng Võ"),), 3),
        Change("00008", Kind.REMOVED, "Phường Ngọc Hà"),
    )  # fmt: skip


def test_form_and_spaces_are_no_difference():
    after = {
        key: Record(
            record.label,
            {k: unicodedata.normalize("NFD", f" {v}  ") for k, v in record.fields.items()},
        )
        for key, record in BEFORE.items()
    }

    found = compare(BEFORE, after)

    assert found.is_empty
    assert [change.key for change in found.unchanged] == ["00004", "00008"]


def test_a_field_that_the_file_lacks_is_left_alone():
    after = {key: Record(r.label, {"name": r.fields["name"]}) for key, r in BEFORE.items()}

    assert compare(BEFORE, after).is_empty


def test_case_and_tone_are_differences():
    after = {**BEFORE, "00008": Record("Phường Ngọc Hạ", {"name": "Phường Ngọc Hạ"})}

    assert [change.fields for change in compare(BEFORE, after).changed] == [
        (FieldChange("name", "Phường Ngọc Hà", "Phường Ngọc Hạ"),)
    ]
