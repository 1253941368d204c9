from __future__ import annotations

from django.urls import path

from khuevan.people.views import accounts, groups, links, sheets, units

app_name = "people"

urlpatterns = [
    path("units/", units.index, name="index"),
    path("units/tree/", units.tree, name="tree"),
    path("units/add/", units.add_unit, name="add_unit"),
    path("units/focal-points/", units.focal_points, name="focal_points"),
    path("units/merge/", groups.merge, name="merge"),
    path("units/roster.xlsx", sheets.export_roster, name="export_roster"),
    path("units/import/", sheets.import_sheet, name="import_sheet"),
    path("units/import/<int:pk>/", sheets.sheet, name="sheet"),
    path("units/import/<int:pk>/write/", sheets.apply_sheet, name="apply_sheet"),
    path("units/import/<int:pk>/drop/", sheets.drop_sheet, name="drop_sheet"),
    path("units/groups/", groups.groups, name="groups"),
    path("units/groups/<slug:code>/", groups.group, name="group"),
    path("units/groups/<slug:code>/edit/", groups.edit_group, name="edit_group"),
    path("units/groups/<slug:code>/add/", groups.add_member, name="add_member"),
    path("units/groups/<slug:code>/leave/", groups.end_member, name="end_member"),
    path("units/links/", links.links, name="links"),
    path("units/links/<int:pk>/", links.link, name="link"),
    path("units/links/<int:pk>/revoke/", links.revoke_link, name="revoke_link"),
    path("units/links/<int:pk>/renew/", links.renew_link, name="renew_link"),
    path("units/contacts/<int:pk>/remove/", units.remove_contact, name="remove_contact"),
    path("units/focal-points/<int:pk>/end/", units.end_focal_point, name="end_focal_point"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit_unit, name="edit_unit"),
    path("units/<int:pk>/focal-point/", units.name_focal_point, name="name_focal_point"),
    path("units/<int:pk>/contact/", units.add_contact, name="add_contact"),
    path("units/<int:pk>/exchange/", units.log_exchange, name="log_exchange"),
    path("units/<int:pk>/link/", links.make_link, name="make_link"),
    path("staff/", accounts.accounts, name="accounts"),
    path("staff/add/", accounts.add_account, name="add_account"),
    path("staff/roles/", accounts.roles, name="roles"),
    path("staff/delegations/", accounts.delegations, name="delegations"),
    path("staff/delegations/add/", accounts.delegate, name="delegate"),
    path("staff/delegations/<int:pk>/end/", accounts.end_delegation, name="end_delegation"),
    path("staff/<int:pk>/", accounts.account, name="account"),
    path("staff/<int:pk>/edit/", accounts.edit_account, name="edit_account"),
    path("staff/<int:pk>/role/", accounts.change_role, name="change_role"),
    path("staff/<int:pk>/close/", accounts.close_account, name="close_account"),
    path("staff/<int:pk>/reopen/", accounts.reopen_account, name="reopen_account"),
    path("demo/sign-in/", accounts.demo_sign_in, name="demo_sign_in"),
]
