"""The page of each rule, written from the rule itself (docs/rules, `khuevan check --explain`)."""

from __future__ import annotations

from khuevan.vanban.checking.engine import chosen
from khuevan.vanban.checking.finding import Said, Severity
from khuevan.vanban.checking.registry import Reads, Rule

_FAMILIES = {
    "F": Said("Trình bày (chỉ .docx)", "How it is set (.docx only)"),
    "G": Said("Thành phần thể thức", "Components of the form"),
    "C": Said("Nội dung, dữ kiện có ngày", "Content, against dated facts"),
    "V": Said("Viết hoa (Phụ lục II)", "Capitals (appendix II)"),
    "T": Said("Chữ và dấu", "Letters and marks"),
}
_SEVERITIES = {
    Severity.ERROR: Said("lỗi", "error"),
    Severity.WARNING: Said("cảnh báo", "warning"),
    Severity.HINT: Said("gợi ý", "hint"),
}
_READS = {
    Reads.LOOK: Said("tệp .docx", ".docx files"),
    Reads.TEXT: Said("mọi văn bản", "every document"),
    Reads.LETTERS: Said("văn bản không phải bản quét", "documents that are no scan"),
    Reads.TYPED: Said("tệp .docx và bản thảo", ".docx files and drafts"),
}


_DEMOTED = Said(
    " (hạ xuống gợi ý: {figure} phát hiện trên văn bản thật là báo nhầm)",
    " (demoted: {figure} findings on real documents were false)",
)


def explained(rule: Rule, language: str) -> str:
    """One language of a rule's page."""
    vi = language != "en"

    def say(said: Said) -> str:
        return said.vi if vi else said.en

    lines = [f"**{say(rule.title)}**", ""]
    if say(rule.why):
        lines += [say(rule.why), ""]
    lines += [
        f"- {'Mức' if vi else 'Severity'}: {say(_SEVERITIES[rule.severity])}"
        + (_DEMOTED.filled(figure=rule.demoted).vi if vi and rule.demoted else "")
        + (_DEMOTED.filled(figure=rule.demoted).en if not vi and rule.demoted else ""),
        f"- {'Căn cứ' if vi else 'Authority'}: {rule.article}",
        f"- {'Xét' if vi else 'Looks at'}: {say(_READS[rule.reads])}{_range(rule, vi=vi)}",
        "",
        f"{'Đúng' if vi else 'Right'}:",
        "",
        *_quoted(rule.example.right),
        "",
        f"{'Sai' if vi else 'Wrong'}:",
        "",
        *_quoted(rule.example.wrong),
        "",
    ]
    return "\n".join(lines)


def _range(rule: Rule, *, vi: bool) -> str:
    parts = []
    if rule.since:
        day = f"{rule.since:%d/%m/%Y}"
        parts.append(f"ban hành từ {day}" if vi else f"issued from {day} on")
    if not rule.party:
        parts.append("không xét văn bản của Đảng" if vi else "not those of the Party")
    return ("; " + ", ".join(parts)) if parts else ""


def _quoted(words: str) -> list[str]:
    shown = words.strip("\n")
    if not shown.strip():
        return ["    (không có / nothing)"]
    return [f"    {line}".rstrip() for line in shown.split("\n")]


def page(rule: Rule) -> str:
    return f"# {rule.id}\n\n{explained(rule, 'vi')}\n---\n\n{explained(rule, 'en')}"


def pages() -> dict[str, str]:
    """Every page by its file name, and the index."""
    return {f"{rule.id}.md": page(rule) for rule in chosen()} | {"index.md": _index()}


def _index() -> str:
    rules = chosen()
    intro = (
        f"# Quy tắc kiểm tra văn bản / Rules of the linter\n\n"
        f"{len(rules)} quy tắc của `khuevan check`, viết ra từ mã nguồn bằng `script/rules`.\n"
        f"{len(rules)} rules of `khuevan check`, written from the code by `script/rules`.\n"
    )
    return intro + "".join(_family(letter, rules) for letter in _FAMILIES)


def _family(letter: str, rules: tuple[Rule, ...]) -> str:
    name = _FAMILIES[letter]
    return (
        f"\n## {letter}: {name.vi} / {name.en}\n\n| | mức | quy tắc | rule |\n|---|---|---|---|\n"
        + "".join(_row(rule) for rule in rules if rule.id.startswith(letter))
    )


def _row(rule: Rule) -> str:
    said = (
        f"[{rule.id}]({rule.id}.md)",
        _SEVERITIES[rule.severity].vi,
        rule.title.vi,
        rule.title.en,
    )
    return f"| {' | '.join(said)} |\n"
