from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler


class MemoryOnly(MemoryFileUploadHandler):
    """Uploads never touch the disk before they have passed the secrecy gate (DOC-3).

    Django's own handler puts files over 2.5 MB into a temporary folder. Of a file over the limit
    only the size is kept: the form refuses it by its size.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.received = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= settings.UPLOAD_LIMIT:
            self.file.write(raw_data)
