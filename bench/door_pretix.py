"""Runs inside pretix's own environment: an event with so many paid tickets; prints what a door needs.

PRETIX_CONFIG_FILE=... python bench/door_pretix.py 1000
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
import django

django.setup()

from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import CheckinList, Event, Item, Order, OrderPosition, Organizer, Team


def main(tickets: int) -> None:
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    event = Event.objects.create(
        organizer=organizer, name="Bench", slug="bench", date_from=now(), live=True, currency="EUR"
    )
    item = Item.objects.create(event=event, name="Seat", default_price=Decimal(0), admission=True)
    order = Order.objects.create(
        code="BENCH", event=event, organizer=organizer, email="bench@example.vn",
        status=Order.STATUS_PAID, datetime=now(), expires=now() + timedelta(days=10), total=0,
        locale="en", sales_channel=organizer.sales_channels.get(identifier="web"),
    )  # fmt: skip
    for number in range(tickets):
        OrderPosition(
            order=order, item=item, price=Decimal(0), positionid=number + 1, organizer=organizer,
            secret=f"bench{number:027}", attendee_name_parts={"full_name": f"Person {number}"},
        ).save()  # fmt: skip
    checkin_list = CheckinList.objects.create(event=event, name="Door", all_products=True)
    team = Team.objects.create(
        organizer=organizer, name="Door", all_events=True, all_event_permissions=True,
        all_organizer_permissions=True,
    )  # fmt: skip
    token = team.tokens.create(name="door").token
    secrets = list(OrderPosition.objects.order_by("positionid").values_list("secret", flat=True))
    print(json.dumps({"list": checkin_list.pk, "token": token, "secrets": secrets}))


with scopes_disabled():
    main(int(sys.argv[1]))
