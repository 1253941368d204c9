"""Arithmetic that a report type holds as data: names of measures, figures, + - * / and brackets.

Nothing is ever run: the text becomes a tree, of which only what stands here is understood.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import cache

from django.utils.translation import gettext as _

LONGEST = 300
DEEPEST = 30
LARGEST = Decimal(10) ** 15
CENT = Decimal("0.01")
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", ":": "/"})
FUNCTIONS: dict[str, Callable[..., Decimal]] = {"min": min, "max": max}

Words = Callable[[str], str]


class FormulaError(ValueError):
    """Why a text is no formula; its sentence is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no figure: shown in its place, never an exception."""

    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Formula:
    text: str
    names: frozenset[str]
    tree: ast.expr = field(compare=False, repr=False)


def parse(text: str, names: Collection[str] | None = None) -> Formula:
    """The formula, or FormulaError with what to mend. ``names``: those it may use; None: any."""
    if len(text) > LONGEST:
        raise FormulaError(
            _("The formula is longer than %(count)d characters. Split it over two indicators.")
            % {"count": LONGEST}
        )
    return _parsed(text, None if names is None else frozenset(names))


@cache
def _tree(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.translate(SIGNS).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parsed(text: str, names: frozenset[str] | None) -> Formula:
    tree = _tree(text)
    if tree is None:
        raise FormulaError(
            _(
                "“%(text)s” cannot be read as a formula. Use names of measures, figures, "
                "+ - * / and brackets, for instance: tasks_done / tasks_due * 100"
            )
            % {"text": text[:80]}
        )
    used = frozenset(_names(tree, 0))
    unknown = sorted(used - names) if names is not None else []
    if unknown:
        raise FormulaError(
            _("There is no measure called “%(name)s”. Choose one from the list beside the field.")
            % {"name": unknown[0]}
        )
    return Formula(text, used, tree)


def _names(node: ast.expr, depth: int) -> list[str]:
    """The names in a tree that holds nothing but arithmetic."""
    if depth > DEEPEST:
        raise FormulaError(_("The formula has too many brackets in one another. Split it."))
    if isinstance(node, ast.Name):
        return [node.id]
    return [name for part in _parts(node) for name in _names(part, depth + 1)]


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
            return [left, right]
        case ast.UnaryOp(ast.UAdd() | ast.USub(), operand):
            return [operand]
        case ast.Constant(value) if type(value) in (int, float):
            return []
        case ast.Call(ast.Name(name), [_one, _other, *_more] as given, []) if name in FUNCTIONS:
            if not any(isinstance(one, ast.Starred) for one in given):
                return given
    raise FormulaError(
        _("“%(part)s” is not arithmetic. Only names, figures, + - * /, brackets, min and max.")
        % {"part": ast.unparse(node)[:60]}
    )


def problem_of(text: str, names: Collection[str] | None = None) -> str:
    """What is wrong with a formula, in a sentence; "" when nothing is."""
    try:
        parse(text, names)
    except FormulaError as error:
        return str(error)
    return ""


class _NoFigure(Exception):
    pass


def evaluate(
    formula: Formula, values: Mapping[str, Decimal | int | None], words: Words = str
) -> Decimal | Problem:
    """The figure to two places, or why there is none. ``words`` gives a name as people read it."""
    with localcontext() as context:
        context.prec = 60
        try:
            found = _value(formula.tree, values, words)
            if abs(found) >= LARGEST:
                return Problem(_("Not computable: the figure is too large."))
            return found.quantize(CENT, ROUND_HALF_UP)
        except _NoFigure as why:
            return Problem(str(why))
        except (InvalidOperation, ArithmeticError):
            return Problem(_("Not computable: the figure is too large."))


def _value(node: ast.expr, values: Mapping[str, Decimal | int | None], words: Words) -> Decimal:
    match node:
        case ast.Name(name):
            if (value := values.get(name)) is None:
                raise _NoFigure(
                    _("Not computable: “%(name)s” has no figure yet.") % {"name": words(name)}
                )
            return Decimal(value)
        case ast.Constant(value):
            return Decimal(repr(value))
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(operand, values, words)
        case ast.UnaryOp(_sign, operand):
            return _value(operand, values, words)
        case ast.Call(ast.Name(name), given):
            return FUNCTIONS[name](*[_value(one, values, words) for one in given])
        case ast.BinOp(left, operator, right):
            return _joined(left, operator, right, values, words)
    raise _NoFigure(_("Not computable: this is not arithmetic."))


def _joined(
    left: ast.expr, operator: ast.operator, right: ast.expr,
    values: Mapping[str, Decimal | int | None], words: Words,
) -> Decimal:  # fmt: skip
    one, other = _value(left, values, words), _value(right, values, words)
    match operator:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
    if not other:
        named = words(right.id) if isinstance(right, ast.Name) else ast.unparse(right)
        raise _NoFigure(_("Not computable: “%(name)s” is zero.") % {"name": named})
    return one / other


def in_order(formulas: Mapping[str, Formula]) -> list[str]:
    """The codes so that each comes after those that its formula names; FormulaError for a circle."""
    done: list[str] = []

    def visit(code: str, path: tuple[str, ...]) -> None:
        if code in path:
            circle = " → ".join((*path[path.index(code) :], code))
            raise FormulaError(
                _("These indicators compute one another in a circle: %(circle)s.")
                % {"circle": circle}
            )
        if code in done or code not in formulas:
            return
        for name in sorted(formulas[code].names):
            visit(name, (*path, code))
        done.append(code)

    for code in formulas:
        visit(code, ())
    return done
