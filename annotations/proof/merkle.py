"""Merkle trees as Certificate Transparency has them: RFC 6962, section 2.1 (RFC 9162 keeps them).

A tree is a list of leaf hashes that only grows. Hashes are 32 bytes (SHA-256); places count from 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

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


def inclusion_path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """List the hashes that lead from the leaf at a place to the root, lowest first (RFC 6962, 2.1.1)."""
    if not 0 <= place < len(leaves):
        raise IndexError(f"There is no leaf {place} in a tree of {len(leaves)}.")
    path = []
    while len(leaves) > 1:
        split = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two that is smaller
        left, right = leaves[:split], leaves[split:]
        inside, beside = (left, right) if place < split else (right, left)
        path.append(root_of(beside))
        leaves, place = inside, place if inside is left else place - split
    return path[::-1]


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
