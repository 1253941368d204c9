"""What is done to files and documents. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.documents.actions.files import (
    in_own_language,
    keep,
    read,
    received,
    secrets_refused,
    store,
)

__all__ = ["in_own_language", "keep", "read", "received", "secrets_refused", "store"]
