"""What trainees read, and the marks that they have read it (R18-R21)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.documents.models import LegalBasis, StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.training.actions.speakers import next_place
from khuevan.training.enums import Kind, MaterialKind
from khuevan.training.models import (
    ClassRun,
    Material,
    MaterialRead,
    Nomination,
    SyllabusItem,
)

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


def trainees(run: ClassRun) -> QuerySet[Nomination]:
    """Whoever is named for a seat of the class now."""
    return Nomination.objects.active().filter(seat__run=run)


@transaction.atomic
def take_in_bases(run: ClassRun, *, by: User) -> int:
    """Every directive document that the contents cite becomes material; how many were new."""
    held = set(run.materials.exclude(basis=None).values_list("basis_id", flat=True))
    place = next_place(run)
    made: list[Material] = []
    for item in run.syllabus.prefetch_related("bases"):
        for basis in item.bases.all():
            if basis.pk not in held:
                held.add(basis.pk)
                made.append(_of_basis(run, basis, item, place + len(made), by))
    Material.objects.bulk_create(made)
    if made:
        audit.record(
            Kind.MATERIAL_CHANGED, run, by=by, after=", ".join(str(one.basis) for one in made)[:300]
        )
    return len(made)


@transaction.atomic
def cite_basis(item: SyllabusItem, basis: LegalBasis, *, by: User) -> None:
    """A content of the class stands on a directive document; it becomes material too."""
    item.bases.add(basis)
    run = item.run
    try:
        with transaction.atomic():
            _of_basis(run, basis, item, next_place(run), by).save()
    except IntegrityError:
        pass  # among the materials already
    audit.record(Kind.MATERIAL_CHANGED, run, by=by, after=str(basis), item=item.order)


def _of_basis(
    run: ClassRun, basis: LegalBasis, item: SyllabusItem, order: int, by: User
) -> Material:
    return Material(
        run=run, kind=MaterialKind.DIRECTIVE, basis=basis, item=item, order=order,
        title=" ".join(part for part in (basis.doc_type, basis.number, basis.abstract) if part),
        added_by_name=by.actor_name[:200],
    )  # fmt: skip


@transaction.atomic
def add_material(
    run: ClassRun,
    stored: StoredFile,
    *,
    title: str,
    kind: MaterialKind = MaterialKind.HANDOUT,
    item: SyllabusItem | None = None,
    sources: Iterable[LegalBasis] = (),
    by: User,
) -> Material:
    """A file that has passed the secrecy gate (``documents.actions.store``)."""
    made = Material.objects.create(
        run=run, kind=kind, title=" ".join(title.split())[:1000] or stored.name, file=stored,
        item=item, order=next_place(run), added_by_name=by.actor_name[:200],
    )  # fmt: skip
    made.sources.set(sources)
    audit.record(Kind.MATERIAL_CHANGED, run, by=by, after=stored.name[:200], material=made.pk)
    return made


@transaction.atomic
def found_material(
    material: Material, *, item: SyllabusItem | None, sources: Iterable[LegalBasis], by: User
) -> None:
    """To which part a material belongs, and on which documents of the register it rests (R23)."""
    cited = list(sources)
    if item:
        Material.objects.filter(pk=material.pk).update(item=item)
    material.sources.add(*cited)
    audit.record(
        Kind.MATERIAL_CHANGED, material.run, by=by, material=material.pk,
        after=", ".join(map(str, cited))[:300], item=item.order if item else None,
    )  # fmt: skip


def restrict_parts(run: ClassRun, keys: Collection[int], why: str = "", *, by: User) -> None:
    """These parts, and only these, take approved sources only; to let one go needs a reason (R23)."""
    check_text(why, by=by)
    parts = list(run.syllabus.all())
    freed = [one for one in parts if one.is_restricted and one.pk not in keys]
    bound = [one for one in parts if not one.is_restricted and one.pk in keys]
    if freed and len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(
            _("Say why “%(part)s” may be taught from other sources too; the reason stays in the "
              "history.") % {"part": freed[0].title[:120]}
        )  # fmt: skip
    with transaction.atomic():
        for one in (*freed, *bound):
            one.is_restricted = not one.is_restricted
            one.save(update_fields=["is_restricted"])
            audit.record(
                Kind.RUN_CHANGED, run, by=by, after=one.title[:200], why=why.strip()[:300],
                is_restricted=one.is_restricted,
            )  # fmt: skip


@transaction.atomic
def show_material(material: Material, is_shown: bool, *, by: User) -> None:
    if is_shown and Material.objects.unfounded().filter(pk=material.pk).exists():
        raise Refused(
            _("“%(title)s” belongs to a part that takes approved sources only, and cites none that "
              "holds. Name the document of the register on which it rests first.")
            % {"title": material.title[:120]}
        )  # fmt: skip
    Material.objects.filter(pk=material.pk).update(is_shown=is_shown)
    audit.record(
        Kind.MATERIAL_CHANGED, material.run, by=by, material=material.pk, is_shown=is_shown
    )


@transaction.atomic
def remove_material(material: Material, *, by: User) -> None:
    """Not what somebody has read already: hide that instead, so the mark keeps its meaning."""
    if material.reads.exists():
        raise Refused(
            _("Trainees have read “%(title)s” already. Hide it instead of removing it.")
            % {"title": material.title[:120]}
        )
    run, title = material.run, material.title
    material.delete()
    audit.record(Kind.MATERIAL_CHANGED, run, by=by, before=title[:300])


def mark_read(material: Material, nomination: Nomination, *, by: Actor) -> None:
    """Twice is no harm. The mark is the trainee's own; it is no one's measure of a person."""
    MaterialRead.objects.get_or_create(material=material, nomination=nomination)
