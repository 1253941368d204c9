from khuevan.people.models.accounts import Delegation, User
from khuevan.people.models.links import OneTimeCode, UnitLink, UnitLinkUse
from khuevan.people.models.organisations import (
    Alias,
    Membership,
    Organisation,
    Succession,
    UnitGroup,
)
from khuevan.people.models.persons import ContactPoint, FocalPoint, Person, Post

__all__ = [
    "Alias",
    "ContactPoint",
    "Delegation",
    "FocalPoint",
    "Membership",
    "OneTimeCode",
    "Organisation",
    "Person",
    "Post",
    "Succession",
    "UnitGroup",
    "UnitLink",
    "UnitLinkUse",
    "User",
]
