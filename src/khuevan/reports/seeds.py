"""The report regimes an office of external information starts with; it changes them as it likes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from khuevan.people.models import UnitGroup
from khuevan.reports.enums import Frequency, IndicatorKind, Total
from khuevan.reports.models import Indicator, ReportType

FIGURE, TEXT, TABLE, PICTURE = IndicatorKind
BASIS = (
    "Nghị định 09/2019/NĐ-CP; Quyết định 19/2022/QĐ-UBND của UBND Thành phố Hà Nội về chế độ "
    "báo cáo định kỳ"
)
RESULTS, DONE = "I. KẾT QUẢ THỰC HIỆN", "1. Thực hiện nhiệm vụ được giao"
OUT, EFFECT = "2. Thông tin, tuyên truyền", "3. Lan tỏa, nhận diện"
TAUGHT = "4. Bồi dưỡng, tập huấn"
OWN_TAUGHT, MONEY = "2. Bồi dưỡng, tập huấn", "3. Kinh phí"
HARD, NEXT = "II. KHÓ KHĂN, VƯỚNG MẮC", "III. ĐỀ XUẤT, NHIỆM VỤ KỲ TỚI"


@dataclass(frozen=True, slots=True)
class Seed:
    code: str
    name_vi: str
    name_en: str
    kind: IndicatorKind = FIGURE
    measured_in: str = ""
    formula: str = ""
    heading: str = DONE
    help: str = ""
    total: Total = Total.SUM
    required: bool = True
    columns: tuple[str, ...] = ()


def counted(heading: str, seeds: Iterable[Seed]) -> tuple[Seed, ...]:
    """Under one heading; the system counts them, so nobody is held up by one that it cannot."""
    return tuple(replace(one, heading=heading, required=False) for one in seeds)


WORK = (
    Seed("n_due", "Nhiệm vụ đến hạn trong kỳ", "Tasks due in the period", measured_in="nhiệm vụ",
         formula="tasks_due"),
    Seed("n_done", "Nhiệm vụ đến hạn đã hoàn thành", "Tasks due and done", measured_in="nhiệm vụ",
         formula="tasks_done"),
    Seed("n_late", "Nhiệm vụ bị chậm", "Tasks late", measured_in="nhiệm vụ", formula="tasks_late"),
    Seed("rate_done", "Tỷ lệ hoàn thành", "Share done", measured_in="%",
         formula="n_done / n_due * 100", total=Total.FORMULA, required=False,
         help="Hệ thống tự tính từ hai chỉ tiêu trên."),
    Seed("n_party", "Trong đó: đối ngoại của Đảng", "Of these: Party external relations",
         measured_in="nhiệm vụ", formula="tasks_done_party"),
    Seed("n_state", "Trong đó: ngoại giao Nhà nước", "Of these: State diplomacy",
         measured_in="nhiệm vụ", formula="tasks_done_state"),
    Seed("n_people", "Trong đó: đối ngoại Nhân dân", "Of these: people-to-people diplomacy",
         measured_in="nhiệm vụ", formula="tasks_done_people"),
    Seed("n_proofs", "Minh chứng đã nộp", "Pieces of evidence", measured_in="mục",
         formula="proofs"),
)  # fmt: skip
NEWS = (
    Seed("news", "Tin, bài đối ngoại đã đăng, phát", "Items published", measured_in="tin, bài",
         heading=OUT, help="Đếm tin, bài do đơn vị đăng hoặc phát; mỗi tin đếm một lần."),
    Seed("news_en", "Trong đó bằng tiếng nước ngoài", "Of these in foreign languages",
         measured_in="tin, bài", heading=OUT),
    Seed("events", "Sự kiện, hoạt động đối ngoại đã tổ chức", "Events held", measured_in="sự kiện",
         heading=OUT),
    Seed("list_events", "Các sự kiện chính", "Main events", TABLE, heading=OUT, required=False,
         columns=("Tên sự kiện", "Ngày", "Số người dự"), total=Total.NONE),
    Seed("pictures", "Ảnh hoạt động tiêu biểu", "Pictures", PICTURE, heading=OUT, required=False,
         total=Total.NONE),
)  # fmt: skip
REACH = (
    Seed("visits", "Lượt xem trang tiếng nước ngoài", "Visits to foreign-language pages",
         measured_in="lượt", heading=EFFECT, required=False,
         help="Số liệu của máy chủ, không mua lượt xem, không đếm máy."),
    Seed("placements", "Tin, bài được báo chí, đối tác dùng lại", "Items partners took up",
         measured_in="tin, bài", heading=EFFECT, required=False,
         help="Có đường dẫn làm minh chứng."),
    Seed("attendance", "Người dự các sự kiện", "People who attended", measured_in="người",
         heading=EFFECT, required=False),
    Seed("answered", "Đề nghị của báo chí, cơ quan đại diện đã trả lời",
         "Requests of press and embassies answered", measured_in="đề nghị", heading=EFFECT,
         required=False),
)  # fmt: skip
CLASSES = counted(TAUGHT, (
    Seed("t_seats", "Chỗ của đơn vị ở các lớp đã tổ chức", "Seats in classes held",
         measured_in="chỗ", formula="class_seats"),
    Seed("t_named", "Trong đó đã cử người", "Of these with somebody named", measured_in="chỗ",
         formula="seats_named"),
    Seed("t_came", "Người đã dự lớp", "People who attended", measured_in="người",
         formula="persons_trained"),
    Seed("t_share", "Tỷ lệ dự lớp", "Share attended", measured_in="%",
         formula="t_came / t_seats * 100", total=Total.FORMULA),
    Seed("t_themes", "Chuyên đề đã dự", "Themes attended", measured_in="chuyên đề",
         formula="themes_had", total=Total.LARGEST,
         help="Toàn Thành phố: số chuyên đề của đơn vị dự nhiều nhất."),
    Seed("t_asked", "Phiếu vận dụng sau lớp được hỏi", "Application notes asked for",
         measured_in="phiếu", formula="notes_asked"),
    Seed("t_answered", "Phiếu vận dụng đã trả lời", "Application notes answered",
         measured_in="phiếu", formula="notes_answered"),
    Seed("t_applied", "Trong đó đã vận dụng vào công việc", "Of these applied in the work",
         measured_in="phiếu", formula="learning_applied"),
    Seed("t_examples", "Ví dụ vận dụng có đường dẫn", "Examples with a link",
         measured_in="ví dụ", formula="examples_linked"),
))  # fmt: skip
OFFICE = counted(OWN_TAUGHT, (
    Seed("o_classes", "Lớp đã tổ chức", "Classes held", measured_in="lớp", formula="own_classes"),
    Seed("o_themes", "Chuyên đề của các lớp", "Themes taught", measured_in="chuyên đề",
         formula="own_themes"),
    Seed("o_seats", "Chỗ của các lớp", "Seats", measured_in="chỗ", formula="own_seats"),
    Seed("o_named", "Trong đó đã có người được cử", "Of these with somebody named",
         measured_in="chỗ", formula="own_named"),
    Seed("o_came", "Người đã dự", "People who attended", measured_in="người",
         formula="own_trained"),
    Seed("o_share", "Tỷ lệ dự lớp", "Share attended", measured_in="%",
         formula="o_came / o_seats * 100", total=Total.FORMULA),
    Seed("o_applied", "Đơn vị đã vận dụng kiến thức sau lớp", "Units that applied what they learnt",
         measured_in="phiếu", formula="own_applied"),
))  # fmt: skip
SPENT = counted(MONEY, (
    *(Seed(f"m_{code}", vi, en, measured_in="đồng", formula=f"money_{code}")
      for code, vi, en in (
          ("asked", "Dự toán đã trình", "Asked for in estimates"),
          ("approved", "Dự toán được phê duyệt", "Approved in estimates"),
          ("committed", "Đã cam kết chi", "Committed"),
          ("paid", "Đã chi", "Paid"),
          ("settled", "Đã quyết toán", "Settled"),
      )),
    Seed("m_late", "Chứng từ chậm", "Vouchers late", measured_in="chứng từ",
         formula="vouchers_late"),
))  # fmt: skip
WORDS = (
    Seed("n_hard", "Khó khăn, vướng mắc đã gửi", "Difficulties raised", measured_in="vụ",
         formula="difficulties_raised", heading=HARD),
    Seed("n_hard_open", "Chưa được giải quyết", "Still open", measured_in="vụ",
         formula="difficulties_open", heading=HARD),
    Seed("hard", "Khó khăn, vướng mắc chính", "Main difficulties", TEXT, heading=HARD,
         required=False, total=Total.NONE),
    Seed("proposals", "Đề xuất, kiến nghị", "Proposals", TEXT, heading=NEXT, required=False,
         total=Total.NONE),
    Seed("next", "Nhiệm vụ trọng tâm kỳ tới", "Main tasks of the next period", TEXT, heading=NEXT,
         required=False, total=Total.NONE),
)  # fmt: skip
REVIEW = (
    Seed("lessons", "Bài học kinh nghiệm", "Lessons", TEXT, heading=NEXT, required=False,
         total=Total.NONE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regime:
    code: str
    name_vi: str
    name_en: str
    frequency: Frequency
    groups: tuple[str, ...]
    addressed_to: str
    indicators: tuple[Seed, ...]
    opens_itself: bool = True
    instructions: str = ""


REGIMES = (
    Regime(
        "bao-cao-quy", "Báo cáo kết quả công tác thông tin đối ngoại", "Quarterly report",
        Frequency.QUARTER, ("so-ban-nganh", "phuong-xa"), "Ban Chỉ đạo công tác thông tin đối ngoại Thành phố",
        (*WORK, *NEWS, *REACH, *CLASSES, *WORDS),
        instructions="Các ô có số đã được điền từ những gì đơn vị ghi nhận; sửa khi chưa đúng và "
        "ghi chú vì sao.",
    ),
    Regime(
        "tong-hop-thanh-pho", "Báo cáo tổng hợp công tác thông tin đối ngoại của Thành phố",
        "Consolidated city report", Frequency.HALF, ("so-ban-nganh", "phuong-xa"),
        "Bộ Văn hóa, Thể thao và Du lịch; Ban Chỉ đạo công tác thông tin đối ngoại Thành phố",
        (*WORK, *NEWS, *REACH, *CLASSES, *WORDS), opens_itself=False,
    ),
    Regime(
        "tong-ket-ke-hoach", "Báo cáo tổng kết thực hiện kế hoạch năm", "Yearly review of a plan",
        Frequency.YEAR, ("phong-don-vi-thuoc-so",), "Lãnh đạo Sở", (*WORK, *OFFICE, *SPENT, *WORDS, *REVIEW),
        opens_itself=False,
    ),
)  # fmt: skip


@transaction.atomic
def seed_types() -> int:
    """Add the regimes that are not there; what is there stays as it is. How many were added."""
    return sum(_seed(regime) for regime in REGIMES)


def _seed(regime: Regime) -> bool:
    type, is_new = ReportType.objects.get_or_create(
        code=regime.code,
        defaults={
            "name_vi": regime.name_vi, "name_en": regime.name_en, "frequency": regime.frequency,
            "legal_basis": BASIS, "addressed_to": regime.addressed_to, "opens_itself": regime.opens_itself,
            "instructions": regime.instructions, "sent_by": "Trên hệ thống này",
        },
    )  # fmt: skip
    if is_new:
        type.groups.set(UnitGroup.objects.filter(code__in=regime.groups))
        Indicator.objects.bulk_create(
            Indicator(
                type=type, code=one.code, name_vi=one.name_vi, name_en=one.name_en, kind=one.kind,
                measured_in=one.measured_in, formula=one.formula, heading=_heading(one),
                help=one.help, total=one.total, is_required=one.required,
                columns=list(one.columns), order=order * 10, smallest=0 if one.kind == FIGURE else None,
            )
            for order, one in enumerate(regime.indicators, 1)
        )  # fmt: skip
    return is_new


def _heading(seed: Seed) -> str:
    """The outline's two levels in one line, as the unit's form and the document show them."""
    return seed.heading if seed.heading in {HARD, NEXT} else f"{RESULTS} – {seed.heading}"
