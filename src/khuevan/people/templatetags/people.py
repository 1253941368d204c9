from __future__ import annotations

from django import template
from django.conf import settings

from khuevan.kit.models import AuditEvent
from khuevan.people import roster, words
from khuevan.people.models import User

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[User]:
    """One account of each role to try; a production start has none and shows none."""
    if settings.MODE != "demo":
        return []
    users = User.objects.filter(is_demo=True, is_active=True).select_related("organisation")
    return list(users.order_by("pk"))


@register.filter
def kind_words(kind: str) -> str:
    return words.kind_words(kind)


@register.filter
def words_before(event: AuditEvent) -> str:
    return words.value_words(event, event.before)


@register.filter
def words_after(event: AuditEvent) -> str:
    return words.value_words(event, event.after)


@register.filter
def roster_label(name: str) -> str:
    return str(roster.LABELS.get(name, name))
