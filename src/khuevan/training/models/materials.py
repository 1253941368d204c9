from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import LegalBasis, StoredFile
from khuevan.kit.vietnamese import fold
from khuevan.people.models import Organisation
from khuevan.training.enums import PUBLISHED, AskedWhen, MaterialKind, QuestionState
from khuevan.training.models.courses import ClassRun, SyllabusItem
from khuevan.training.models.seats import Nomination
from khuevan.training.models.speakers import Invitation


class MaterialQuerySet(models.QuerySet["Material"]):
    def weighed(self) -> Self:
        """With ``is_unfounded``: its part takes approved sources only, and it rests on none (R23)."""
        itself = LegalBasis.objects.usable().filter(pk=OuterRef("basis"))
        cited = LegalBasis.objects.usable().filter(backs=OuterRef("pk"))
        lacks = Q(item__is_restricted=True) & ~Exists(itself) & ~Exists(cited)
        unfounded = When(lacks, then=True)
        return self.annotate(
            is_unfounded=Case(unfounded, default=False, output_field=models.BooleanField())
        )

    def handed_out(self) -> Self:
        """What trainees get: shown to them, and founded where it has to be."""
        return self.weighed().filter(is_shown=True, is_unfounded=False)

    def unfounded(self) -> Self:
        return self.weighed().filter(is_unfounded=True)


class Material(models.Model):
    """What trainees read: a directive document of the register, slides, a handout.

    ``sources``: the documents of the register on which slides or a handout rest.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="materials")
    order = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=MaterialKind.choices)
    title = models.CharField(_("title"), max_length=1000)
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, related_name="materials"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey(
        SyllabusItem, models.SET_NULL, null=True, blank=True, related_name="materials"
    )
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, blank=True, related_name="materials"
    )
    sources = models.ManyToManyField(LegalBasis, related_name="backs", blank=True)
    is_shown = models.BooleanField(_("shown to trainees"), default=True)
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "basis"], condition=Q(basis__isnull=False),
                name="material_basis_once",
            ),
            models.CheckConstraint(
                name="material_is_something", condition=Q(basis__isnull=False) | Q(file__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def stored(self) -> StoredFile | None:
        """The file to hand out: its own, or that of the document in the register."""
        return self.file or (self.basis.file if self.basis else None)


class MaterialRead(models.Model):
    """A trainee says of a document: I have read it. Shown to the office as numbers alone."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="reads")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="reads")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "nomination"], name="material_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.material_id}: {self.nomination_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> Self:
        return self.filter(state__in=PUBLISHED)

    def waiting(self) -> Self:
        return self.filter(state=QuestionState.NEW)


class Question(models.Model):
    """What somebody asks before, during or after a class; shown to others once a person lets it.

    Others see the unit's name at most, never the person's. ``key`` is the client-made id of the
    sending: twice sent, once kept. ``joined_to``: the question that says the same.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="questions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    nomination = models.ForeignKey(
        Nomination, models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    moment = models.CharField(max_length=10, choices=AskedWhen.choices)
    text = models.CharField(_("question"), max_length=1000)
    is_unnamed = models.BooleanField(_("leave out the unit's name"), default=False)
    state = models.CharField(
        max_length=10, choices=QuestionState.choices, default=QuestionState.NEW
    )
    hidden_why = models.CharField(max_length=300, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by_name = models.CharField(_("who answers"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_faq = models.BooleanField(_("keep among the frequent questions"), default=False)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=40, blank=True)
    search = models.TextField(editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "key"], condition=~Q(key=""), name="question_once_per_key"
            ),
            models.CheckConstraint(
                name="question_answered_has_answer",
                condition=~Q(state=QuestionState.ANSWERED) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="question_hidden_has_reason",
                condition=~Q(state=QuestionState.HIDDEN) | ~Q(hidden_why=""),
            ),
            models.CheckConstraint(
                name="question_joined_names_the_other",
                condition=Q(state=QuestionState.JOINED, joined_to__isnull=False)
                | Q(~Q(state=QuestionState.JOINED), joined_to=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.text} {self.answer}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched
