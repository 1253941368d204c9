from __future__ import annotations

import pytest
from django.apps import apps

from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.training import actions, results
from khuevan.training.actions import Asked
from khuevan.training.enums import Moment, QuestionForm, QuestionPart
from khuevan.training.models import Remark, Survey, SurveyMark, SyllabusItem, Tally
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db

SURE = Asked("Mức độ nắm được kỹ năng viết tin?", QuestionPart.KNOWLEDGE, QuestionForm.SCALE)
CAPITAL = Asked(
    "Cơ quan nào chủ trì công tác này?", QuestionPart.KNOWLEDGE, QuestionForm.CHOICE,
    ("Sở", "Phường", "Báo"), 0,
)  # fmt: skip
USEFUL = Asked("Nội dung thiết thực", QuestionPart.EVALUATION, QuestionForm.SCALE)
WISH = Asked("Lần sau cần đổi gì?", QuestionPart.EVALUATION, QuestionForm.WORDS)


@pytest.fixture
def run():
    made = make.summoned()
    actions.set_questions(made, [SURE, CAPITAL, USEFUL, WISH], by=made.owner)
    return made


def keys(run):
    return list(run.survey_questions.values_list("pk", flat=True))


def answered(survey, people, *answers):
    for person, given in zip(people, answers, strict=True):
        said = dict(zip(keys(survey.run), given, strict=False))
        actions.answer_survey(survey, said, by=person)


@pytest.mark.shows("R04")
def test_the_same_questions_before_and_after_give_the_gain(run):
    people = make.filled(run, 5)
    before = actions.open_survey(run, Moment.BEFORE, by=run.owner)
    answered(before, people, ("1", "1"), ("2", "0"), ("3", "1"), ("2", "2"), ("2", "0"))
    after = actions.open_survey(run, Moment.AFTER, by=run.owner)
    answered(after, people, *[("4", "0", "5")] * 4, ("4", "1", "4", "Cần thêm thực hành"))
    before.refresh_from_db()
    actions.close_survey(after, by=run.owner)

    gains = results.gains(results.results(before), results.results(after))

    assert [(one.before, one.after, one.difference) for one in gains] == [(2, 4, 2), (40, 80, 40)]
    marks = results.results(after)
    assert marks.mean_of(QuestionPart.EVALUATION) == 4.8
    assert [one.text for one in marks.remarks] == ["Cần thêm thực hành"]


def test_opening_the_second_survey_closes_the_first(run):
    before = actions.open_survey(run, Moment.BEFORE, by=run.owner)

    actions.open_survey(run, Moment.AFTER, by=run.owner)

    before.refresh_from_db()
    assert before.closed_at is not None


@pytest.mark.shows("R04")
def test_nothing_is_shown_of_fewer_than_five_nor_while_the_survey_is_open(run):
    people = make.filled(run, 5)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)
    answered(survey, people[:4], *[("5", "0", "5", "Tốt")] * 4)
    survey.refresh_from_db()
    open_ = results.results(survey)
    assert not open_.is_too_few
    actions.close_survey(survey, by=run.owner)
    few = results.results(survey)

    assert (open_.lines, open_.remarks, few.lines, few.remarks) == ((), (), (), ())
    assert few.is_too_few


@pytest.mark.shows("R04")
def test_no_row_leads_from_an_answer_to_a_person(run):
    """What is kept: a mark of who answered, counts, remarks by lot; nothing joins them."""
    [person] = make.filled(run, 1)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)
    before = AuditEvent.objects.count()

    answered(survey, [person], ("4", "0", "5", "Phòng lạnh quá"))

    # Every table that can hold something of an answer, and every table it points at.
    for model in (Tally, Remark):
        pointed = {field.related_model for field in model._meta.fields if field.related_model}
        assert pointed <= {Survey, apps.get_model("training", "SurveyQuestion")}
        assert not [f for f in model._meta.fields if "Date" in f.get_internal_type()]
    assert {f.name for f in SurveyMark._meta.fields} == {"id", "survey", "nomination"}
    assert list(Tally.objects.values_list("count", flat=True)) == [1, 1, 1]
    assert AuditEvent.objects.count() == before


def test_nobody_answers_twice_nor_after_the_end(run):
    people = make.filled(run, 2)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)
    answered(survey, people[:1], ("4", "0", "5"))

    with pytest.raises(AlreadyDecided):
        answered(survey, people[:1], ("1", "1", "1"))
    actions.close_survey(survey, by=run.owner)
    with pytest.raises(AlreadyDecided):
        answered(survey, people[1:], ("1", "1", "1"))

    survey.refresh_from_db()
    assert (survey.replies, Tally.objects.count()) == (1, 3)


@pytest.mark.parametrize(
    "given", [("", ""), ("9", "7"), ("x", "-1"), ("٣", "")], ids=["blank", "far", "odd", "digit"]
)
def test_answers_that_nobody_offered_are_no_answers(run, given):
    [person] = make.filled(run, 1)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)

    with pytest.raises(Refused):
        answered(survey, [person], given)

    assert not Tally.objects.exists()
    assert not SurveyMark.objects.exists()


def test_a_secret_in_a_remark_is_refused_without_a_name(run):
    [person] = make.filled(run, 1)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)

    with pytest.raises(Refused):
        answered(survey, [person], ("4", "0", "5", "TUYỆT MẬT\nnội dung"))

    assert not SurveyMark.objects.exists()
    assert AuditEvent.objects.latest("seq").by_name == "—"


def test_questions_stay_once_the_class_is_asked(run):
    actions.open_survey(run, Moment.BEFORE, by=run.owner)

    with pytest.raises(Refused):
        actions.set_questions(run, [USEFUL], by=run.owner)
    with pytest.raises(AlreadyDecided):
        actions.open_survey(run, Moment.BEFORE, by=run.owner)


def test_a_choice_needs_two_answers_and_the_right_one_among_them(run):
    odd = Asked("?", QuestionPart.KNOWLEDGE, QuestionForm.CHOICE, ("Một", "Hai"), 2)

    with pytest.raises(Refused):
        actions.set_questions(run, [odd], by=run.owner)

    assert len(keys(run)) == 4


@pytest.mark.shows("R04")
def test_a_class_without_questions_is_asked_about_its_syllabus():
    run = make.summoned()
    SyllabusItem.objects.create(run=run, order=1, title="Kỹ năng viết tin")

    actions.open_survey(run, Moment.BEFORE, by=run.owner)

    first = run.survey_questions.first()
    assert (first.part, "Kỹ năng viết tin" in first.text) == (QuestionPart.KNOWLEDGE, True)


def test_a_remark_that_names_somebody_is_kept_out_of_sight(run):
    people = make.filled(run, 5)
    survey = actions.open_survey(run, Moment.AFTER, by=run.owner)
    answered(survey, people, *[("4", "0", "5", "Góp ý")] * 5)
    actions.close_survey(survey, by=run.owner)

    actions.hide_remark(Remark.objects.all()[0], by=run.owner)

    assert len(results.results(survey).remarks) == 4
    assert len(results.results(survey, with_hidden=True).remarks) == 5
