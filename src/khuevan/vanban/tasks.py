"""Tasks: the clauses that order something, with who leads, who cooperates and by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khuevan.vanban import deadlines
from khuevan.vanban.clauses import Item
from khuevan.vanban.document import ClauseKind, Span, Task
from khuevan.vanban.labels import Style
from khuevan.vanban.outline import Node
from khuevan.vanban.roles import divide, heading_units, named, read_roles, requested
from khuevan.vanban.topics import Role, Topic, attributes
from khuevan.vanban.verbs import STARTS
from khuevan.vanban.view import key


@dataclass(slots=True)
class Draft:
    """A task while its roles are still being gathered."""

    node: int
    text: str
    lead: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    deadline: str | None = None
    weak: bool = False


@dataclass(slots=True)
class _Said:
    """What a run of "Chủ trì / Phối hợp / Thời gian" lines says; ``timed`` even without a value."""

    lead: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    deadline: str | None = None
    timed: bool = False

    def __bool__(self) -> bool:
        return bool(self.lead or self.cooperate or self.timed)


@dataclass(slots=True)
class _Tree:
    nodes: Sequence[Node]
    items: Sequence[Item]
    asked: tuple[str, ...] = ()
    children: dict[int | None, list[int]] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)


def tasks(
    nodes: Sequence[Node], items: Sequence[Item], asked: tuple[str, ...] = ()
) -> tuple[Task, ...]:
    """``asked`` are the units that the words before the first item ask."""
    tree = _Tree(nodes, items, asked)
    for index, node in enumerate(nodes):
        tree.children.setdefault(node.parent, []).append(index)
        if items[index].kind is ClauseKind.TASK:
            tree.drafts[index] = _draft(index, node)
    shared = {index for index in range(len(nodes)) if _speaks_for_list(tree, index)}
    for parent in list(tree.children):
        if parent not in shared:
            _govern(tree, parent, shared)
    for index in sorted(tree.drafts):
        _inherit(tree, tree.drafts[index])
    return tuple(_task(tree, tree.drafts[index]) for index in sorted(tree.drafts))


def _draft(index: int, node: Node) -> Draft:
    text = node.block.text
    draft = Draft(index, text)
    label = node.block.label
    if label and label.style is Style.DATED:
        draft.deadline = label.text
    body = text
    if (split := named(text)) and not attributes(text)[:1]:
        draft.lead, draft.text, body = split.lead, split.text, split.text
    said = _said_inside(text)
    roles = read_roles(body)
    draft.weak = roles.weak and not (draft.lead or said.lead)
    draft.lead = draft.lead or said.lead or roles.lead
    if not draft.lead and node.parent is None and label is None:
        draft.lead = requested(text)
    draft.cooperate = _union(said.cooperate, (c for c in roles.cooperate if c not in draft.lead))
    draft.deadline = draft.deadline or said.deadline or deadlines.find(body)
    return draft


def _said_inside(text: str) -> _Said:
    said = _Said()
    for attribute in attributes(text):
        if attribute.start == 0 and attribute.role is Role.OTHER:
            continue
        _hear(said, attribute.role, attribute.value)
    return said


def _hear(said: _Said, role: Role, value: str) -> None:
    if role is Role.LEAD and not said.lead:
        roles = read_roles(value)
        parts = divide(value) if not roles.cooperate else ()
        said.lead = roles.lead or parts
        said.cooperate = _union(said.cooperate, roles.cooperate)
    elif role is Role.COOPERATE:
        said.cooperate = _union(said.cooperate, divide(value.rstrip(" .;")))
    elif role is Role.TIME:
        said.timed = True
        said.deadline = said.deadline or deadlines.stated(value)


def _union(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def _speaks_for_list(tree: _Tree, index: int) -> bool:
    """Whether the attribute lines under the last item of a list are meant for the whole list."""
    node, own = tree.nodes[index], tree.children.get(index, [])
    if node.heading is not None or not own or not all(tree.items[i].role for i in own):
        return False
    label, marks = node.block.label, {_mark(tree, i) for i in own}
    if label is None or not label.style.numbered or "+" in marks:
        return False
    around = [i for i in tree.children[node.parent] if tree.nodes[i].block.label]
    earlier = [i for i in around if i < index]
    same = [i for i in earlier if _style(tree, i) is _style(tree, index)]
    return bool(same) and around[-1] == index and not any(i in tree.children for i in earlier)


def _mark(tree: _Tree, index: int) -> str:
    label = tree.nodes[index].block.label
    return label.mark if label else ""


def _style(tree: _Tree, index: int) -> Style | None:
    label = tree.nodes[index].block.label
    return label.style if label else None


def _govern(tree: _Tree, parent: int | None, shared: set[int]) -> None:
    """Let each run of attribute lines speak for the tasks before it, else for their parent."""
    group: list[int] = []
    said = _Said()
    for child in [*tree.children[parent], None]:
        role = tree.items[child].role if child is not None else None
        if child is not None and role is not None and role is not Role.OTHER:
            for inner, value in _values(tree, child):
                _hear(said, inner, value)
            continue
        if said and role is None:
            _apply(tree, parent, group, said)
            group, said = [], _Said()
        if child is not None and role is None:
            group.extend(_below(tree, child))
        if child in shared:
            for attribute in tree.children[child]:
                for inner, value in _values(tree, attribute):
                    _hear(said, inner, value)


def _values(tree: _Tree, child: int) -> list[tuple[Role, str]]:
    """What an attribute line gives, or the items under it when it is a bare heading."""
    found = attributes(tree.nodes[child].block.text)
    if found and (found[0].value or found[0].role is Role.TIME):
        return [(a.role, a.value) for a in found]
    role = tree.items[child].role
    below = [tree.nodes[i].block.text for i in tree.children.get(child, [])]
    return [(role, "; ".join(text.rstrip(" ;.") for text in below))] if role and below else []


def _below(tree: _Tree, index: int) -> list[int]:
    """The tasks in the part of the outline that a node heads."""
    found = [index] if index in tree.drafts else []
    for child in tree.children.get(index, []):
        found.extend(_below(tree, child))
    return found


def _apply(tree: _Tree, parent: int | None, group: Sequence[int], said: _Said) -> None:
    if not group:
        if parent is None or not _may_be_task(tree, parent, said):
            return
        node = tree.nodes[parent]
        if parent not in tree.drafts:
            tree.drafts[parent] = Draft(parent, node.block.text)
        group = [parent]
    elif _times_the_heading(tree, parent, group, said):
        assert parent is not None  # noqa: S101 - a heading is there to be timed
        tree.drafts[parent] = Draft(parent, tree.nodes[parent].block.text)
        group = [parent]
    elif not said.lead and _covers_everything(tree, parent, said):
        return
    for index in group:
        draft = tree.drafts[index]
        if said.lead and (draft.weak or not draft.lead):
            draft.lead, draft.weak = said.lead, False
        draft.cooperate = draft.cooperate or said.cooperate
        draft.deadline = draft.deadline or said.deadline


def _times_the_heading(tree: _Tree, parent: int | None, group: Sequence[int], said: _Said) -> bool:
    """Whether a lone "Thời gian" among the bullets under a piece of work is the work's own time."""
    if parent is None or said.lead or said.cooperate or parent in tree.drafts:
        return False
    node = tree.nodes[parent]
    if node.heading is None or _outermost(node) or tree.items[parent].topic is not Topic.TASK:
        return False
    bullets = all(tree.nodes[i].parent == parent for i in group)
    return bullets and bool(STARTS.match(key(node.heading)))


def _covers_everything(tree: _Tree, parent: int | None, said: _Said) -> bool:
    """Whether a line would speak for a whole part of the document, as "IV. Thời gian" does not."""
    return parent is None or (_outermost(tree.nodes[parent]) and not said.cooperate)


def _outermost(node: Node) -> bool:
    return node.heading is not None and node.level == 1


def _may_be_task(tree: _Tree, parent: int, said: _Said) -> bool:
    """Whether a heading above "Chủ trì" and "Thời gian" lines names a piece of work."""
    item, node = tree.items[parent], tree.nodes[parent]
    if parent in tree.drafts:
        return True
    if item.kind is not None or item.topic in (Topic.PRINCIPLE, Topic.MONEY, Topic.BASIS):
        return False
    if said.lead or said.cooperate:
        return not heading_units(node.heading or "").lead
    starts = bool(STARTS.match(key(node.heading or "")))
    return starts and item.topic is Topic.TASK and not _outermost(node)


def _inherit(tree: _Tree, draft: Draft) -> None:
    """Take from the items and headings above what the task's own words leave open."""
    above = tree.nodes[draft.node].parent
    while above is not None:
        node = tree.nodes[above]
        outer = tree.drafts.get(above)
        if outer is not None:
            draft.lead = draft.lead or outer.lead
        elif (draft.weak or not draft.lead) and (
            node.heading is not None or node.block.label is None
        ):
            _take_from_heading(draft, node)
        if draft.deadline is None and node.heading:
            draft.deadline = deadlines.of_heading(node.heading)
        above = node.parent
    if not draft.lead:
        draft.lead = _asked_above(tree, draft.node)
    draft.cooperate = tuple(name for name in draft.cooperate if name not in draft.lead)


def _asked_above(tree: _Tree, index: int) -> tuple[str, ...]:
    """Whom the words that announce a list ask: "UBND xã yêu cầu các thôn thực hiện như sau:"."""
    at: int | None = index
    while at is not None:
        parent = tree.nodes[at].parent
        for earlier in reversed(tree.children[parent]):
            if earlier < at and tree.items[earlier].lead_in:
                return requested(tree.nodes[earlier].block.text)
        at = parent
    return tree.asked


def _take_from_heading(draft: Draft, node: Node) -> None:
    lead = heading_units(node.heading or node.block.text).lead
    if lead and not (draft.weak and set(lead) & set(draft.lead)):
        draft.lead, draft.weak = lead, False


def _task(tree: _Tree, draft: Draft) -> Task:
    node, item = tree.nodes[draft.node], tree.items[draft.node]
    span = Span(node.block.start, node.block.stop)
    return Task(item.path, draft.text, draft.lead, draft.cooperate, draft.deadline, span)
