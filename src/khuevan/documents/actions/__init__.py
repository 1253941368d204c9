"""What is done to files and documents. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.documents.actions.files import (
    in_own_language,
    keep,
    read,
    received,
    secrets_refused,
    store,
)
from khuevan.documents.actions.papers import Outdated, refuse_secret_words, revise, start_paper
from khuevan.documents.actions.words import check_text

__all__ = [
    "Outdated",
    "check_text",
    "in_own_language",
    "keep",
    "read",
    "received",
    "refuse_secret_words",
    "revise",
    "secrets_refused",
    "start_paper",
    "store",
]
