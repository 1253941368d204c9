"""Pages that open without a line: their service worker, put together from parts.

One script at one address: a browser compares it byte by byte, so a changed part reaches every device.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse

PARTS = ("kit/offline/keeper.js",)
_REMARKS = re.compile(r"^ */\*.*?\*/\n|^ *//[^\n]*\n", re.MULTILINE | re.DOTALL)


def worker(*parts: str) -> HttpResponse:
    """What every such worker needs, then ``parts`` (static files); it holds no facts of anybody.

    Lines that hold a remark alone stay behind: phones on slow lines fetch it.
    """
    text = _REMARKS.sub("", "\n".join(_read(part) for part in (*PARTS, *parts)))
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _read(part: str) -> str:
    path = finders.find(part)
    if not isinstance(path, str):
        raise Http404
    return Path(path).read_text(encoding="utf-8")
