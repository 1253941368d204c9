"""Lists of units: where they begin, end and divide."""

import pytest

from khuevan.vanban.roles import heading_units, read_roles
from khuevan.vanban.units import divide


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Sở Y tế, Công an tỉnh và các đơn vị liên quan",
            ("Sở Y tế", "Công an tỉnh", "các đơn vị liên quan"),
        ),
        ("Các sở, ban, ngành", ("Các sở, ban, ngành",)),
        ("Sở Văn hóa và Thể thao và Sở Du lịch", ("Sở Văn hóa và Thể thao", "Sở Du lịch")),
        ("Ủy ban KH,CN&MT; VTV, VOV", ("Ủy ban KH,CN&MT", "VTV", "VOV")),
        ("Phòng Thông tin – Báo chí – Xuất bản", ("Phòng Thông tin – Báo chí – Xuất bản",)),
        (
            "các Sở, ban, ngành, Ủy ban nhân dân các phường, xã",
            ("các Sở, ban, ngành", "Ủy ban nhân dân các phường, xã"),
        ),
        ("Văn phòng HĐND và UBND huyện", ("Văn phòng HĐND và UBND huyện",)),
    ],
)
def test_a_list_is_divided_where_a_new_unit_is_named(text, names):
    assert divide(text) == names


@pytest.mark.parametrize(
    ("text", "lead", "cooperate"),
    [
        (
            "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Kho bạc Nhà nước tham mưu biên chế.",
            ("Sở Nội vụ",),
            ("Sở Tài chính", "Kho bạc Nhà nước"),
        ),
        (
            "Tổ chức hội thi (Giao Huyện đoàn chủ trì, phối hợp với Hội Nông dân huyện).",
            ("Huyện đoàn",),
            ("Hội Nông dân huyện",),
        ),
        (
            "Chủ động phối hợp với đơn vị cung cấp phần mềm, xây dựng tài liệu.",
            (),
            ("đơn vị cung cấp phần mềm",),
        ),
        ("Phối hợp hướng dẫn và thực hiện các nhiệm vụ tài chính.", (), ()),
        (
            "Thủ trưởng các phòng; Chủ tịch UBND các xã có trách nhiệm triển khai Kế hoạch.",
            ("Thủ trưởng các phòng", "Chủ tịch UBND các xã"),
            (),
        ),
        (
            "Định kỳ, Ban Chỉ đạo chủ trì, phối hợp với các tổ chức chính trị - xã hội kiểm tra.",
            ("Ban Chỉ đạo",),
            ("các tổ chức chính trị - xã hội",),
        ),
        ("Tổ chức tuyên truyền về công tác phối hợp liên ngành.", (), ()),
    ],
)
def test_roles_are_read_from_the_sentence(text, lead, cooperate):
    roles = read_roles(text)
    assert (roles.lead, roles.cooperate) == (lead, cooperate)


@pytest.mark.parametrize(
    ("heading", "lead"),
    [
        (
            "Giao phòng Kế hoạch Tài chính, Văn phòng Sở",
            ("phòng Kế hoạch Tài chính", "Văn phòng Sở"),
        ),
        ("Đề nghị các cơ quan báo chí", ("các cơ quan báo chí",)),
        ("Các phòng ban tham gia đào tạo", ("Các phòng ban tham gia đào tạo",)),
        ("NHIỆM VỤ CỤ THỂ", ()),
        ("ĐƠN VỊ PHỐI HỢP, TRUYỀN THÔNG", ()),
        ("Tổ chức thực hiện", ()),
    ],
)
def test_a_heading_leads_when_it_names_units(heading, lead):
    assert heading_units(heading).lead == lead
