from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from khuevan.reports import notices


@pytest.fixture(autouse=True)
def page_of_unit(monkeypatch):
    """Until the unit's page stands, its address is made up."""
    try:
        reverse(notices.PAGE, kwargs={"token": "x", "pk": 1})
    except NoReverseMatch:
        monkeypatch.setattr(
            notices, "page", lambda obligation, link: f"/{link.token}/{obligation.pk}/"
        )
