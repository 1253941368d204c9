"""The command line `khuevan`: Django's commands and ours; a hyphen in a name is an underscore."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.web.settings")
    arguments = [sys.argv[0], *(a.replace("-", "_") for a in sys.argv[1:2]), *sys.argv[2:]]
    if len(arguments) > 1 and sys.argv[1].startswith("-"):
        arguments[1] = sys.argv[1]
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
