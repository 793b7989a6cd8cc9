"""Merkle trees as Certificate Transparency has them: RFC 6962, section 2.1 (RFC 9162 keeps them).

A tree is a list of leaf hashes that only grows. Hashes are 32 bytes (SHA-256); places count from 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: the roots of its complete subtrees, largest first. All that is needed to grow it."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self.peaks.append(leaf)
        size = self.size = self.size + 1
        while not size & 1:
            right = self.peaks.pop()
            self.peaks[-1] = node_hash(self.peaks[-1], right)
            size >>= 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Give the root of a tree of these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_paths(leaves: Iterable[bytes], places: Collection[int]) -> dict[int, list[bytes]]:
    """List for each place the hashes that lead from its leaf to the root, lowest first (RFC 6962, 2.1.1).

    Goes through the leaves once and keeps none of them.
    """
    paths: dict[int, list[bytes]] = {place: [] for place in places}
    peaks: list[_Subtree] = []
    size = 0
    for leaf in leaves:
        peaks.append(_Subtree(leaf, [size] if size in paths else []))
        size += 1
        complete = size
        while not complete & 1:
            _join(peaks, paths)
            complete >>= 1
    while len(peaks) > 1:
        _join(peaks, paths)
    for place in paths:
        if not 0 <= place < size:
            raise IndexError(f"There is no leaf {place} in a tree of {size}.")
    return paths


class _Subtree(NamedTuple):
    """The root of a part of the tree, and which of the places that are asked for are in it."""

    root: bytes
    places: list[int]


def _join(peaks: list[_Subtree], paths: dict[int, list[bytes]]) -> None:
    """Make one of the last two subtrees; each is the next step on the way from the leaves of the other."""
    right, left = peaks.pop(), peaks.pop()
    for one, beside in ((left, right), (right, left)):
        for place in one.places:
            paths[place].append(beside.root)
    peaks.append(_Subtree(node_hash(left.root, right.root), left.places + right.places))


def root_from_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes:
    """Give the root that a path leads to (RFC 9162, 2.1.3.2); raise ValueError where it does not fit the tree."""
    if not 0 <= place < size:
        raise ValueError(f"There is no leaf {place} in a tree of {size}.")
    root, last = leaf, size - 1
    for beside in path:
        if not last:
            raise ValueError("The path is too long for the tree.")
        if place & 1 or place == last:
            root = node_hash(beside, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, beside)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("The path is too short for the tree.")
    return root
