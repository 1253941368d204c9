from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_rate_limits_left_over():
    cache.clear()
    yield
    cache.clear()
