"""What /kit/ shows: every part in its states, with words of an office that runs its year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator

from khuevan.kit.components import WORDS, State, icon_names


class SampleForm(forms.Form):
    title = forms.CharField(label="Tên việc", help_text="Viết như trong kế hoạch.", max_length=60)
    mail = forms.EmailField(label="Thư điện tử công vụ")
    due = forms.DateField(
        label="Hạn", required=False, widget=forms.DateInput(attrs={"placeholder": "27/11/2026"})
    )
    part = forms.ChoiceField(label="Vai", choices=[("lead", "Chủ trì"), ("coordinate", "Phối hợp")])
    kind = forms.ChoiceField(
        label="Điều khoản này là",
        choices=[("task", "Nhiệm vụ"), ("principle", "Nguyên tắc"), ("basis", "Căn cứ")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.FileField(
        label="Minh chứng", required=False, help_text="Ảnh hoặc PDF, tối đa 50 MB."
    )
    agreed = forms.BooleanField(label="Tôi đã đọc toàn văn")


ROWS = [
    ("Đề án truyền thông, quảng bá hình ảnh Thủ đô", "TTBCXB", "30/09", State.OVERDUE, 2),
    ("Kế hoạch hoạt động thông tin đối ngoại của Thành phố", "TTBCXB", "28/02", State.DONE, 3),
    ("Duy trì trang tiếng Anh của Sở", "Văn phòng Sở", "hằng tháng", State.DOING, 31),
    ("Thông tin khu vực cửa khẩu quốc tế", "Truyền thông số", "hằng quý", State.RETURNED, 5),
]  # fmt: skip
SHARES = ("done", "received", "returned", "doing", "cancelled", "unanswered")
UNITS = [
    "Bồ Đề",
    "Cửa Nam",
    "Đống Đa",
    "Văn Miếu – Quốc Tử Giám",
    "Minh Châu",
    "Bát Tràng",
    "Ô Diên",
]


def context() -> dict[str, Any]:
    wrong = SampleForm({"title": "", "mail": "khong-phai-thu", "part": "lead", "due": "31/02/2026"})
    wrong.is_valid()
    return {
        "states": list(WORDS.items()),
        "icons": sorted(icon_names()),
        "form": SampleForm(prefix="blank"),
        "wrong": wrong,
        "page": Paginator(range(142), 50).page(2),
        "rows": ROWS,
        "tiles": list(zip(UNITS, State, strict=True)),
        **shapes(),
    }


def shapes() -> dict[str, Any]:
    """Values in the form in which the parts take them."""
    return {
        "crumbs": [("Kế hoạch", "#"), ("Năm 2026", "#"), ("Lớp tập huấn nghiệp vụ", "")],
        "tabs": [("Văn bản", "#van-ban"), ("Ma trận", "#ma-tran"), ("Lịch công tác", "#lich")],
        "seats": list(zip(SHARES, (86, 12, 4, 2, 1, 37), strict=True)),
        "figures": [
            {"label": "Hợp lệ", "value": 86, "state": "done", "url": "#hop-le", "current": True},
            {"label": "Chờ soát", "value": 12, "state": "received", "url": "#cho-soat"},
            {"label": "Trả lại", "value": 4, "state": "returned", "url": "#tra-lai"},
            {"label": "Chưa trả lời", "value": 37, "state": "unanswered", "note": "/142"},
        ],
        "timeline": [
            ("11/11, 09:42", "Phường Bồ Đề báo đã nhận", "received"),
            ("07/11, 08:00", "Nhắc lần 1"),
            ("03/11, 14:10", "Gửi yêu cầu tới 142 đơn vị", "done"),
        ],
        "steps": [("Dự thảo", "done"), ("Xác nhận", "doing"), ("Phê duyệt", ""), ("Gửi", "")],
        "diff": [("same", "Hội trường "), ("del", "Khách sạn 3 sao"), ("ins", "Khách sạn 4 sao")],
        "bar": [
            {"label": "Cần làm", "url": "#can-lam", "icon": "inbox", "count": 3, "current": True},
            {"label": "Báo cáo", "url": "#bao-cao", "icon": "report"},
            {"label": "Hỏi đáp", "url": "#hoi-dap", "icon": "chat"},
        ],
    }  # fmt: skip
