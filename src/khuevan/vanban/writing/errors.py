"""Why a composition cannot be written: one class per reason, in both languages."""

from __future__ import annotations

from typing import ClassVar


class CannotWrite(Exception):
    """Nothing was written. ``code`` is the key for a caller that translates by itself."""

    code: ClassVar[str] = "cannot_write"
    vi: ClassVar[str] = "Không lập được văn bản này."
    en: ClassVar[str] = "This document cannot be written."

    def __init__(self, **params: str | int) -> None:
        self.params = params
        super().__init__(self.message_en)

    @property
    def message_vi(self) -> str:
        return self.vi.format(**self.params)

    @property
    def message_en(self) -> str:
        return self.en.format(**self.params)


class UnknownType(CannotWrite):
    code = "unknown_type"
    vi = "Không có loại văn bản nào mang ký hiệu “{type}”. Hãy chọn lại loại văn bản."
    en = "There is no type of document with the code “{type}”. Choose a type from the list."


class NoIssuer(CannotWrite):
    code = "no_issuer"
    vi = "Chưa có tên cơ quan ban hành. Hãy ghi tên cơ quan."
    en = "The issuing body is missing. Give its name."


class NoSubject(CannotWrite):
    code = "no_subject"
    vi = "{type} phải có trích yếu nội dung. Hãy ghi trích yếu."
    en = "A document of the type “{type}” needs a subject. Give one."


class NoBody(CannotWrite):
    code = "no_body"
    vi = "{place} chưa có nội dung. Hãy viết ít nhất một đoạn."
    en = "{place}: there is no text yet. Write at least one paragraph."


class BadNumber(CannotWrite):
    code = "bad_number"
    vi = "Số văn bản phải là số nguyên từ 1 đến 999999, không phải “{number}”."
    en = "The number of a document is a whole number from 1 to 999999, not “{number}”."


class NumberWithoutDate(CannotWrite):
    code = "number_without_date"
    vi = (
        "Văn bản đã có số {number} nhưng chưa có ngày ban hành. Hãy ghi ngày, hoặc để trống cả hai."
    )
    en = "The document has the number {number} and no date. Give the date, or leave both blank."


class NumberWithoutSymbol(CannotWrite):
    code = "number_without_symbol"
    vi = "Văn bản đã có số {number} nhưng chưa có ký hiệu. Hãy ghi ký hiệu (ví dụ KH-SVHTT)."
    en = "The document has the number {number} and no symbol. Give the symbol (such as KH-SVHTT)."


class BadSymbol(CannotWrite):
    code = "bad_symbol"
    vi = "Ký hiệu “{symbol}” không được có khoảng trắng. Ví dụ đúng: KH-SVHTT."
    en = "The symbol “{symbol}” may hold no spaces. A right one: KH-SVHTT."


class NoName(CannotWrite):
    code = "no_signer_name"
    vi = "Người ký thứ {number} chưa có chức vụ. Hãy ghi chức vụ; họ tên có thể để trống."
    en = "Signer {number} has no office. Give the office; the name may stay blank."


class NoTableHead(CannotWrite):
    code = "no_table_head"
    vi = "Bảng {number} không có cột nào. Hãy thêm hàng tiêu đề."
    en = "Table {number} has no columns. Give it a heading row."


class RaggedTable(CannotWrite):
    code = "ragged_table"
    vi = "Bảng {number}, hàng {row}: có {cells} ô nhưng tiêu đề có {columns} cột. Hãy thêm hoặc bớt ô."
    en = "Table {number}, row {row}: {cells} cells, but the heading has {columns} columns. Mend the row."


class BadColumns(CannotWrite):
    code = "bad_columns"
    vi = "Bảng {number}: độ rộng hoặc cột số không khớp với {columns} cột."
    en = "Table {number}: the widths or the numeric columns do not fit its {columns} columns."


class TooManyColumns(CannotWrite):
    code = "too_many_columns"
    vi = "Bảng {number} có {columns} cột; trang giấy chỉ đủ chỗ cho {limit}. Hãy tách bảng."
    en = "Table {number} has {columns} columns; a page holds {limit}. Split the table."


class BrokenPicture(CannotWrite):
    code = "broken_picture"
    vi = "Hình {number} bị hỏng hoặc không phải ảnh PNG, JPEG. Hãy chọn lại hình."
    en = "Picture {number} is damaged or no PNG or JPEG. Choose another picture."


class PictureTooLarge(CannotWrite):
    code = "picture_too_large"
    vi = "Hình {number} nặng {size_mb} MB, quá giới hạn {limit_mb} MB. Hãy thu nhỏ hình rồi chọn lại."
    en = "Picture {number} has {size_mb} MB; the limit is {limit_mb} MB. Make it smaller."


class TooManyPixels(CannotWrite):
    code = "too_many_pixels"
    vi = "Hình {number} có {pixels} triệu điểm ảnh, quá giới hạn {limit} triệu. Hãy thu nhỏ hình."
    en = "Picture {number} has {pixels} million pixels; the limit is {limit}. Make it smaller."


class MissingPicture(CannotWrite):
    code = "missing_picture"
    vi = "Dòng {line} gọi hình {number} nhưng văn bản chỉ có {count} hình. Hãy thêm hình hoặc sửa số."
    en = "Line {line} calls picture {number}, but there are {count} pictures. Add it or mend the number."


class NaiveTime(CannotWrite):
    code = "naive_time"
    vi = "Thời gian ký của bản sao điện tử phải có múi giờ."
    en = "The time of signing of an electronic copy needs its time zone."


class NoOffice(CannotWrite):
    code = "no_office"
    vi = (
        "Máy chủ chưa có LibreOffice nên chưa xuất được PDF. Quản trị viên cài bằng: "
        "apt-get install libreoffice-writer-nogui. Trong lúc chờ: tải bản Word (.docx)."
    )
    en = (
        "This server has no LibreOffice, so it cannot make a PDF. The administrator installs it "
        "with: apt-get install libreoffice-writer-nogui. Meanwhile: download the Word file (.docx)."
    )


class OfficeFailed(CannotWrite):
    code = "office_failed"
    vi = "LibreOffice không xuất được PDF ({detail}). Hãy thử lại; nếu vẫn lỗi, tải bản Word (.docx)."
    en = "LibreOffice could not make the PDF ({detail}). Try again, or download the Word file (.docx)."


class UnknownField(CannotWrite):
    code = "unknown_field"
    vi = "Dòng {line}: không có mục nào tên “{field}”. Các mục: {fields}."
    en = "Line {line}: there is no field “{field}”. The fields are: {fields}."


class BadField(CannotWrite):
    code = "bad_field"
    vi = "Dòng {line}: mục “{field}” không nhận giá trị “{value}”. Ví dụ đúng: {example}."
    en = "Line {line}: the field “{field}” does not take “{value}”. A right one: {example}."


class NoPictureFile(CannotWrite):
    code = "no_picture_file"
    vi = "Dòng {line}: không thấy tệp hình “{path}”. Đường dẫn tính từ thư mục của tệp chữ."
    en = "Line {line}: there is no picture “{path}”. Paths begin at the folder of the text file."
