from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from khuevan.people.models import Alias, Membership, Organisation, Succession, UnitGroup
from khuevan.people.seeds import seed_units

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.mark.shows("R14", "R15")
def test_the_tree_of_the_city_is_whole():
    seed_units()
    valid = Organisation.objects.valid(TODAY)
    kinds = {kind: valid.filter(kind=kind).count() for kind in ("ward", "commune", "district")}
    assert kinds == {"ward": 51, "commune": 75, "district": 0}
    assert Organisation.objects.filter(kind="district").count() == 30
    sizes = {g.code: g.members_on(TODAY).count() for g in UnitGroup.objects.all()}
    assert sizes == {
        "so-ban-nganh": 16, "phuong-xa": 126, "phong-don-vi-thuoc-so": 5, "doi-tac": 8,
        "quan-huyen-thi-xa": 126,
    }  # fmt: skip


def test_every_row_names_its_source_and_what_is_inferred_says_so():
    seed_units()
    assert Organisation.objects.filter(source="").count() == 0
    unsure = Organisation.objects.in_group("so-ban-nganh", TODAY).filter(is_confirmed=True)
    assert unsure.count() == 0
    districts = Succession.objects.filter(predecessor__kind="district")
    assert (districts.count(), districts.filter(is_confirmed=True).count()) == (126, 0)


def test_seeding_again_adds_nothing_and_keeps_what_the_office_changed():
    first = seed_units()
    Organisation.objects.filter(code="SYT").update(name_vi="Sở Y tế Thủ đô", is_confirmed=True)
    Membership.objects.filter(organisation__code="SYT").update(valid_to=date(2026, 5, 1))
    again = seed_units()
    assert (first.organisations, again.total) == (195, 0)
    assert Organisation.objects.get(code="SYT").name_vi == "Sở Y tế Thủ đô"
    assert Membership.objects.get(organisation__code="SYT").valid_to == date(2026, 5, 1)


def test_the_command_says_what_it_added(capsys):
    call_command("seed_units")
    assert capsys.readouterr().out == (
        f"195 organisations, {Alias.objects.count()} other names, 5 groups, 185 memberships, "
        "132 successions added.\n"
    )
