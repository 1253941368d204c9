"""Charts from one specification: SVG on the page, PNG on paper, the same picture.

Vega-Lite through vl-convert, offline and deterministic. Colours are Okabe and Ito's, which people
with any colour vision tell apart; every bar bears its number, so colour is never alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import vl_convert

from khuevan.reports.composing import tokens
from khuevan.reports.composing.display import Value
from khuevan.reports.composing.figures import shown

FONT = "Liberation Sans, Arimo, Arial, DejaVu Sans, sans-serif"
INK, LINE, PAPER = "#211a14", "#d0c4b0", "#ffffff"
# Dark enough for white letters, but for the one whose letters are black.
COLOURS = {
    "Hoàn thành": "#0072b2", "Đúng hạn": "#0072b2", "Chờ nghiệm thu": "#009e73",
    "Đang thực hiện": "#f0e442", "Chậm": "#d55e00",
    "Mốc so sánh": "#5c5c5c", "Kết quả": "#0072b2", "Mục tiêu": "#009e73",
}  # fmt: skip
WIDTH, BAR = 400, 38
LINE_LENGTH, BREAK = 34, "|"
SCALE = 2.0
SMALL_SCALE = 2
Json = dict[str, Any]


def rows(facts: Mapping[str, Any], values: Mapping[str, Value]) -> list[Json]:
    """One row for each bar: what it is of, which part, how much."""
    parts = facts["head"][1:]
    found = []
    for name, *cells in facts["rows"]:
        for place, (part, cell) in enumerate(zip(parts, cells, strict=True)):
            [code] = tokens.codes(cell)
            known = values.get(code)
            amount = float(known.value) if known and known.value is not None else 0.0
            said = shown(known.value, known.measured_in) if known else ""
            found.append({"of": name, "part": part, "place": place, "n": amount, "said": said})
    return found


def specification(facts: Mapping[str, Any], values: Mapping[str, Value]) -> Json:
    """Bars lying one under another, each cut into its parts, the number in each part."""
    parts = list(facts["head"][1:])
    bars = rows(facts, values)
    names = list(dict.fromkeys(row["of"] for row in bars))
    # Each part begins where the one before it ends; said here, so that the letters stand inside.
    ends: dict[str, float] = {}
    for row in bars:
        row["from"] = ends.get(row["of"], 0.0)
        row["to"] = ends[row["of"]] = row["from"] + row["n"]
        row["words"] = row["said"] if row["n"] else ""
    widest = max(ends.values(), default=0) or 1
    # Between whole numbers there is no tick; a scale of less than two has none that says anything.
    axis = {"grid": True, "tickMinStep": 1, "format": "d"}
    axis |= {"labels": False} if widest < SMALL_SCALE and widest % 1 else {}
    for row in bars:
        # A part too narrow for its number keeps it out: the table beside the chart says it.
        row["words"] = row["words"] if row["n"] / widest > 0.016 * len(row["words"]) else ""
    colour = {
        "field": "part", "type": "nominal", "title": None, "sort": parts,
        "scale": {"domain": parts, "range": [COLOURS.get(part, "#56b4e9") for part in parts]},
        "legend": {"orient": "bottom", "columns": len(parts), "symbolType": "square"},
    }  # fmt: skip
    place = {
        "field": "of", "type": "nominal", "title": None,
        "axis": {"labelLimit": 250, "labelOverlap": False, "ticks": False, "domain": False,
                 "labelExpr": f"split(datum.label, '{BREAK}')", "labelPadding": 8},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": PAPER, "padding": 8, "width": WIDTH, "height": BAR * max(len(names), 1),
        "data": {"values": [_wrapped(row) for row in bars]},
        "encoding": {"y": place | {"sort": [_lines(name) for name in names]}},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.72}},
                "encoding": {
                    "x": {"field": "from", "type": "quantitative", "title": None, "axis": axis},
                    "x2": {"field": "to"}, "color": colour,
                },
            },
            {
                "transform": [{"calculate": "(datum.from + datum.to) / 2", "as": "middle"}],
                "mark": {"type": "text", "fontWeight": "bold", "fontSize": 12},
                "encoding": {
                    "x": {"field": "middle", "type": "quantitative"},
                    "text": {"field": "words"},
                    "color": {
                        "condition": {"test": "datum.part == 'Đang thực hiện'", "value": INK},
                        "value": "#ffffff",
                    },
                },
            },
        ],
        "config": {
            "font": FONT, "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "labelColor": INK, "gridColor": LINE, "domainColor": LINE},
            "legend": {"labelFontSize": 12, "labelColor": INK, "labelLimit": 0, "columnPadding": 16},
        },
    }  # fmt: skip


def _lines(name: str) -> str:
    """A long name on two lines, cut with "…" when even those are too short."""
    if len(name) <= LINE_LENGTH:
        return name
    first = name[:LINE_LENGTH].rsplit(" ", 1)[0]
    rest = name[len(first) :].strip()
    if len(rest) > LINE_LENGTH:
        rest = rest[: LINE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    return f"{first}{BREAK}{rest}"


def _wrapped(row: Json) -> Json:
    return row | {"of": _lines(row["of"])}


def svg(facts: Mapping[str, Any], values: Mapping[str, Value]) -> str:
    return _svg(json.dumps(specification(facts, values), ensure_ascii=False, sort_keys=True))


def png(facts: Mapping[str, Any], values: Mapping[str, Value]) -> bytes:
    return _png(json.dumps(specification(facts, values), ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=32)
def _svg(packed: str) -> str:
    return str(vl_convert.vegalite_to_svg(packed))


@lru_cache(maxsize=32)
def _png(packed: str) -> bytes:
    return bytes(vl_convert.vegalite_to_png(packed, scale=SCALE))


def alt(facts: Mapping[str, Any], values: Mapping[str, Value]) -> str:
    """The chart in words: every bar with its parts."""
    told: dict[str, list[str]] = {}
    for row in rows(facts, values):
        if row["n"]:
            told.setdefault(row["of"], []).append(f"{row['part'].lower()} {row['said']}")
    lines = [f"{name}: {', '.join(parts)}" for name, parts in told.items()]
    return f"Biểu đồ. {facts['caption']}. {'; '.join(lines)}."
