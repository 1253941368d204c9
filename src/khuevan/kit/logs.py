from __future__ import annotations

import logging
import re

# "12-0123456789abcdef..." in a path: a signed token. Whoever has it needs no account.
TOKEN = re.compile(r"\b(\d+)-[0-9a-f]{16,}")
# "KV1.3.2F.ABCDEFGH...": the text of a QR code that stands for a person.
TICKET = re.compile(r"\b(KV\d\.[0-9A-Z]+\.[0-9A-Z]+)\.[0-9A-Z]{16,}", re.IGNORECASE)


class HideTokens(logging.Filter):
    """No log line ever holds a signed token: the number of the link is enough to find it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = TICKET.sub(r"\1.…", TOKEN.sub(r"\1-…", message))
        if hidden != message:
            record.msg, record.args = hidden, None
        return True
