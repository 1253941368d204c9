from khuevan.people.models.accounts import Delegation, User
from khuevan.people.models.links import OneTimeCode, UnitLink, UnitLinkUse
from khuevan.people.models.organisations import (
    Alias,
    Exchange,
    Membership,
    Organisation,
    Succession,
    UnitGroup,
    regroup,
    resolve,
    valid_on,
    whole_heirs,
)
from khuevan.people.models.persons import ContactPoint, FocalPoint, Person, Post
from khuevan.people.models.sheets import SheetUpload

__all__ = [
    "Alias",
    "ContactPoint",
    "Delegation",
    "Exchange",
    "FocalPoint",
    "Membership",
    "OneTimeCode",
    "Organisation",
    "Person",
    "Post",
    "SheetUpload",
    "Succession",
    "UnitGroup",
    "UnitLink",
    "UnitLinkUse",
    "User",
    "regroup",
    "resolve",
    "valid_on",
    "whole_heirs",
]
