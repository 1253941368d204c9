from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from khuevan.people.models import User
from khuevan.people.seeds import seed_units
from khuevan.web.demo import office


@pytest.fixture
def users() -> dict[str, User]:
    with translation.override("vi"):
        seed_units()
        return office.open_office(timezone.localdate() - timedelta(days=30))
