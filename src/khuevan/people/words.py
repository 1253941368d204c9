"""Words of stored values of every app: an audit row names its kind, the page says it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise


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
