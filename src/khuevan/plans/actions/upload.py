from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.documents import gate, waiting
from khuevan.documents.citing import in_reading
from khuevan.documents.media import DOC, ODT, PDF, RTF, sniff
from khuevan.documents.models import StoredFile
from khuevan.kit import audit, works
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.names import Index
from khuevan.plans.actions.pairs import look_for_pairs
from khuevan.plans.enums import Kind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.proposals import (
    Proposal,
    ProposedTask,
    day_of_names,
    plan_year,
    propose,
)
from khuevan.vanban.document import Document


class LooksLikeContract(Refused):
    """Asked, not decided: the officer may say that it is a plan all the same."""


def receive(
    file: UploadedFile | bytes, name: str = "", *, by: User, is_sure: bool = False
) -> Plan | Work:
    """Read a plan and put it into the register as a draft, or refuse and leave nothing behind.

    What takes long to read (a scan, an old Word file) becomes a work to wait for instead.
    """
    content, name = documents.received(file, name)
    if takes_long(content):
        return read_later(content, name, is_sure=is_sure, by=by)
    return upload(content, name, by=by, is_sure=is_sure)


def upload(content: bytes, name: str, *, by: User, is_sure: bool = False) -> Plan:
    """The same here and now, however long it takes: for the command line."""
    document, content, name = documents.read(content, name, by=by)
    if is_contract(document) and not is_sure:
        raise LooksLikeContract(
            _(
                "“%(name)s” looks like a contract, not a plan. Nothing was stored. If it is a "
                "plan all the same, choose the file again and tick “This is a plan”."
            )
            % {"name": name}
        )
    return take_in(document, content, name, by=by)


def takes_long(content: bytes) -> bool:
    """Pictures and scans need OCR, old formats LibreOffice: minutes, not a request."""
    media = sniff(content)
    if media is PDF:
        return gate.needs_ocr(content)
    return media is not None and (media.is_photo or media in (DOC, RTF, ODT))


def read_later(content: bytes, name: str, *, is_sure: bool, by: User) -> Work:
    # The title does not name the file: until it is read, it may turn out to be a secret one.
    return works.start(
        "plans.read", _("Reading an uploaded plan"), "plans.jobs.read_upload",
        waiting.seal(content, name), by.pk, is_sure, get_language() or "vi", by=by,
    )  # fmt: skip


def is_contract(document: Document) -> bool:
    return any(doubt.code == "looks_like_contract" for doubt in document.doubts)


@transaction.atomic
def take_in(document: Document, content: bytes, name: str, *, by: User) -> Plan:
    """A document that has been read, with its file, becomes a plan with clauses to confirm."""
    stored = documents.keep(content, name, sniff(content), by=by)
    return add(document, source=stored, by=by)


@transaction.atomic
def add(document: Document, *, source: StoredFile | None, by: User) -> Plan:
    if not document.clauses:
        raise Refused(
            _(
                "No numbered section, bullet or table of tasks was found, so there is nothing to "
                "confirm. Check that this is the whole plan; a scan may need a clearer copy."
            )
        )
    today = timezone.localdate()
    year = plan_year(document, today)
    index = Index.load(on=day_of_names(document, year, today))
    proposal = propose(document, index, year=year)
    plan = _plan(document, proposal, index, source, by)
    _add_clauses(plan, proposal)
    audit.record(
        Kind.UPLOADED, plan, by=by, after=plan.title[:200], file=source.pk if source else None
    )
    audit.record(
        Kind.READ, plan, by=audit.SYSTEM, after=str(len(proposal.clauses)),
        doubts=len(document.doubts), names_on=proposal.on.isoformat(),
    )  # fmt: skip
    documents.cite(plan, in_reading(plan.reading.get("legal_bases", [])), by=audit.SYSTEM)
    look_for_pairs(plan)
    return plan


def _plan(
    document: Document, proposal: Proposal, index: Index, source: StoredFile | None, by: User
) -> Plan:
    issuer = index.match(document.issuer) if document.issuer else None
    plan = Plan(
        title=(document.title or _("Plan without a title"))[:500],
        doc_type=(document.doc_type or "")[:120],
        symbol=(document.symbol or "")[:60],
        number=(document.number or "")[:80],
        date=document.date,
        year=proposal.year,
        issuer_name=(document.issuer or "")[:300],
        issuer_id=issuer.organisation_id if issuer and issuer.sure else None,
        owner=by,
        source=source,
        text=document.text,
        parts=[[p.kind.value, p.span.start, p.span.end] for p in document.parts],
        reading=proposal.reading | {"names_on": proposal.on.isoformat()},
    )
    try:
        # Its own savepoint: PostgreSQL gives up a transaction at the first breach.
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise Refused(
            _("Plan %(number)s of %(year)d is in the register already. Open it there.")
            % {"number": plan.number, "year": plan.number_year}
        ) from error
    return plan


def _add_clauses(plan: Plan, proposal: Proposal) -> None:
    """In four inserts, however long the plan is."""
    rows = [
        Clause(
            plan=plan, order=order, path=found.clause.path[:60],
            parent_path=(found.clause.parent or "")[:60], label=found.clause.label[:30],
            heading=found.heading, level=found.clause.level, text=found.clause.text,
            start=found.clause.span.start, end=found.clause.span.end,
            proposed_kind=found.clause.kind.value, kind=found.clause.kind.value,
            search=fold(f"{found.heading} {found.clause.text}"),
        )
        for order, found in enumerate(proposal.clauses, 1)
    ]  # fmt: skip
    clauses = Clause.objects.bulk_create(rows)
    proposed = [
        (clause, found.task)
        for clause, found in zip(clauses, proposal.clauses, strict=True)
        if found.task
    ]
    tasks = Task.objects.bulk_create(_row(plan, clause, task) for clause, task in proposed)
    TaskUnit.objects.bulk_create(
        unit
        for task, (_clause, found) in zip(tasks, proposed, strict=True)
        for unit in _units(task, found)
    )


def _row(plan: Plan, clause: Clause, task: ProposedTask) -> Task:
    return Task(
        plan=plan, clause=clause, text=task.text, deadline_text=task.deadline_text,
        starts=task.starts, due=task.due, recurrence=task.recurrence,
        no_lead_why=task.no_lead_why[:200],
    )  # fmt: skip


def _units(task: Task, proposed: ProposedTask) -> list[TaskUnit]:
    return [
        TaskUnit(
            task=task,
            part=one.part,
            as_written=one.match.written[:300],
            organisation_id=one.match.organisation_id if one.match.sure else None,
            group_id=one.match.group_id if one.match.sure else None,
            candidates=one.candidates,
        )
        for one in proposed.parts
    ]
