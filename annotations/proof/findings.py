"""What a check of the history finds wrong: where, what, and what that means to a person."""

from __future__ import annotations

from typing import NamedTuple

UNGUARDED = (
    "The database would let the history be altered. Put the guards back with manage.py migrate, and ask who took"
    " them away."
)
STRANGE = (
    "What people save can be swallowed or altered on its way, or hidden from some of them. Take it away, and ask who"
    " put it there."
)
ALTERED = (
    "This entry of the history is not as it was written: somebody changed it, or its index, behind the desk's back."
)
BROKEN_CHAIN = "Entries were taken out, put in or put in another order after they were written."
TO_COME = "The server's clock was wrong when this was written, or somebody wrote it past the desk."
ANOTHER_VALUE = "What people read as having been said here is not what was said."
UNREADABLE = "Something stands here that the desk never writes, and what comes after it was not looked at."
TAKEN_AWAY = "What was said here was taken away, and no erasure on record says so."
NO_ERASURE = "An erasure is on record that nobody carried out, or not of this."
UNTOLD = "The table was changed behind the desk's back: what people see is not what the history tells."
INCONSEQUENT = (
    "What the desk works out of the checks was changed, or not worked out; manage.py settle_claims does that anew."
)
CHECKPOINTS_ALTERED = "The record of checkpoints was changed after it was signed."
NOT_SIGNED = "Nobody who holds this desk's key signed this as it stands."
REWRITTEN = (
    "The history was shortened or rewritten after this was signed, or it is the history of another copy of the desk."
)
RECEIPT_BROKEN = "What somebody was told is saved is not in the history, or not as they were told."
BUNDLE_BROKEN = "This file is not what the desk handed out, or not all of it."


class Finding(NamedTuple):
    """One thing that is wrong."""

    where: str
    what: str
    means: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
