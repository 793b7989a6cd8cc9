"""Roots and paths are those of RFC 6962, and of an implementation that is not ours."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from annotations.proof.merkle import EMPTY, Frontier, inclusion_paths, leaf_hash, node_hash, root_from_path, root_of

trees = st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


def entries(size: int) -> list[bytes]:
    return [f"entry {place}".encode() for place in range(size)]


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries(size)]


def defined(leaves: list[bytes]) -> bytes:
    """Give the root as section 2.1 of the RFC defines it, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined(leaves[:split]), defined(leaves[split:]))


def test_the_hashes_begin_as_the_standard_says():
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", range(40))
def test_a_tree_that_grew_has_the_root_that_is_defined(size: int):
    frontier = Frontier()
    for leaf in hashes(size):
        frontier = Frontier(frontier.size, frontier.peaks)  # as from a checkpoint
        frontier.append(leaf)

    assert frontier.root() == root_of(hashes(size)) == defined(hashes(size))


def others_say(data: bytes, place: int, size: int, path: list[bytes], root: bytes) -> bool:
    proof = SimpleNamespace(log_index=place, tree_size=size, hashes=path, root_hash=root)
    entry = SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=proof, canonicalized_body=data))
    try:
        verify_merkle_inclusion(cast(Any, entry))
    except VerificationError:
        return False
    return True


@given(trees)
def test_another_implementation_takes_our_roots_and_paths(tree: tuple[int, int]):
    size, place = tree
    path = inclusion_paths(hashes(size), [place])[place]

    assert root_from_path(hashes(size)[place], place, size, path) == root_of(hashes(size))
    assert others_say(entries(size)[place], place, size, path, root_of(hashes(size)))


@given(st.integers(1, 70))
def test_many_paths_at_once_are_each_what_it_is_alone(size: int):
    leaves = hashes(size)

    assert inclusion_paths(iter(leaves), range(size)) == {
        place: inclusion_paths(leaves, [place])[place] for place in range(size)
    }


@given(trees, st.data())
def test_no_other_leaf_place_or_path_leads_to_the_root(tree: tuple[int, int], data: st.DataObject):
    size, place = tree
    leaves, root = hashes(size), root_of(hashes(size))
    path = inclusion_paths(leaves, [place])[place]

    assert root_from_path(leaf_hash(b"another"), place, size, path) != root
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        altered = [*path[:at], bytes([path[at][0] ^ 1, *path[at][1:]]), *path[at + 1 :]]
        assert root_from_path(leaves[place], place, size, altered) != root
        with pytest.raises(ValueError, match="short"):
            root_from_path(leaves[place], place, size, path[:-1])
    with pytest.raises(ValueError, match="long"):
        root_from_path(leaves[place], place, size, [*path, root])


@pytest.mark.parametrize("place", [-1, 3])
def test_a_place_outside_the_tree_is_refused(place: int):
    with pytest.raises(IndexError):
        inclusion_paths(hashes(3), [place])
    with pytest.raises(ValueError, match="no leaf"):
        root_from_path(EMPTY, place, 3, [])
