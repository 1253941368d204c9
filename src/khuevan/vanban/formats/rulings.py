"""From drawn lines to the cells of ruled tables."""

from __future__ import annotations

from typing import Any, NamedTuple

from pdfplumber import table as plumbing

_TOLERANCE = 3.0
_MOST_EDGES = 6_000
"""A drawing, not a table; finding cells in it would take minutes."""


class Edge(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_flat(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


def grids(edges: list[Edge]) -> list[list[tuple[float, float, float, float]]]:
    """The cells of each table with at least two rows or columns, top first."""
    if not 4 <= len(edges) <= _MOST_EDGES:
        return []
    merged = plumbing.merge_edges(
        [_plain(edge) for edge in edges],
        snap_x_tolerance=_TOLERANCE,
        snap_y_tolerance=_TOLERANCE,
        join_x_tolerance=_TOLERANCE,
        join_y_tolerance=_TOLERANCE,
    )
    crossings = plumbing.edges_to_intersections(merged, _TOLERANCE, _TOLERANCE)
    tables = plumbing.cells_to_tables(plumbing.intersections_to_cells(crossings))
    return sorted((cells for cells in tables if len(cells) > 2), key=lambda cells: cells[0][1])


def _plain(edge: Edge) -> dict[str, Any]:
    """As pdfplumber writes edges: a line without thickness."""
    x0, top, x1, bottom = edge
    if edge.is_flat:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom}
    size = {"width": x1 - x0, "height": bottom - top}
    return {"orientation": "h" if edge.is_flat else "v", **place, **size}
