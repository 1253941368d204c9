"""The documents that the rules' examples change: each of them passes every rule."""

from __future__ import annotations

from khuevan.vanban.checking.registry import Example

SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."
"""The sentence of the plan that an example about wording replaces."""

PLAN = f"""\
UBND TỈNH HẢI VÂN
SỞ THƯ VIỆN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 05/KH-STV
Hải Vân, ngày 05 tháng 02 năm 2026

KẾ HOẠCH
Tổ chức Ngày hội đọc sách năm 2026

Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
Căn cứ Kế hoạch số 12/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026.
Sở Thư viện ban hành Kế hoạch tổ chức Ngày hội đọc sách năm 2026 như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
{SLOT}
2. Yêu cầu
- An toàn, tiết kiệm, đúng quy định.
II. NỘI DUNG
1. Trưng bày sách
a) Chọn sách cho thiếu nhi.
b) Chọn sách cho người cao tuổi.
c) Chọn sách cho người khuyết tật.
d) Chọn sách tiếng dân tộc.
đ) Chọn sách điện tử.
e) Chọn báo, tạp chí.
2. Giao lưu với tác giả
Mời các tác giả có tác phẩm được bạn đọc yêu thích.
III. TỔ CHỨC THỰC HIỆN
1. Phòng Nghiệp vụ chủ trì, phối hợp với Văn phòng Sở xây dựng chương trình, hoàn thành trước ngày 15/3/2026.
2. Văn phòng Sở bố trí kinh phí theo quy định.
Trên đây là Kế hoạch tổ chức Ngày hội đọc sách năm 2026, yêu cầu các đơn vị thực hiện./.

Nơi nhận:
- UBND tỉnh (để b/c);
- Phòng Nghiệp vụ;
- Văn phòng Sở;
- Lưu: VT, NV.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Trần Thị Mẫu
"""

LETTER = """\
UBND TỈNH HẢI VÂN
SỞ THƯ VIỆN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 15/STV-NV
V/v chuẩn bị Ngày hội đọc sách năm 2026
Hải Vân, ngày 10 tháng 02 năm 2026

Kính gửi:
- Sở Tài chính;
- Ủy ban nhân dân các xã, phường.

Thực hiện Kế hoạch số 12/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026, Sở Thư viện đề nghị các cơ quan chuẩn bị sách, báo trước ngày 15/3/2026.
Trân trọng cảm ơn sự phối hợp của các cơ quan./.

Nơi nhận:
- Như trên;
- Lưu: VT, NV.

GIÁM ĐỐC

Trần Thị Mẫu
"""

DECISION = """\
ỦY BAN NHÂN DÂN
TỈNH HẢI VÂN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 15/QĐ-UBND
Hải Vân, ngày 10 tháng 02 năm 2026

QUYẾT ĐỊNH
Về việc thành lập Ban Tổ chức Ngày hội đọc sách năm 2026

ỦY BAN NHÂN DÂN TỈNH HẢI VÂN

Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
Theo đề nghị của Giám đốc Sở Thư viện tại Tờ trình số 08/TTr-STV ngày 05/02/2026.

QUYẾT ĐỊNH:
Điều 1. Thành lập Ban Tổ chức Ngày hội đọc sách năm 2026.
Điều 2. Sở Thư viện chịu trách nhiệm theo dõi, báo cáo kết quả.
Điều 3. Quyết định này có hiệu lực thi hành kể từ ngày ký./.

Nơi nhận:
- Như Điều 3;
- Sở Thư viện;
- Lưu: VT, KGVX.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Thị Mẫu
"""

PARTY = """\
TỈNH ỦY HẢI VÂN
BAN TUYÊN GIÁO VÀ DÂN VẬN
*
Số 05-KH/BTGDVTU

ĐẢNG CỘNG SẢN VIỆT NAM
Hải Vân, ngày 05 tháng 02 năm 2026

KẾ HOẠCH
Tuyên truyền Ngày hội đọc sách năm 2026

I. MỤC ĐÍCH
- Khuyến khích phong trào đọc sách trong đảng viên.

Nơi nhận:
- Thường trực Tỉnh ủy;
- Lưu Ban.

TRƯỞNG BAN

Trần Thị Mẫu
"""

EARLY = PLAN.replace("2026", "2024")
BASES = {"plan": PLAN, "letter": LETTER, "decision": DECISION, "party": PARTY, "early": EARLY}


def texts(example: Example) -> tuple[str, str]:
    """The passing and the failing document of an example about words."""
    base = BASES[example.base]
    at = example.at or example.right
    if base.count(at) < 1:
        raise ValueError(f"the example's place is not in the document: {at}")
    return base.replace(at, example.right, 1), base.replace(at, example.wrong, 1)


def body(right: str, wrong: str) -> Example:
    """An example that is one sentence of the plan."""
    return Example(right, wrong, at=SLOT)
