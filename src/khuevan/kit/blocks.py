"""The parts that enclose others. As in components.py: named props, an unknown one is an error."""

from __future__ import annotations

from django.utils.safestring import SafeString

from khuevan.kit.components import known_state, render


def card(content: SafeString, *, title: str = "", state: str = "", kick: str = "") -> SafeString:
    """A thing on the desk. Never a card inside a card."""
    shown = known_state(state) if state else ""
    return render("card", content=content, title=title, state=shown, kick=kick)


def note(
    content: SafeString,
    *,
    state: str = "received",
    title: str = "",
    icon: str = "",
    answer: bool = False,
) -> SafeString:
    """Something to read. ``answer``: it replies to what the person just did, so it is announced."""
    known = known_state(state)
    pictures = {"overdue": "warn", "done": "done", "returned": "returned", "doing": "warn"}
    picture = icon or pictures.get(known, "info")
    return render("note", content=content, state=known, title=title, icon=picture, answer=answer)


def empty_state(
    content: SafeString,
    *,
    title: str,
    icon: str = "plan",
    action: str = "",
    url: str = "",
    level: int = 2,
) -> SafeString:
    """Nothing here yet: says so, why (the content), and the next action."""
    return render(
        "empty_state", content=content, title=title, icon=icon, action=action, url=url, level=level
    )


def drawer(
    content: SafeString, *, title: str, close_url: str, kicker: str = "", id: str = "drawer"
) -> SafeString:
    """The panel beside a document or a board; htmx swaps it, without script a link opens it."""
    return render("drawer", content=content, title=title, close_url=close_url, kicker=kicker, id=id)


def sheet(
    content: SafeString,
    *,
    label: str,
    issuer: str = "",
    parent_issuer: str = "",
    symbol: str = "",
    place_date: str = "",
    kind: str = "",
    subject: str = "",
    motto: bool = True,
) -> SafeString:
    """A document as paper, headed as in Appendix I of Decree 30/2020/NĐ-CP."""
    props = {
        "content": content, "label": label, "issuer": issuer, "parent_issuer": parent_issuer,
        "symbol": symbol, "place_date": place_date, "kind": kind, "subject": subject,
        "motto": motto,
    }  # fmt: skip
    return render("sheet", **props)


def clause(
    content: SafeString,
    *,
    state: str = "",
    label: str = "",
    heading: int = 0,
    id: str = "",
    url: str = "",
    tasks: int | None = None,
    units: int | None = None,
    proofs: int | None = None,
    remark: str = "",
    selected: bool = False,
    target: str = "",
) -> SafeString:
    """One clause of a document in its own words, with what the system knows in the margins.

    ``heading`` 2 to 4 makes it a heading; ``target`` lets htmx load ``url`` into that element.
    """
    known = known_state(state) if state else ""
    props = {
        # The text keeps its own spaces and lines, not those of the template around it.
        "content": SafeString(content.strip()), "state": known, "label": label, "heading": heading,
        "id": id, "url": url,
        "tasks": tasks, "units": units, "proofs": proofs, "remark": remark, "selected": selected,
        "target": target,
    }  # fmt: skip
    return render("clause", **props)


def table_frame(content: SafeString, *, label: str, cards: bool = True, id: str = "") -> SafeString:
    """Round a table: scrolls inside itself, takes the keyboard, has a name.

    ``cards``: on a narrow screen every row becomes a card; give each <td> its data-label.
    """
    return render("table_frame", content=content, label=label, cards=cards, id=id)


def toolbar(content: SafeString, *, label: str, search: bool = False) -> SafeString:
    """A row of tools above a list; ``search`` makes it a search landmark."""
    return render("toolbar", content=content, label=label, search=search)


def decide(content: SafeString, *, label: str) -> SafeString:
    """The two buttons at the foot of a phone page on which somebody decides."""
    return render("decide", content=content, label=label)


def page_head(content: SafeString, *, title: str, lede: str = "", kick: str = "") -> SafeString:
    """The top of a page: its one h1, a sentence, and its actions (the content)."""
    return render(
        "page_head", content=content.strip() and content, title=title, lede=lede, kick=kick
    )
