from khuevan.people.actions.accounts import (
    add_account,
    change_account,
    change_role,
    close_account,
    delegate,
    end_delegation,
    reopen_account,
)
from khuevan.people.actions.focal import (
    end_focal_point,
    name_focal_point,
    remove_contact,
    set_contact,
)
from khuevan.people.actions.groups import add_member, change_group, end_member
from khuevan.people.actions.links import make_link, make_links, renew, revoke_link, revoke_links
from khuevan.people.actions.mergers import merge
from khuevan.people.actions.sheets import apply_sheet, drop_sheet, keep_sheet
from khuevan.people.actions.units import add_unit, change_unit, log_exchange, set_aliases

__all__ = [
    "add_account",
    "add_member",
    "add_unit",
    "apply_sheet",
    "change_account",
    "change_group",
    "change_role",
    "change_unit",
    "close_account",
    "delegate",
    "drop_sheet",
    "end_delegation",
    "end_focal_point",
    "end_member",
    "keep_sheet",
    "log_exchange",
    "make_link",
    "make_links",
    "merge",
    "name_focal_point",
    "remove_contact",
    "renew",
    "reopen_account",
    "revoke_link",
    "revoke_links",
    "set_aliases",
    "set_contact",
]
