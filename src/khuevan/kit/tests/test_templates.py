"""What a template can get wrong without anybody looking at its page."""

from __future__ import annotations

import re
from pathlib import Path

import khuevan
from khuevan.kit.components import icon_names

PACKAGE = Path(khuevan.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
ICON = re.compile(r'{% icon "([^"]+)"|\bicon(?:_name)?="([^"]+)"')


def offending(pattern: str) -> list[str]:
    return [
        f"{path.relative_to(PACKAGE)}: {found.group(0)}"
        for path in TEMPLATES
        for found in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]


def test_every_icon_that_a_template_names_is_drawn():
    strange = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in TEMPLATES
        for pair in ICON.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name and "{" not in name and name not in icon_names()
    }
    assert strange == set()


def test_no_template_holds_inline_style_or_script():
    assert offending(r'\sstyle="|<style|<script(?! src=)|\son[a-z]+="') == []


def test_blocktranslate_is_trimmed_so_that_words_hold_no_line_breaks():
    assert offending(r"{% blocktranslate(?! trimmed)[^%]*%}[^{]*\n") == []


def test_nothing_comes_from_another_host():
    assert offending(r'\b(?:src|href)="https?://') == []
