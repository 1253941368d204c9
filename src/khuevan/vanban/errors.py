"""Why a file cannot be read: one class per reason, each saying what, where and how to mend it.

``vanban`` knows no Django, so every message is carried in both languages; ``code`` is the key for
a caller that translates by itself, ``params`` what the sentence is filled with.
"""

from __future__ import annotations

from typing import ClassVar


class Unreadable(Exception):
    """A file that gives no document. Nothing of it may be stored by the caller's error path."""

    code: ClassVar[str] = "unreadable"
    vi: ClassVar[str] = "Không đọc được tệp “{name}”."
    en: ClassVar[str] = "The file “{name}” cannot be read."

    def __init__(self, *, name: str = "", **params: str | int) -> None:
        self._params: dict[str, str | int] = {"name": name or "?", **params}
        super().__init__(self.message_en)

    @property
    def params(self) -> dict[str, str | int]:
        return dict(self._params)

    @property
    def message_vi(self) -> str:
        return self.vi.format(**self._params)

    @property
    def message_en(self) -> str:
        return self.en.format(**self._params)


class EmptyFile(Unreadable):
    code = "empty"
    vi = "Tệp “{name}” rỗng, không có chữ nào. Hãy mở tệp kiểm tra rồi tải lên bản có nội dung."
    en = "The file “{name}” is empty: it holds no words. Open it, check it, and upload it again."


class TooLarge(Unreadable):
    code = "too_large"
    vi = (
        "Tệp “{name}” nặng {size_mb} MB, quá giới hạn {limit_mb} MB. "
        "Hãy tách phụ lục ra tệp riêng hoặc giảm độ phân giải bản quét (200 dpi là đủ)."
    )
    en = (
        "The file “{name}” has {size_mb} MB; the limit is {limit_mb} MB. "
        "Split off its appendices or scan at a lower resolution (200 dpi is enough)."
    )


class TooManyPages(Unreadable):
    code = "too_many_pages"
    vi = (
        "Tệp “{name}” có {pages} trang, quá giới hạn {limit} trang cho một lần đọc. "
        "Hãy tách thành nhiều tệp."
    )
    en = "The file “{name}” has {pages} pages; the limit is {limit}. Split it into several files."


class Encrypted(Unreadable):
    code = "encrypted"
    vi = (
        "Tệp “{name}” được đặt mật khẩu. Hãy mở bằng mật khẩu, bỏ mật khẩu "
        "(Tệp > Thông tin > Bảo vệ tài liệu) rồi tải lên lại."
    )
    en = (
        "The file “{name}” is locked with a password. Open it, remove the password "
        "(File > Info > Protect Document) and upload it again."
    )


class Damaged(Unreadable):
    code = "damaged"
    vi = (
        "Tệp “{name}” bị hỏng hoặc tải lên chưa hết ({detail}). "
        "Hãy mở tệp gốc, lưu lại thành bản mới rồi tải lên lại."
    )
    en = (
        "The file “{name}” is damaged or was cut short ({detail}). "
        "Open the original, save it as a new file and upload that."
    )


class NotADocument(Unreadable):
    code = "not_a_document"
    vi = (
        "Tệp “{name}” không phải là văn bản: nội dung của nó là {found}. "
        "Hãy tải lên tệp Word, PDF, ảnh quét hoặc tệp chữ."
    )
    en = (
        "The file “{name}” is not a document: what it holds is {found}. "
        "Upload a Word or PDF file, a scan or a text file."
    )


class Spreadsheet(Unreadable):
    code = "spreadsheet"
    vi = (
        "Tệp “{name}” là bảng tính, không phải kế hoạch. Hãy tải lên văn bản kế hoạch "
        "(Word, PDF); danh sách đơn vị thì nhập ở mục Đơn vị."
    )
    en = (
        "The file “{name}” is a spreadsheet, not a plan. Upload the plan itself "
        "(Word, PDF); lists of units are imported under Units."
    )


class HasMacros(Unreadable):
    code = "macros"
    vi = (
        "Tệp “{name}” chứa macro (chương trình chạy ngầm) nên bị từ chối. Hãy mở trong Word, "
        "chọn Lưu thành > Tài liệu Word (.docx) rồi tải lên bản đó."
    )
    en = (
        "The file “{name}” holds macros (programs), so it is refused. Open it in Word, "
        "choose Save As > Word Document (.docx) and upload that."
    )


class ArchiveBomb(Unreadable):
    code = "archive_bomb"
    vi = (
        "Tệp “{name}” bung ra quá lớn ({size_mb} MB, giới hạn {limit_mb} MB) nên bị từ chối. "
        "Nếu đây là văn bản thật, hãy mở trong Word và lưu lại thành bản mới."
    )
    en = (
        "The file “{name}” unpacks to too much ({size_mb} MB, limit {limit_mb} MB) and is refused. "
        "If it is a real document, open it in Word and save it anew."
    )


class UnsafeArchive(Unreadable):
    code = "unsafe_archive"
    vi = (
        "Tệp “{name}” có cấu trúc không an toàn ({detail}) nên bị từ chối. "
        "Nếu đây là văn bản thật, hãy mở trong Word và lưu lại thành bản mới."
    )
    en = (
        "The file “{name}” is built in an unsafe way ({detail}) and is refused. "
        "If it is a real document, open it in Word and save it anew."
    )


class OfficeMissing(Unreadable):
    code = "office_missing"
    vi = (
        "Đọc tệp “{name}” cần LibreOffice, máy chủ chưa có. Quản trị viên cài bằng: "
        "apt-get install libreoffice-writer-nogui. Trong lúc chờ: mở trong Word, lưu thành .docx."
    )
    en = (
        "Reading “{name}” needs LibreOffice, which this server lacks. The administrator installs "
        "it with: apt-get install libreoffice-writer-nogui. Meanwhile: save it as .docx in Word."
    )


class OfficeFailed(Unreadable):
    code = "office_failed"
    vi = (
        "LibreOffice không chuyển được tệp “{name}” ({detail}). "
        "Hãy mở trong Word, lưu thành .docx rồi tải lên lại."
    )
    en = (
        "LibreOffice could not convert “{name}” ({detail}). Open it in Word, save it as .docx "
        "and upload that."
    )


class OcrMissing(Unreadable):
    code = "ocr_missing"
    vi = (
        "Tệp “{name}” là ảnh quét, cần bộ nhận dạng chữ Tesseract ({detail}). Quản trị viên cài "
        "bằng: apt-get install tesseract-ocr tesseract-ocr-vie. Trong lúc chờ: tải lên bản Word."
    )
    en = (
        "The file “{name}” is a scan and needs the Tesseract reader ({detail}). The administrator "
        "installs it with: apt-get install tesseract-ocr tesseract-ocr-vie. "
        "Meanwhile: upload the Word file."
    )


class NoText(Unreadable):
    code = "no_text"
    vi = (
        "Tệp “{name}” không có chữ để đọc, chỉ có hình. "
        "Hãy bật nhận dạng chữ (OCR) hoặc tải lên bản Word."
    )
    en = (
        "The file “{name}” has no text to read, only pictures. "
        "Switch on text recognition (OCR) or upload the Word file."
    )


class NoDocumentInPicture(Unreadable):
    code = "no_document_in_picture"
    vi = (
        "Không thấy văn bản nào trong hình “{name}” (chỉ nhận ra {words} từ). "
        "Hãy chụp hoặc quét thẳng, đủ sáng, cả trang giấy, rồi tải lên lại."
    )
    en = (
        "No document was found in the picture “{name}” (only {words} words made out). "
        "Photograph or scan the whole page, straight and well lit, and upload it again."
    )


class SecretDocument(Unreadable):
    """Carries the level and where the marking stands, never the document's own words."""

    code = "secret"
    vi = (
        "Tệp “{name}” mang dấu độ mật {level} ({place}) nên không được nhận, không nội dung nào "
        "được lưu. Văn bản mật xử lý trên giấy tại văn thư theo quy định bảo vệ bí mật nhà nước; "
        "ở đây chỉ ghi “có văn bản mật, lưu tại VT”. Nếu máy này có nối mạng, hãy báo ngay cho "
        "người phụ trách bảo vệ bí mật nhà nước."
    )
    en = (
        "The file “{name}” bears the state-secret marking {level} ({place}), so it is refused and "
        "nothing of it is stored. Handle it on paper at the clerical office; here note only that "
        "a secret document exists and is kept there. If this machine is on a network, tell your "
        "state-secrets officer at once."
    )


class UnnamedSecret(SecretDocument):
    """The same refusal where it is kept: a stored message must not name the file."""

    vi = SecretDocument.vi.replace("Tệp “{name}”", "Tệp vừa chọn")
    en = SecretDocument.en.replace("The file “{name}”", "The file just chosen")
