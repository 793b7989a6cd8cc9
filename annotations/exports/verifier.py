"""Check the history of an article that a desk handed out, with nothing but Python 3.9 or newer.

    python3 verify.py [BUNDLE] [--key KEY] [--checkpoint FILE] [--receipt FILE]

BUNDLE is the ZIP file or its unpacked directory; without it, the directory of this file. What is checked:

An entry is a line of JSON with its keys in order. Its hash is SHA-256(0x00, line); the next entry names it as "prev".
Of each value an entry holds SHA-256(0x02, salt, ["field",value]). Where a history ends, [name, length, hash of the last
entry] is a leaf of a Merkle tree (RFC 6962), whose root the desk signs (https://c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

MANIFEST, CHECKPOINT, KEY, PROOFS = "MANIFEST.txt", "checkpoint.txt", "key.txt", "proofs.jsonl"
ALWAYS = {MANIFEST, CHECKPOINT, KEY, PROOFS, "README.txt", "verify.py"}
FIELDS = {"action", "actor", "at", "fields", "n", "object", "prev", "stream", "v", "verb", "version"}
WITHHELD = {"confidential": "that are confidential", "draft": "of unsubmitted work", "erased": "that were erased"}
HASH, SALT, TIME = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{32}"), re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
HEAD = re.compile(r"(\S[^\n]*)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n(\d{4}-\d\d-\d\dT[\d:.]+Z)\n")
SIGNATURE = re.compile("— ([^\\s+]+) ([A-Za-z0-9+/=]+)\n")


class Head(NamedTuple):
    """What a checkpoint says: who made it, how many leaves the tree had, its root, and when that was."""

    origin: str
    size: int
    root: bytes
    at: str


class Report:
    """What is wrong (`found`), what else there is to say (`told`), and what the entries hold."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.told: list[str] = []
        self.checkpoint = ""
        self.hashes: dict[str, list[str]] = {}
        self.values: dict[tuple[str, str], Any] = {}  # (object, field) -> what it became last
        self.cited: set[str] = set()
        self.ordered: set[tuple[str, int, str]] = set()  # what entries say is to be erased
        self.opened: set[tuple[str, int, str]] = set()
        self.withheld: dict[tuple[str, int, str], str] = {}


def check(bundle: Path, keys: list[str], newer: Path | None = None, receipt: Path | None = None) -> Report:
    """Check a bundle; `keys` are the desk's public keys, as far as they are known from elsewhere."""
    report = Report()
    try:
        files = read_files(bundle)
        own_key = files[KEY].decode().removesuffix("\n")
        check_files(files, report)
        if keys and own_key not in keys:
            report.found.append(f"{KEY} is not the key that you know")
        report.checkpoint = files[CHECKPOINT].decode()
        head = read_checkpoint(report.checkpoint, keys or [own_key], report)
        check_histories(files, head, report)
        if newer:
            check_newer(read_checkpoint(newer.read_bytes().decode(), keys or [own_key], report), head, report)
        if receipt:
            check_receipt(json.loads(receipt.read_bytes()), report)
        tell(head, report, own_key="" if keys else own_key)
    except Exception as error:  # whatever is in the way: it is not what a desk hands out
        report.found.append(f"it cannot be read any further ({type(error).__name__}: {error})")
    return report


def read_files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if not data.endswith(sha256(data[:-64]).hex().encode()) and (archive.comment or data[-22:-18] != b"PK\5\6"):
            raise ValueError("its end is neither the hash of all before that, nor that of a file which was packed anew")
        if len(names) != len(set(names)) or sum(each.file_size for each in archive.infolist()) > 2**31:
            raise ValueError("two of its files have the same name, or they are larger than any history")
        return {name: archive.read(name) for name in names}


def check_files(files: dict[str, bytes], report: Report) -> None:
    """Compare all files with the list of their hashes, which shows accidents; all else is proved below."""
    listed = files[MANIFEST].decode()
    lines = [f"{sha256(files[name]).hex()}  {name}\n" for name in sorted(files.keys() - {MANIFEST})]
    if listed != "".join(lines):
        names = sorted({line[66:].strip() for line in {*lines} ^ {*listed.splitlines(keepends=True)}})
        report.found.append(f"{MANIFEST} does not fit the files; look at {', '.join(names) or MANIFEST}")


def read_checkpoint(note: str, keys: list[str], report: Report) -> Head:
    """Read a signed note (https://c2sp.org/signed-note) and check its signature, if that can be done here."""
    text, _, signatures = note.rpartition("\n\n")
    head, lines = HEAD.fullmatch(text + "\n"), SIGNATURE.findall(signatures)
    if not head or not lines or SIGNATURE.sub("", signatures):
        raise ValueError("there is no signed checkpoint where one should be")
    checked = [is_signed(text + "\n", lines, key) for key in keys]
    root = base64.b64decode(head[3])
    if all(each is False for each in checked) or base64.b64encode(root).decode() != head[3]:
        report.found.append("the checkpoint is not signed with the desk's key, or is not what was signed")
    elif True not in checked:
        report.told.append("The signature was NOT checked: that needs the package cryptography (pip install it).")
    return Head(head[1], int(head[2]), root, head[4])


def is_signed(text: str, lines: list[tuple[str, str]], key: str) -> bool | None:
    """Tell whether a key (name+hash+base64) signed a text; None where it is said to and that cannot be checked."""
    name, key_hash, encoded = key.split("+", 2)
    public = base64.b64decode(encoded, validate=True)
    if sha256(f"{name}\n".encode() + public)[:4].hex() != key_hash or len(public) != 33 or public[:1] != b"\x01":
        return False
    for signer, signed in lines:
        raw = base64.b64decode(signed, validate=True)
        if (signer, raw[:4].hex(), base64.b64encode(raw).decode()) == (name, key_hash, signed):
            try:
                from cryptography.exceptions import InvalidSignature
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

                Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], text.encode())
            except ImportError:
                return None
            except InvalidSignature:
                return False
            return True
    return False


def check_histories(files: dict[str, bytes], head: Head, report: Report) -> None:
    """Check each history that there is a proof of, the texts that they tell of, and that there is nothing else."""
    expected = set(ALWAYS)
    *lines, rest = files[PROOFS].decode().split("\n")
    for line in lines:
        proof = json.loads(line)
        stream = proof["stream"]
        written = canonical(proof) == line and not rest and all(map(HASH.fullmatch, proof["path"]))
        if not written or proof.keys() != {"stream", "length", "place", "path"} or stream in report.hashes:
            report.found.append(f"the proof of {stream} is not written as it should be")
        events, values = (f"histories/{stream.replace(':', '-')}/{name}" for name in ("events.jsonl", "values.tsv"))
        expected |= {events, values}
        hashes = report.hashes[stream] = list(check_history(stream, files[events], files[values], report))
        if len(hashes) != proof["length"]:
            report.found.append(f"{stream} has {len(hashes)} entries, and {proof['length']} were signed")
        leaf = sha256(b"\x00" + canonical([stream, len(hashes), hashes[-1]]).encode())
        if root_of(leaf, proof["place"], head.size, [bytes.fromhex(each) for each in proof["path"]]) != head.root:
            report.found.append(f"{stream} is not in the signed checkpoint as it is told here")
    articles = [stream for stream in report.hashes if stream.startswith("article:")]
    projects = [stream for stream in report.hashes if stream.startswith("project:")]
    if projects != [f"project:{report.values.get((article, 'project'))}" for article in articles]:
        report.found.append("there is not one article with its project in it")
    for (key, field), number in report.values.items():
        if key.startswith("revision:") and field == "number":
            told = report.values.get((key, "left_sha256"), report.values.get((key, "sha256")))
            expected.add(f"texts/draft-{number}.txt")
            if sha256(files.get(f"texts/draft-{number}.txt", b"")).hex() != told:
                report.found.append(f"texts/draft-{number}.txt is not the text that the history tells of")
    for name in sorted(files.keys() ^ expected):
        report.found.append(f"{name} is {'not part of such a bundle' if name in files else 'missing'}")


def check_history(stream: str, events: bytes, values: bytes, report: Report) -> Iterator[str]:
    """Check a history entry by entry, each with its values; yield the hashes of its entries."""
    previous, at, versions, opened = "", "", Counter[str](), iter(values.decode().split("\n"))
    for n, line in enumerate(events.decode().split("\n")[:-1], start=1):
        where, body = f"{stream} entry {n}", json.loads(line)
        if canonical(body) != line or body.keys() != FIELDS or body["v"] != 1 or not TIME.fullmatch(body["at"]):
            report.found.append(f"{where} is not written as it should be")
        if (body["stream"], body["n"], body["prev"]) != (stream, n, previous):
            report.found.append(f"{where} does not follow from the entry before it")
        versions[body["object"]] += 1
        if body["version"] != versions[body["object"]] or body["at"] < at:
            report.found.append(f"{where} is earlier than what is before it, or something before it is left out")
        for field, committed in body["fields"].items():
            for wrong in check_value((stream, n, field), body["object"], committed, next(opened, ""), report):
                report.found.append(f"{where}: {wrong}")
        if "units" in body["fields"]:  # of a draft: it is the first that is told of each of these sentences, too
            first, units = UUID(body["object"][9:]).int + 1, report.values.get((body["object"], "units"), ())
            versions.update(f"sentence:{UUID(int=first + place)}" for place in range(len(units)))
        previous, at = sha256(b"\x00" + line.encode()).hex(), body["at"]
        yield previous
    if not events.endswith(b"\n") or list(opened) != [""]:
        report.found.append(f"{stream}: its files do not end where they should")


def check_value(place: tuple[str, int, str], key: str, committed: str, line: str, report: Report) -> Iterator[str]:
    """Check a line of values: number of the entry, field, salt, value; or, for the last two, why they are withheld."""
    (_, n, field), (told_n, told_field, salt, value) = place, (*line.split("\t"), "", "", "")[:4]
    opened = f"[{canonical(field)},{value}]".encode()
    if (told_n, told_field, line.count("\t")) != (str(n), field, 3) or not HASH.fullmatch(committed):
        yield f"the line of its {field} is missing, or another stands in its place"
    elif salt == "withheld" and value in WITHHELD:
        report.withheld[place] = value
    elif not SALT.fullmatch(salt) or committed != sha256(b"\x02" + bytes.fromhex(salt) + opened).hex():
        yield f"its {field} is not what was said"
    else:
        report.opened.add(place)
        said = report.values[key, field] = json.loads(value)
        if key.startswith("citation:") and field == "source":
            report.cited.add(f"source:{said}")
        if field == "erased":
            report.ordered |= {(stream, number, name) for stream, number, name in said}


def root_of(leaf: bytes, place: int, size: int, path: list[bytes]) -> bytes | None:
    """Give the root that a path leads to (RFC 9162, 2.1.3.2); None where it does not fit a tree of this size."""
    if not 0 <= place < size:
        return None
    root, last = leaf, size - 1
    for beside in path:
        if not last:
            return None
        if place & 1 or place == last:
            root = sha256(b"\x01" + beside + root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = sha256(b"\x01" + root + beside)
        place, last = place >> 1, last >> 1
    return root if not last else None


def check_newer(newer: Head, head: Head, report: Report) -> None:
    """Hold the bundle to a checkpoint that came from somewhere else."""
    if newer.origin != head.origin:
        report.found.append("the other checkpoint is of another desk")
    elif newer.size == head.size and newer.root != head.root:
        report.found.append("the other checkpoint signs another history: the desk does not tell everybody the same")
    elif newer.size == head.size:
        report.told.append("The other checkpoint signs exactly what this bundle is proved by.")
    elif (newer.size < head.size) != (newer.at < head.at):
        report.found.append("the later of the two checkpoints signs less: something was taken out of the history")
    else:
        told = "The other checkpoint is of another moment, and no two files can tell whether both are of one history."
        report.told.append(f"{told} Ask for a bundle of that moment, or the desk for verify_history --checkpoint.")


def check_receipt(receipt: Any, report: Report) -> None:
    """Look for the entries that somebody was told of."""
    report.found += [] if receipt["events"] else ["the receipt tells of no entry"]
    for event in receipt["events"]:
        hashes, n = report.hashes.get(event["stream"], []), event["n"]
        if type(n) is not int or n < 1 or hashes[n - 1 : n] != [event["hash"]]:
            what = "another than the receipt says" if 0 < n <= len(hashes) else "not in this bundle"
            report.found.append(f"entry {n} of {event['stream']} is {what}")


def tell(head: Head, report: Report, own_key: str) -> None:
    """Say what was looked at, and what is left out of it."""
    for stream, n, field in sorted(report.ordered & report.opened):
        report.found.append(f"{stream} entry {n}: its {field} was to be erased, and is here")
    title = next(said for (key, field), said in report.values.items() if (key[:8], field) == ("article:", "title"))
    entries, reasons = sum(map(len, report.hashes.values())), Counter(report.withheld.values())
    unordered = {place for place, why in report.withheld.items() if why == "erased"} - report.ordered
    report.told.append(f"The history of “{title}” on {head.at}, as {head.origin} tells it:")
    report.told.append(f"{entries} entries in {len(report.hashes)} histories, with {len(report.opened)} values.")
    report.told += [f"Withheld: {reasons[why]} values {words}." for why, words in WITHHELD.items() if reasons[why]]
    report.told += [f"No entry in here says that {len(unordered)} of them were to be erased."] if unordered else []
    if report.cited - report.hashes.keys():
        report.told.append(f"Not in here: the histories of {len(report.cited - report.hashes.keys())} cited sources.")
    report.told += [f"The key is the bundle's own. Is it the one that the desk publishes? {own_key}"] if own_key else []


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the history of an article that a desk handed out.")
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key", help="the desk's public key, from elsewhere than this bundle")
    parser.add_argument("--checkpoint", type=Path, help="a file with a checkpoint of the desk, from elsewhere")
    parser.add_argument("--receipt", type=Path, help="a file with a receipt that somebody was given")
    given = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # not every terminal has every letter
    report = check(given.bundle, [given.key] if given.key else [], given.checkpoint, given.receipt)
    for line in [*report.told, *(f"WRONG: {wrong}." for wrong in report.found)]:
        print("".join(sign if sign.isprintable() else "\ufffd" for sign in line))
    print(f"Not all is well: {len(report.found)} findings." if report.found else "All is well.")
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
