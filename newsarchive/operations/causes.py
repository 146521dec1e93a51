"""Signs that have one cause are told as one: a site that refuses everything brings nothing new, too."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.operations.signs import Sign

_NEAR = 2  # runs that the beginnings of two signs of one cause lie apart, at most
# What a cause brings with it. The causes in the order in which they are looked at.
_BRINGS = {
    "disk": {"errors", "unreachable", "silent"},
    "refused": {"unreachable", "unread", "redirected", "silent"},
    "unreachable": {"silent"},
    "redirected": {"silent"},
    "robots": {"silent"},
    "errors": {"silent"},
}
_TEMPLATE = ("layout", "unread", "fields", "body", "dates")


def together(signs: Sequence[Sign]) -> list[list[Sign]]:
    """The signs in groups of one cause each, the sign that names it first."""
    left = list(signs)
    told: list[list[Sign]] = []
    for kind, brought in _BRINGS.items():
        causes = [sign for sign in left if sign.kind == kind]
        if causes:
            cause, taken = causes[0], [sign for sign in left if sign.kind in brought and _follows(sign, causes[0])]
            told.append([cause, *taken])
            left = [sign for sign in left if sign is not cause and sign not in taken]
    while family := sorted((sign for sign in left if sign.kind in _TEMPLATE), key=lambda sign: sign.first):
        one = [sign for sign in family if sign.first <= family[0].first + _NEAR]
        left = [sign for sign in left if sign not in one]
        told.append(_template(one, left))
        left = [sign for sign in left if sign not in told[-1]]
    return told + [[sign] for sign in left]


def _follows(sign: Sign, cause: Sign) -> bool:
    """Whether a sign began with its cause; silence may come long after, when nothing is left to be found."""
    return cause.first - _NEAR <= sign.first and (sign.kind == "silent" or sign.first <= cause.first + _NEAR)


def _template(signs: Sequence[Sign], left: Sequence[Sign]) -> list[Sign]:
    """Signs of a changed template as one: `layout` where several kinds show it."""
    kinds = {sign.kind for sign in signs}
    ordered = sorted(signs, key=lambda sign: _TEMPLATE.index(sign.kind))
    if len(kinds) > 1 and ordered[0].kind != "layout":
        ordered[0] = ordered[0]._replace(kind="layout")
    unread = [sign for sign in signs if sign.kind == "unread"]
    quiet = [sign for sign in left if unread and sign.kind == "silent" and _follows(sign, unread[0])]
    return [*ordered, *quiet]
