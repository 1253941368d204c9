from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string


def later(job: str, *ids: int | str) -> None:
    """Enqueue ``khuevan.<job>`` once the surrounding transaction has committed.

    A job takes ids, fetches what they name and is safe to run twice: workers get killed.
    """
    task = import_string(f"khuevan.{job}")
    transaction.on_commit(partial(task.using(backend="jobs").enqueue, *ids))
