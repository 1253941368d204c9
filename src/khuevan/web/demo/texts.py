"""The sample plans, in our own wording, with the structure that real ones have.

Numbers, dates of decisions and people are invented; names of units are the city's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

H1, H2, H3, DASH, PROSE = "h1", "h2", "h3", "dash", "prose"
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A plan as it is typed: ``body`` is ``((kind, text), ...)`` in order; None leaves a blank."""

    file_name: str
    issuer_above: str
    issuer: str
    symbol: str
    number: int | None
    place_date: str
    title: str
    bases: tuple[str, ...]
    body: tuple[Line, ...]
    recipients: tuple[str, ...]
    signer_title: str
    signer: str


PRESS_ROOM = "Phòng Thông tin - Báo chí - Xuất bản"

TRAINING = Paper(
    file_name="ke-hoach-tap-huan-2026.docx",
    issuer_above="UBND THÀNH PHỐ HÀ NỘI",
    issuer="SỞ VĂN HÓA VÀ THỂ THAO",
    symbol="KH-SVHTT",
    number=None,
    place_date="Hà Nội, ngày     tháng     năm 2026",
    title="Mở lớp bồi dưỡng kỹ năng thông tin đối ngoại cho công chức đầu mối "
    "các sở, ban, ngành, phường, xã năm 2026",
    bases=(
        "Căn cứ Quyết định số 5120/QĐ-UBND ngày 18/8/2026 của UBND Thành phố Hà Nội về giao dự "
        "toán kinh phí bồi dưỡng công chức năm 2026 (đợt 3);",
        "Căn cứ Quyết định số 1388/QĐ-SVHTT ngày 25/8/2026 của Sở Văn hóa và Thể thao về phân bổ "
        "kinh phí bồi dưỡng công chức năm 2026 (đợt 2);",
        "Căn cứ Kế hoạch số 51/KH-UBND ngày 12/02/2026 của UBND Thành phố về hoạt động thông tin "
        "đối ngoại thành phố Hà Nội năm 2026.",
    ),
    body=(
        (PROSE, "Sở Văn hóa và Thể thao xây dựng Kế hoạch mở lớp bồi dưỡng, cụ thể như sau:"),
        (H1, "I. MỤC ĐÍCH, YÊU CẦU"),
        (
            DASH,
            "Giúp công chức đầu mối nắm chắc việc viết, dịch và đăng tin giới thiệu Thủ đô với "
            "bạn bè quốc tế.",
        ),
        (DASH, "Nội dung gọn, sát việc, có bài tập làm ngay tại lớp."),
        (
            DASH,
            "Bảo đảm đúng thành phần, tiết kiệm, chấp hành nghiêm quy định về bảo mật thông tin.",
        ),
        (H1, "II. THỜI GIAN, ĐỊA ĐIỂM"),
        (H2, "1. Thời gian"),
        (DASH, "Thời lượng: 01 buổi."),
        (DASH, "Thời gian tổ chức: Quý IV năm 2026."),
        (H2, "2. Địa điểm"),
        (DASH, "Hội trường khách sạn từ 3 sao trở lên trên địa bàn thành phố Hà Nội."),
        (H1, "III. NỘI DUNG"),
        (H2, "1. Số lượng, thành phần"),
        (DASH, "01 lớp, 142 học viên."),
        (
            DASH,
            "16 công chức đầu mối thông tin đối ngoại của các sở, ban, ngành (mỗi đơn vị 01 người).",
        ),
        (
            DASH,
            "126 công chức đầu mối thông tin đối ngoại của các phường, xã (mỗi đơn vị 01 người).",
        ),
        (H2, "2. Chuyên đề"),
        (DASH, "Viết tin sự kiện cho người đọc nước ngoài."),
        (DASH, "Dùng số liệu và tên gọi chính thức trong bản tiếng Anh."),
        (DASH, "Hỏi đáp, chữa bài tại chỗ."),
        (H2, "3. Kinh phí"),
        (DASH, "Từ nguồn kinh phí bồi dưỡng công chức năm 2026 cấp cho Sở Văn hóa và Thể thao."),
        (H1, "IV. TỔ CHỨC THỰC HIỆN"),
        (H2, "1. Sở Văn hóa và Thể thao"),
        (H3, f"1.1. {PRESS_ROOM}"),
        (
            DASH,
            "Chủ trì xây dựng chương trình, tài liệu, mời báo cáo viên; phối hợp với các đơn vị "
            "liên quan mở lớp sau khi Kế hoạch được phê duyệt.",
        ),
        (
            DASH,
            "Lập danh sách học viên, đôn đốc các đơn vị cử người đủ, đúng thành phần trước ngày 10/12/2026.",
        ),
        (DASH, "Lập dự toán, trình phê duyệt và thanh quyết toán theo quy định."),
        (DASH, "Báo cáo kết quả lớp bồi dưỡng trong tháng 12/2026."),
        (H3, "1.2. Văn phòng Sở"),
        (DASH, "Thẩm định dự toán, bố trí kinh phí và kiểm tra việc sử dụng kinh phí."),
        (DASH, "Phối hợp với Phòng Thông tin - Báo chí - Xuất bản bố trí hội trường, lễ tân."),
        (H3, "1.3. Phòng Tổ chức - Pháp chế"),
        (DASH, "Hướng dẫn Phòng Thông tin - Báo chí - Xuất bản tổ chức lớp theo quy định."),
        (H2, "2. Đề nghị các sở, ban, ngành, Ủy ban nhân dân các phường, xã"),
        (DASH, "Cử 01 công chức đầu mối dự lớp, gửi danh sách trước ngày 04/12/2026."),
        (
            DASH,
            "Áp dụng kiến thức đã học vào công việc của đơn vị, báo cáo kết quả áp dụng trong Quý I/2027.",
        ),
        (
            PROSE,
            "Trên đây là Kế hoạch mở lớp bồi dưỡng, Sở Văn hóa và Thể thao đề nghị các đơn vị "
            "thực hiện./.",
        ),
    ),
    recipients=(
        "Cục TTCS&TTĐN - Bộ VHTTDL (để b/c);",
        "Giám đốc Sở (để b/c);",
        "Các sở, ban, ngành Thành phố;",
        "UBND các phường, xã;",
        "Các phòng, đơn vị thuộc Sở;",
        "Lưu: VT, TTBCXB.",
    ),
    signer_title="GIÁM ĐỐC",
    signer="Trần Minh Khuê",
)

YEAR = Paper(
    file_name="ke-hoach-nam-2026.docx",
    issuer_above="UBND THÀNH PHỐ HÀ NỘI",
    issuer="SỞ VĂN HÓA VÀ THỂ THAO",
    symbol="KH-SVHTT",
    number=None,
    place_date="Hà Nội, ngày     tháng     năm 2026",
    title="Triển khai hoạt động thông tin đối ngoại năm 2026",
    bases=(
        "Căn cứ Quyết định số 16/2020/QĐ-UBND ngày 17/8/2020 của UBND Thành phố ban hành Quy chế "
        "quản lý hoạt động thông tin đối ngoại của thành phố Hà Nội;",
        "Căn cứ Kế hoạch số 51/KH-UBND ngày 12/02/2026 của UBND Thành phố về hoạt động thông tin "
        "đối ngoại thành phố Hà Nội năm 2026;",
    ),
    body=(
        (PROSE, "Sở Văn hóa và Thể thao ban hành Kế hoạch triển khai, cụ thể như sau:"),
        (H1, "I. MỤC ĐÍCH, YÊU CẦU"),
        (H2, "1. Mục đích"),
        (DASH, "Giới thiệu Thủ đô với bạn bè quốc tế bằng thông tin đúng, đủ và kịp thời."),
        (
            DASH,
            "Gắn hoạt động thông tin với các ngày lễ lớn và sự kiện văn hóa, thể thao của Thành phố.",
        ),
        (H2, "2. Yêu cầu"),
        (
            DASH,
            "Thống nhất từ khâu chỉ đạo đến phối hợp thực hiện, có sản phẩm và minh chứng cụ thể.",
        ),
        (DASH, "Chấp hành nghiêm quy định về bảo vệ bí mật nhà nước."),
        (H1, "II. NỘI DUNG THỰC HIỆN"),
        (H2, "1. Tham mưu văn bản chỉ đạo"),
        (
            DASH,
            "Tham mưu UBND Thành phố Đề án truyền thông, quảng bá hình ảnh Thủ đô giai đoạn 2026 - 2030, hoàn thành trước ngày 30/9/2026.",
        ),
        (DASH, "Ban hành văn bản hướng dẫn các đơn vị cung cấp thông tin sự kiện hằng quý."),
        (H2, "2. Thông tin, tuyên truyền đối ngoại"),
        (
            DASH,
            "Duy trì trang tiếng Anh trên Cổng thông tin điện tử của Sở, mỗi tuần ít nhất 03 tin.",
        ),
        (DASH, "Giới thiệu các lễ hội truyền thống trên nền tảng Vietnam.vn, cập nhật hằng tháng."),
        (
            DASH,
            "Cung cấp sự kiện của Thành phố cho Bản đồ số các sự kiện, chậm nhất ngày 25 hằng tháng.",
        ),
        (DASH, "Trang trí, cổ động trực quan tại các sự kiện lớn của Thủ đô."),
        (DASH, "Phối hợp với Thông tấn xã Việt Nam điểm báo nước ngoài viết về Hà Nội hằng quý."),
        (H2, "3. Bồi dưỡng, báo cáo"),
        (
            DASH,
            "Mở lớp bồi dưỡng kỹ năng thông tin đối ngoại cho công chức đầu mối các sở, ban, ngành, phường, xã trong Quý IV/2026.",
        ),
        (
            DASH,
            "Báo cáo kết quả công tác thông tin đối ngoại hằng quý gửi Ban Chỉ đạo công tác thông tin đối ngoại Thành phố.",
        ),
        (H1, "III. KINH PHÍ"),
        (DASH, "Từ ngân sách Thành phố giao cho Sở Văn hóa và Thể thao năm 2026."),
        (H1, "IV. TỔ CHỨC THỰC HIỆN"),
        (H2, f"1. {PRESS_ROOM}"),
        (
            DASH,
            "Tham mưu xây dựng Đề án, Kế hoạch và các văn bản phối hợp về thông tin đối ngoại, hoàn thành trước ngày 30/9/2026.",
        ),
        (
            DASH,
            "Chủ trì, phối hợp với các đơn vị giới thiệu hình ảnh Thủ đô trên nền tảng Vietnam.vn; cung cấp sự kiện cho Bản đồ số, chậm nhất ngày 25 hằng tháng.",
        ),
        (
            DASH,
            "Phối hợp với Phòng Tổ chức - Pháp chế mở lớp bồi dưỡng kỹ năng thông tin đối ngoại cho công chức đầu mối các sở, ban, ngành, phường, xã.",
        ),
        (
            DASH,
            "Tổng hợp, báo cáo công tác thông tin đối ngoại hằng quý, chậm nhất ngày 20 tháng cuối quý.",
        ),
        (H2, "2. Phòng Truyền thông số"),
        (
            DASH,
            "Chủ trì đính chính công khai các thông tin sai về số liệu, địa danh trên báo chí, có nguồn chính thức kèm theo.",
        ),
        (DASH, "Phối hợp đăng tin, bài trên các nền tảng số của Sở."),
        (H2, "3. Văn phòng Sở"),
        (DASH, "Vận hành trang tiếng Anh của Cổng thông tin điện tử của Sở."),
        (DASH, "Phối hợp hướng dẫn nhiệm vụ tài chính phục vụ hoạt động thông tin đối ngoại."),
        (H2, "4. Phòng Tổ chức - Pháp chế"),
        (
            DASH,
            "Chủ trì, phối hợp với Phòng Thông tin - Báo chí - Xuất bản mở lớp bồi dưỡng kỹ năng thông tin đối ngoại cho công chức đầu mối các sở, ban, ngành, phường, xã trong Quý IV/2026.",
        ),
        (H2, "5. Trung tâm Thông tin Triển lãm Hà Nội"),
        (
            DASH,
            "Chủ trì, phối hợp với Phòng Thông tin - Báo chí - Xuất bản ra chuyên mục đối ngoại trên Bản tin Văn hóa Hà Nội, mỗi quý 01 số.",
        ),
        (H2, "6. Đề nghị các sở, ban, ngành, Ủy ban nhân dân các phường, xã"),
        (
            DASH,
            "Cung cấp thông tin các sự kiện văn hóa, thể thao, lễ hội của đơn vị có yếu tố đối ngoại trước ngày 30/10/2026.",
        ),
        (
            DASH,
            "Rà soát biển chỉ dẫn, tờ gấp giới thiệu di tích bằng tiếng Anh, báo cáo kết quả trước ngày 16/11/2026.",
        ),
        (DASH, "Báo cáo kết quả công tác thông tin đối ngoại năm 2026 trước ngày 15/12/2026."),
        (
            PROSE,
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị gửi về Sở "
            "(qua Phòng Thông tin - Báo chí - Xuất bản) để tổng hợp./.",
        ),
    ),
    recipients=(
        "UBND Thành phố (để b/c);",
        "Ban Chỉ đạo công tác TTĐN Thành phố (để b/c);",
        "Các sở, ban, ngành Thành phố;",
        "UBND các phường, xã;",
        "Các phòng, đơn vị thuộc Sở;",
        "Lưu: VT, TTBCXB.",
    ),
    signer_title="GIÁM ĐỐC",
    signer="Trần Minh Khuê",
)

CITY = Paper(
    file_name="ke-hoach-thanh-pho-2026.docx",
    issuer_above="",
    issuer="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
    symbol="KH-UBND",
    number=None,
    place_date="Hà Nội, ngày     tháng     năm 2026",
    title="Hoạt động thông tin đối ngoại thành phố Hà Nội năm 2026",
    bases=(
        "Căn cứ Quyết định số 16/2020/QĐ-UBND ngày 17/8/2020 của UBND Thành phố ban hành Quy chế "
        "quản lý hoạt động thông tin đối ngoại của thành phố Hà Nội;",
    ),
    body=(
        (H1, "I. YÊU CẦU"),
        (DASH, "Thông tin chính xác, kịp thời, có trọng tâm."),
        (H1, "II. NHIỆM VỤ"),
        (DASH, "Xây dựng Đề án truyền thông, quảng bá hình ảnh Thủ đô giai đoạn 2026 - 2030."),
        (DASH, "Giới thiệu Hà Nội trên nền tảng Vietnam.vn và Bản đồ số các sự kiện."),
        (DASH, "Bồi dưỡng kỹ năng thông tin đối ngoại cho công chức đầu mối các cấp."),
        (DASH, "Theo dõi, tổng hợp báo chí nước ngoài viết về Hà Nội."),
        (DASH, "Báo cáo định kỳ kết quả công tác thông tin đối ngoại."),
        (H1, "III. TỔ CHỨC THỰC HIỆN"),
        (H2, "1. Sở Văn hóa và Thể thao"),
        (DASH, "Chủ trì tham mưu, hướng dẫn, tổng hợp báo cáo việc thực hiện Kế hoạch này."),
        (H2, "2. Các sở, ban, ngành, Ủy ban nhân dân các phường, xã"),
        (DASH, "Phối hợp với Sở Văn hóa và Thể thao triển khai các nhiệm vụ thông tin đối ngoại."),
    ),
    recipients=("Các sở, ban, ngành Thành phố;", "UBND các phường, xã;", "Lưu: VT, KGVX."),
    signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    signer="Lê Thu Gác",
)


def last_year() -> Paper:
    """The year plan one year before: a few clauses other, one gone, one not yet there."""
    body = tuple(
        (kind, text.replace("2026 - 2030", "2025 - 2030").replace("2026", "2025"))
        for kind, text in YEAR.body
        if "biển chỉ dẫn" not in text
    )
    extra = (DASH, "Tổ chức cuộc thi ảnh về Hà Nội dành cho người nước ngoài trong Quý III/2025.")
    at = next(i for i, (_, text) in enumerate(body) if text.startswith("3. Bồi dưỡng"))
    return replace(
        YEAR,
        file_name="ke-hoach-nam-2025.docx",
        place_date="Hà Nội, ngày     tháng     năm 2025",
        title="Triển khai hoạt động thông tin đối ngoại năm 2025",
        bases=(YEAR.bases[0],),
        body=(*body[:at], extra, *body[at:]),
    )


def next_year() -> Paper:
    """A first draft of the coming year's plan, taken from this one; number and date still blank."""
    body = tuple(
        (kind, text.replace("2026 - 2030", "2027 - 2030").replace("2026", "2027"))
        for kind, text in YEAR.body
        if "Đề án" not in text
    )
    return replace(
        YEAR,
        file_name="du-thao-ke-hoach-nam-2027.docx",
        number=None,
        place_date="Hà Nội, ngày     tháng     năm 2027",
        title="Triển khai hoạt động thông tin đối ngoại năm 2027",
        bases=(YEAR.bases[0],),
        body=body,
    )


FESTIVAL = Paper(
    file_name="ke-hoach-tuan-hinh-anh-ha-noi.docx",
    issuer_above="UBND THÀNH PHỐ HÀ NỘI",
    issuer="SỞ VĂN HÓA VÀ THỂ THAO",
    symbol="KH-SVHTT",
    number=None,
    place_date="Hà Nội, ngày     tháng 11 năm 2026",
    title="Tổ chức Tuần hình ảnh Hà Nội dành cho phóng viên nước ngoài",
    bases=(
        "Căn cứ Kế hoạch số 51/KH-UBND ngày 12/02/2026 của UBND Thành phố về hoạt động thông tin "
        "đối ngoại thành phố Hà Nội năm 2026;",
    ),
    body=(
        (PROSE, "Sở Văn hóa và Thể thao xây dựng Kế hoạch tổ chức, cụ thể như sau:"),
        (H1, "I. MỤC ĐÍCH"),
        (
            DASH,
            "Giúp phóng viên nước ngoài có ảnh đẹp, chú thích đúng về di sản và đời sống Thủ đô.",
        ),
        (H1, "II. THỜI GIAN"),
        (DASH, "Từ ngày 14/12/2026 đến ngày 20/12/2026."),
        (H1, "III. TỔ CHỨC THỰC HIỆN"),
        (H2, "1. Trung tâm Thông tin Triển lãm Hà Nội"),
        (
            DASH,
            "Chủ trì, phối hợp với Phòng Thông tin - Báo chí - Xuất bản bố trí không gian trưng bày trước ngày 11/12/2026.",
        ),
        (H2, "2. Phòng Truyền thông số"),
        (DASH, "Chuẩn bị bộ chú thích ảnh song ngữ trước ngày 07/12/2026."),
        (H2, "3. Văn phòng Sở"),
        (DASH, "Thẩm định dự toán, bố trí kinh phí theo quy định."),
        (H2, "4. Đề nghị Ủy ban nhân dân phường Hoàn Kiếm, phường Cửa Nam"),
        (DASH, "Phối hợp bảo đảm trật tự tại các điểm chụp ảnh."),
        (
            PROSE,
            "Trên đây là Kế hoạch tổ chức Tuần hình ảnh Hà Nội, đề nghị các đơn vị thực hiện./.",
        ),
    ),
    recipients=(
        "Giám đốc Sở (để b/c);",
        "Các phòng, đơn vị liên quan thuộc Sở;",
        "Lưu: VT, TTBCXB.",
    ),
    signer_title="GIÁM ĐỐC",
    signer="Trần Minh Khuê",
)

PAPERS = (CITY, last_year(), YEAR, TRAINING, FESTIVAL, next_year())
