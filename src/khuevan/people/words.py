"""Words of stored values of every app: an audit row names its kind, the page says it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise

from khuevan.kit.models import AuditEvent


@cache
def kinds() -> dict[str, str | Promise]:
    """Every `Kind` that an app of ours declares in its enums (or in kit, beside its mechanism)."""
    found: dict[str, str | Promise] = {}
    for config in apps.get_app_configs():
        for name in (f"{config.name}.{part}" for part in ("enums", "outbox", "archive")):
            if config.name.startswith("khuevan.") and find_spec(name):
                declared = getattr(import_module(name), "Kind", None)
                if isinstance(declared, type) and issubclass(declared, TextChoices):
                    found.update({one.value: one.label for one in declared})
    return found


def kind_words(kind: str) -> str:
    return str(kinds().get(kind, kind))


def value_words(event: AuditEvent, value: str) -> str:
    """A stored state or purpose in words; what is no choice of the row's model or app stays."""
    label, _, _ = event.target.partition(":")
    try:
        fields = apps.get_model(label)._meta.get_fields()
    except (LookupError, ValueError):
        fields = []
    for choices in [
        *(dict(getattr(one, "flatchoices", ())) for one in fields),
        _choices(event.kind),
    ]:
        if value in choices:
            return str(choices[value])
    return value


@cache
def _choices(kind: str) -> dict[str, str | Promise]:
    """Every choice of the app that a kind belongs to; of two that are written alike, the first."""
    name = f"khuevan.{kind.partition('.')[0]}.enums"
    found: dict[str, str | Promise] = {}
    if find_spec("khuevan." + kind.partition(".")[0]) and find_spec(name):
        for declared in vars(import_module(name)).values():
            if isinstance(declared, type) and issubclass(declared, TextChoices):
                for one in declared:
                    found.setdefault(one.value, one.label)
    return found
