from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuevan.budget.models import Estimate
from khuevan.documents import actions as documents
from khuevan.kit.audit import history, key_of
from khuevan.kit.errors import Refused
from khuevan.training import actions, venue_rules
from khuevan.training.models import Quote, Venue, VenueProof
from khuevan.training.tests import programme
from khuevan.vanban.tests import files

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 20)
RULE = {"stars": 3, "city": "Hà Nội"}
RAN_OUT, NOT_YET = (date(2020, 1, 1), date(2025, 11, 19)), (date(2025, 12, 1), date(2030, 1, 1))

# name, city, seats, proofs [(stars, from, to)], what fails
TWELVE = [
    ("2★, 100 chỗ", "Hà Nội", 100, [(2,)], ["too_few_stars", "too_small"]),
    ("2★, 142 chỗ", "Hà Nội", 142, [(2,)], ["too_few_stars"]),
    ("3★, 100 chỗ", "Hà Nội", 100, [(3,)], ["too_small"]),
    ("3★, vừa đủ", "Thành phố Hà Nội", 142, [(3,)], []),
    ("3★, rộng", "Hà Nội", 200, [(3,)], []),
    ("4★, rộng, NFD", "Hà Nội", 200, [(4,)], []),
    ("4★, nơi khác", "Hải Phòng", 200, [(4,)], ["other_city"]),
    ("4★, hết hạn", "Hanoi", 200, [(4, *RAN_OUT)], ["proof_expired"]),
    ("3★, chưa hiệu lực", "TP. Hà Nội", 200, [(3, *NOT_YET)], ["proof_not_yet"]),
    ("tự nhận 5★", "Hà Nội", 200, [], ["no_proof"]),
    ("xuống hạng", "Hà Nội", 142, [(4, date(2021, 1, 1)), (2, date(2025, 1, 1))],
     ["too_few_stars"]),
    ("3★, chưa đếm chỗ", "Hà Nội", None, [(3,)], ["size_unknown"]),
]  # fmt: skip


@pytest.mark.shows("TRN-5", "R11")
@pytest.mark.parametrize(("name", "city", "seats", "proofs", "wrong"), TWELVE)
def test_twelve_halls_get_the_right_verdict_with_the_failing_reason(
    name, city, seats, proofs, wrong
):
    venue = programme.venue(name, city=city, capacity=seats, proof=None)
    for number, (stars, *days) in enumerate(proofs):
        programme.proof(venue, stars, *days, number=f"{number}/QĐ")

    found = venue_rules.judge(venue, RULE, 142, DAY)

    assert [str(reason) for reason in found.reasons] == wrong
    assert found.passes is (wrong == [])
    assert len(found.checks) == 3


def test_a_check_says_what_was_asked_and_what_is_known():
    venue = programme.venue("Hòa Bình", capacity=100, proof=None)
    programme.proof(venue, 3, *RAN_OUT, number="12/QĐ-CDL")

    found = venue_rules.judge(venue, RULE | {"step_free": True}, 142, DAY)

    assert [(one.asked, one.found) for one in found.failed] == [
        ("3 sao trở lên", "12/QĐ-CDL hết hạn ngày 19/11/2025, trước ngày 20/11/2025"),
        ("từ 142 chỗ trở lên", "100 chỗ"),
        ("lối đi không bậc", "chưa rõ có bậc hay không"),
    ]


def test_a_class_is_judged_on_its_own_day_and_seats():
    run = programme.run(venue_rule=RULE, window_to=DAY)
    assert venue_rules.judge_run(run) is None
    programme.seat(run)
    actions.choose_venue(run, programme.venue("Nhỏ", capacity=1), by=run.owner)
    run.refresh_from_db()
    assert venue_rules.day_of(run) == DAY
    found = venue_rules.judge_run(run)
    assert (found.passes, found.on) == (True, DAY)


@pytest.mark.shows("R11")
def test_a_hall_that_fails_is_taken_only_with_a_reason_and_the_reason_is_kept():
    run = programme.run(venue_rule=RULE, window_to=DAY)
    small = programme.venue("Nhỏ", city="Hải Phòng", capacity=200)

    with pytest.raises(Refused, match="Hải Phòng"):
        actions.choose_venue(run, small, why="vội", by=run.owner)
    run.refresh_from_db()
    assert (run.venue, run.revision) == (None, 0)

    actions.choose_venue(run, small, why="Hà Nội không còn hội trường trống.", by=run.owner)
    run.refresh_from_db()
    assert (run.venue, run.revision) == (small, 1)
    said = history(run).first()
    assert (said.why, said.facts["reasons"]) == (
        "Hà Nội không còn hội trường trống.", ["other_city"]
    )  # fmt: skip


def test_a_held_class_keeps_its_venue():
    run = programme.run(state="cancelled")
    with pytest.raises(Refused):
        actions.choose_venue(run, programme.venue(), by=run.owner)


def test_the_same_decision_and_the_same_quote_are_refused_twice():
    run = programme.run()
    venue = programme.venue(proof=None)
    programme.proof(venue, 3, number="1/QĐ")
    with pytest.raises(Refused, match="1/QĐ"):
        actions.add_proof(programme.new_proof(venue, 4, number="1/QĐ"), by=run.owner)
    quote = {"run": run, "venue": venue, "amount": Decimal(12_000_000), "dated": DAY}
    actions.add_quote(Quote(**quote), by=run.owner)
    with pytest.raises(Refused):
        actions.add_quote(Quote(**quote), by=run.owner)
    actions.remove_quote(Quote.objects.get(), by=run.owner)
    assert (Quote.objects.count(), VenueProof.objects.count()) == (0, 1)


@pytest.mark.shows("R11")
def test_quotes_with_their_paper_become_vouchers_of_the_estimate_once():
    run = programme.run()
    for number in range(3):
        quote = Quote(run=run, venue=programme.venue(f"Nhà {number}"), amount=Decimal(9), dated=DAY)
        page = files.pdf([(72, 700, f"BÁO GIÁ {number}")])
        quote.file = documents.store(page, f"{number}.pdf", by=run.owner) if number else None
        actions.add_quote(quote, by=run.owner)
    with pytest.raises(Refused, match="chưa có dự toán"):
        actions.hand_over_quotes(run, by=run.owner)
    estimate = Estimate.objects.create(title="Lớp", origin=key_of(run), prepared_by=run.owner)
    assert actions.hand_over_quotes(run, by=run.owner) == 2
    assert actions.hand_over_quotes(run, by=run.owner) == 0
    assert sorted(estimate.vouchers.values_list("seller", "kind")) == [
        ("Nhà 1", "quote"), ("Nhà 2", "quote")
    ]  # fmt: skip


@pytest.mark.shows("R10")
def test_a_class_outside_its_window_shuts_the_gate():
    begins = timezone.make_aware(datetime(2025, 9, 30, 8))
    run = programme.run(starts_at=begins, ends_at=begins + timedelta(hours=4), mode="online")
    run.window_from = date(2025, 10, 1)
    assert [one.code for one in actions.gate(run).lacking] == ["plan", "estimate", "window"]
    run.window_from = date(2025, 9, 30)
    assert [one.code for one in actions.gate(run).lacking] == ["plan", "estimate"]


@pytest.mark.parametrize(
    "wrong", [{"stars": 6}, {"stars": 0}, {"valid_to": date(2019, 1, 1)}], ids=str
)
def test_the_database_keeps_proofs_possible(wrong):
    proof = programme.new_proof(programme.venue(proof=None), 3)
    for name, value in wrong.items():
        setattr(proof, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        proof.save()


def test_a_hall_is_kept_with_its_search_words():
    officer = programme.run().owner
    actions.keep_venue(Venue(name="Khách sạn Đông Đô", hall="Sảnh Ánh", city="Hà Nội"), by=officer)
    assert Venue.objects.get(search__contains="dong do").hall == "Sảnh Ánh"
