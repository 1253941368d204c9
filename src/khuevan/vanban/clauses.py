"""Items of the outline as clauses: their path, their words and what kind they look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from khuevan.vanban.document import ClauseKind
from khuevan.vanban.labels import Style
from khuevan.vanban.outline import ORDERED, Node
from khuevan.vanban.roles import heading_units, named, requested, subject
from khuevan.vanban.topics import Role, Topic, attribute_of, topic_of
from khuevan.vanban.units import leading_unit
from khuevan.vanban.verbs import STARTS
from khuevan.vanban.view import key, pattern

CLOSING = re.compile(
    r"(?:trên đây(?: là)?|trên là|trong quá trình (?:triển khai|tổ chức|thực hiện)|kế hoạch này"
    r"|quyết định này|nhận được (?:kế hoạch|công văn)"
    r"|(?:căn cứ nội dung|trân trọng)|(?:ubnd|ủy ban nhân dân|sở|đề nghị"
    r"|yêu cầu)[^.]{0,120}(?:nghiêm túc|tổ chức"
    r"|triển khai) (?:tổ chức )?(?:triển khai )?thực hiện\s*(?:kế hoạch này)?[./]*$)"
)
_EFFECT = re.compile(
    r"(?:quyết định|nghị quyết|chỉ thị|kế hoạch|quy chế|quy định|thông báo"
    r"|văn bản) này (?:có hiệu lực|thay thế|được)|[^.]{0,400}chịu trách nhiệm thi hành"
)
_NOTE = re.compile(r"\(|(?:chi tiết|có|theo) (?:tại )?(?:phụ lục|danh sách|biểu)|ghi chú|lưu ý")
_MONEY = re.compile(
    r"(?:nguồn )?kinh phí (?:thực hiện|tổ chức|từ|do|được|triển khai)|nguồn kinh phí"
)
_LEADING = re.compile(
    r"chủ trì,? (?:phối hợp|tham mưu|triển khai|xây dựng|tổ chức)|phối hợp (?:với|cùng) "
)
_WHO = pattern(r"(?:\d|gồm\b|[ÔôBb]ng\b|[Bb]à\b|[Đđ]/c\b|[Đđ]ồng chí\b|(?:[A-ZÀ-Ỹ]\w+\s){2,})")
_PERSON = pattern(
    r"(?:(?:Các\s+)?(?:[ÔôBb]ng(?:/[Bb]à)?|Bà|Đồng chí|Đ/c|TS|ThS|PGS|GS"
    r"|BS)\b[.:]?\s+)+(?:[A-ZÀ-Ỹ]\w*\s+){1,5}[A-ZÀ-Ỹ]\w*\s*[,;–-]|(?:Các\s+)?Ông/[Bb]à\s"
)
_CLOCK = re.compile(r"(?:buổi\s+)?(?:sáng|chiều|tối)\s*:")
_KINDS = {
    Topic.TASK: ClauseKind.TASK,
    Topic.PRINCIPLE: ClauseKind.PRINCIPLE,
    Topic.MONEY: ClauseKind.MONEY,
    Topic.TIME: ClauseKind.DEADLINE,
    Topic.INFORMATION: ClauseKind.INFORMATION,
    Topic.BASIS: ClauseKind.BASIS,
}
_REPORTED = re.compile(
    r"(?:báo cáo|đánh giá|tổng kết) (?:kết quả|tình hình)|(?:kết quả|tình hình) "
)
_CONSISTS = re.compile(r"(?:bao gồm|gồm(?: có)?)(?:\s*:)?$")
_REPORTING = ("BÁO CÁO", "TỜ TRÌNH", "BIÊN BẢN", "ĐIỀU LỆ", "THÔNG CÁO", "GIẤY")
_STRONG = (Topic.PRINCIPLE, Topic.MONEY, Topic.BASIS, Topic.TIME)


@dataclass(frozen=True, slots=True)
class Item:
    """What one node is. ``kind`` is None for headings, lead-ins and closing words."""

    path: str
    kind: ClauseKind | None
    topic: Topic | None
    lead_in: bool
    closing: bool
    role: Role | None


def items(
    nodes: Sequence[Node], doc_type: str | None, attached: Mapping[int, Topic | None]
) -> tuple[Item, ...]:
    """``attached`` gives the topic from which an attached document starts at its first block."""
    found: list[Item] = []
    opening: Topic | None = None
    counters: dict[tuple[int | None, str], int] = {}
    used: dict[tuple[bool, str], int] = {}
    for index, node in enumerate(nodes):
        path = _path(index, node, nodes, found, counters)
        path = _unique(path, node.heading is not None, used)
        above = found[node.parent] if node.parent is not None else None
        opening = attached.get(node.block.first, opening)
        topic = _topic(node, above.topic if above else opening)
        role = _role(index, node, nodes)
        closing = node.block.label is None and bool(CLOSING.match(node.block.key))
        lead_in = _is_lead_in(index, node, nodes)
        kind = ClauseKind.TASK if _is_ordering_article(index, node, nodes) else None
        if (
            node.heading is None
            and not closing
            and not lead_in
            and (node.parent is not None or node.block.label)
        ):
            kind = _kind(node, above, topic, role, doc_type)
        found.append(Item(path, kind, topic, lead_in, closing, role))
    if not any(item.kind is ClauseKind.TASK for item in found) and _may_request(doc_type):
        return tuple(map(_as_request, nodes, found))
    return tuple(found)


def _may_request(doc_type: str | None) -> bool:
    return bool(doc_type) and not (doc_type or "").startswith((*_REPORTING, "QUYẾT ĐỊNH"))


def _as_request(node: Node, item: Item) -> Item:
    """A letter without any item asks in its paragraphs."""
    plain = node.block.label is None and item.kind is None
    if not plain or item.closing or item.lead_in or node.heading is not None:
        return item
    return replace(item, kind=ClauseKind.TASK) if requested(node.block.text) else item


def _is_ordering_article(index: int, node: Node, nodes: Sequence[Node]) -> bool:
    """ "Điều 2. Giao Sở Xây dựng chủ trì ...": an article that is an order by itself."""
    label, text = node.block.label, node.block.text
    if label is None or label.style is not Style.ARTICLE or not ORDERED.match(node.block.key):
        return False
    alone = index + 1 == len(nodes) or nodes[index + 1].parent != index
    return alone and bool(subject(text)) and leading_unit(text.partition(" ")[2]) is None


def _path(
    index: int,
    node: Node,
    nodes: Sequence[Node],
    found: Sequence[Item],
    counters: dict[tuple[int | None, str], int],
) -> str:
    """Labels joined by dots; ``-n`` and ``+n`` count the bullets under a heading."""
    above = found[node.parent].path if node.parent is not None else ""
    label = node.block.label
    if label is None:
        number = _count(counters, (node.parent, "p"))
        return (
            above
            if above and number == 1 and not _has_items(index, node, nodes)
            else _join(above, f"p{number}")
        )
    if label.style is Style.BULLET or label.style is Style.DATED:
        mark = "+" if label.mark == "+" else "-"
        return _join(above, f"{mark}{_count(counters, (node.parent, mark))}")
    if label.style is Style.DOTTED:
        return _join(_outside(label.text, above, node, nodes), label.text)
    if label.style in (Style.PART, Style.CHAPTER, Style.SECTION):
        return _join(above, label.text)
    return _join(above, label.text)


def _outside(dotted: str, above: str, node: Node, nodes: Sequence[Node]) -> str:
    """The path without the numbers that a dotted label repeats."""
    parent = nodes[node.parent] if node.parent is not None else None
    if parent and parent.block.label and parent.block.label.style in (Style.ARABIC, Style.DOTTED):
        return above.removesuffix(parent.block.label.text).rstrip(".")
    return above


def _count(counters: dict[tuple[int | None, str], int], which: tuple[int | None, str]) -> int:
    counters[which] = counters.get(which, 0) + 1
    return counters[which]


def _has_items(index: int, node: Node, nodes: Sequence[Node]) -> bool:
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    return bool(following and following.parent == node.parent and following.block.label)


def _join(above: str, own: str) -> str:
    return f"{above}.{own}" if above else own


def _unique(path: str, heading: bool, used: dict[tuple[bool, str], int]) -> str:
    """Headings and items count apart: the one paragraph under a heading has the heading's path."""
    used[heading, path] = number = used.get((heading, path), 0) + 1
    return path if number == 1 else f"{path}#{number}"


def _topic(node: Node, outer: Topic | None) -> Topic | None:
    """What the node is about: its own words, unless it stands under aims, money or grounds."""
    if node.heading is None:
        return Topic.TASK if outer is not Topic.PRINCIPLE and _orders_items(node) else outer
    if outer in _STRONG:
        return outer
    if heading_units(node.heading).lead and outer is not Topic.INFORMATION:
        return Topic.TASK
    if _CONSISTS.search(key(node.heading)):
        return Topic.INFORMATION
    own = topic_of(node.heading)
    if own is Topic.TASK and outer is Topic.INFORMATION and not _decisive(node.heading):
        return outer
    aims = own in (Topic.INFORMATION, Topic.PRINCIPLE)
    if aims and outer in (Topic.TASK, None) and _is_work_title(node.heading, outer):
        return Topic.TASK
    if own:
        return own
    if outer is None and STARTS.match(key(node.heading)):
        return Topic.TASK
    return outer


def _orders_items(node: Node) -> bool:
    text = node.block.text
    return (
        node.block.label is None
        and text.endswith(":")
        and bool(ORDERED.match(node.block.key) and subject(text))
    )


def _is_work_title(heading: str, outer: Topic | None) -> bool:
    """ "Khảo sát hiện trạng" is work, "Hiện trạng" is not; less surely so outside a part on work."""
    if _REPORTED.match(key(heading)):
        return False
    fewest = 3 if outer is Topic.TASK else 5
    return bool(STARTS.match(key(heading))) and len(heading.split()) >= fewest


def _decisive(heading: str) -> bool:
    return bool(
        re.search(r"nhiệm vụ|tổ chức thực hiện|phân công|trách nhiệm|quy trình|lịch", key(heading))
    )


def _role(index: int, node: Node, nodes: Sequence[Node]) -> Role | None:
    role = attribute_of(node.block.text)
    if role is not None and node.heading is not None and not _said_below(index, node, nodes):
        return None
    if role is Role.LEAD and node.heading is None:
        value = node.block.text.partition(":")[2].strip()
        if not value or not value[:1].isalnum():
            return None
    return role


def _said_below(index: int, node: Node, nodes: Sequence[Node]) -> bool:
    """Whether a heading such as "Đơn vị chủ trì" is followed by its plain value."""
    if ":" in node.block.text and not node.block.text.endswith(":"):
        return True
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    if following is None or following.parent != index or following.heading is not None:
        return False
    return attribute_of(node.block.text) not in (Role.LEAD, Role.COOPERATE) or bool(
        leading_unit(following.block.text)
    )


def _is_lead_in(index: int, node: Node, nodes: Sequence[Node]) -> bool:
    """Prose that only announces the items after it."""
    if node.block.label is not None or not node.block.text.endswith(":"):
        return False
    if _LEADING.match(node.block.key):
        return False
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    return following is not None and following.block.label is not None


def _kind(
    node: Node, above: Item | None, topic: Topic | None, role: Role | None, doc_type: str | None
) -> ClauseKind:
    text, lowered = node.block.text, node.block.key
    if role is Role.TIME:
        return ClauseKind.DEADLINE
    if role is not None:
        return ClauseKind.MONEY if "kinh phí" in lowered[:30] else ClauseKind.INFORMATION
    if above and above.kind is not None and above.kind is not ClauseKind.TASK:
        return above.kind
    if _EFFECT.match(lowered) or _NOTE.match(lowered):
        return ClauseKind.INFORMATION
    if topic is Topic.TASK or topic is None:
        if _MONEY.match(lowered):
            return ClauseKind.MONEY
        ordered = above is not None and above.kind is ClauseKind.TASK
        if topic is None and not ordered and not _orders(text, doc_type):
            return ClauseKind.INFORMATION
        return ClauseKind.TASK if _is_work(node) and not _is_scrap(node) else ClauseKind.INFORMATION
    if topic is Topic.INFORMATION and ORDERED.match(lowered) and subject(text):
        return ClauseKind.TASK
    return _KINDS[topic]


def _orders(text: str, doc_type: str | None) -> bool:
    """Whether an item outside any telling heading tells somebody to do something."""
    if (doc_type or "").startswith(_REPORTING):
        return False
    return bool(STARTS.match(key(text)) or subject(text) or named(text))


def _is_scrap(node: Node) -> bool:
    """A few words on a line of their own, such as the cells of a table that lost its lines."""
    text = node.block.text
    if node.block.label is not None and not _CLOCK.match(node.block.key):
        return False
    return len(text.split()) < 7 and not (
        STARTS.match(node.block.key) or subject(text) or named(text)
    )


def _is_work(node: Node) -> bool:
    """ "Ban giám khảo: 05 thành viên" says who, not what to do."""
    if node.block.label and node.block.label.style is Style.DATED:
        return True
    text = node.block.text
    who = named(text)
    if who is not None and STARTS.match(key(who.text)):
        return True
    if leading_unit(text) or _PERSON.match(text):
        return False
    return who is None or not _WHO.match(who.text)
