"""What is handed out with its proof verifies by itself, tells no secret, and hides no change of a single bit."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checking import assess_claim
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.noting import add_note
from annotations.desk.parting import split_sentence, undo_parting
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.exports import verifier
from annotations.exports.bundle import bundle_zip
from annotations.exports.verifier import Report, check
from annotations.history.act import Act
from annotations.history.canonical import canonical
from annotations.models import (
    Action,
    Audience,
    Citation,
    Claim,
    ErasureReason,
    Event,
    Leaf,
    Note,
    NoteKind,
    Sentence,
    Source,
    Stance,
    User,
    Verdict,
)
from annotations.proof.checkpoints import leaf_of, make_checkpoint
from annotations.proof.keys import signing_key
from annotations.proof.merkle import inclusion_paths
from annotations.proof.notes import SigningKey
from annotations.proof.receipts import receipt_of
from annotations.reports.events.bundle import proved_streams
from annotations.reports.events.event_rows import BEFORE_ERASED, event_rows
from tests.exports.reading import unzipped
from tests.exports.test_events import MOLE
from tests.history.furnished import article, claim, module_world, without_guards

Members = dict[str, bytes]
pytestmark = pytest.mark.django_db
# Only the manifest says what these are.
UNPROVED = {"README.txt", "verify.py", "MANIFEST.txt"}
FOR_THE_DESK = ("Mind her.", "ada@writers.example", "Between us.")
SECRETS = ("Kerr", "The word of mouth", "Half a thought", "A tip", "tip.example", "From which day?", *FOR_THE_DESK)


class Handed(NamedTuple):
    """A bundle of `furnish`, with a confidential source, a draft and erased words, also of the text; and another article's proofs."""

    file: bytes
    members: Members
    key: str
    receipt: str
    people: dict[str, User]


@pytest.fixture(scope="module")
def handed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Handed]:
    with module_world(django_db_blocker) as people:
        omar, cleo = people["omar"], people["cleo"]
        cite_source(claim=claim(), source=MOLE, use=Use(Stance.SUPPORTS, "The word of mouth"), act=Act(omar))
        begin_draft(cleo)
        split_and_put_back(omar)
        erase(Event.objects.get(kind="note"), "text", people["mona"])
        erase(Event.objects.filter(kind="anchor").latest("id"), "quote", people["mona"])
        speak_among_themselves(omar)
        yield Handed(bundle(), unzipped(bundle()), str(signing_key().verifier), receipt_of(omars_action()).text, people)


def begin_draft(by: User) -> None:
    """Draft the check of claim 2, with a source that nothing else rests on."""
    second = Claim.objects.get(number=2)
    tip = NewSource("A tip", url="https://tip.example/")
    cite_source(claim=second, source=tip, use=Use(Stance.SUPPORTS), act=Act(by))
    assess_claim(
        claim=second, verdict=None, note="Half a thought", required_change="", confidence=None, version=1, act=Act(by)
    )


def split_and_put_back(by: User) -> None:
    """Split a sentence that came with the article, undo that, and split another."""
    acts = Act(by), Act(by)
    rows = Sentence.objects.select_related("revision__article__project").order_by("start")
    for act, sentence in zip(acts, rows[2:4], strict=True):
        at = sentence.revision.text.index(" ", sentence.start) + 1
        split_sentence(sentence=sentence, at=at, version=1, act=act)
    action = Action.objects.get(pk=acts[0].action_id)
    undo_parting(revision=sentence.revision, action=action, act=Act(by))


def speak_among_themselves(by: User) -> None:
    add_note(claim=claim(), kind=NoteKind.NOTE, text="Between us.", act=Act(by))
    add_note(claim=claim(), kind=NoteKind.NOTE, text="Dear writer.", audience=Audience.WRITER, act=Act(by))
    head = {"desk_note": "Mind her.", "writer_email": "ada@writers.example"}
    edit_article(article=article(), title=article().title, version=1, act=Act(by), **head)


def erase(event: Event, field: str, by: User) -> None:
    erase_words(event=event, field=field, reason=ErasureReason.OTHER, act=Act(by))


def omars_action() -> Any:
    return Event.objects.filter(kind="citation", action__actor__username="omar").earliest("id").action


def bundle() -> bytes:
    return b"".join(bundle_zip(article(), make_checkpoint(article().stream_key)))


def zipped(members: Members, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def listed_anew(members: Members) -> Members:
    """Let the manifest agree, as whoever means to deceive would."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "MANIFEST.txt"}
    return members | {"MANIFEST.txt": "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()}


def checked(members: Members, tmp_path: Path, handed: Handed, **more: Any) -> Report:
    return check(zipped(members, tmp_path / "bundle.zip"), [handed.key], **more)


def named(handed: Handed, end: str) -> str:
    """Find a file of the article's own history."""
    return next(name for name in handed.members if "/article-" in name and name.endswith(end))


def test_it_verifies_and_says_what_is_left_out(handed: Handed, tmp_path: Path):
    report = checked(handed.members, tmp_path, handed)

    assert report.found == []
    entries = sum(data.count(b"\n") for name, data in handed.members.items() if name.endswith("events.jsonl"))
    assert f"{entries} entries in 5 histories" in report.told[1]
    withheld = [line.split(maxsplit=2) for line in report.told if line.startswith("Withheld")]
    assert [words for *_, words in withheld] == [
        "values that are confidential.",
        "values of unsubmitted work.",
        "values that were erased.",
    ]
    assert withheld[-1][1] == "2"


def test_it_holds_what_the_csv_of_nobody_in_particular_does_but_for_what_is_for_the_desk(
    handed: Handed, db: None, tmp_path: Path
):
    among_themselves = {*map(str, Note.objects.filter(audience=Audience.DESK).values_list("pk", flat=True))}
    with closing(event_rows([article().project], reader=None)) as rows:
        shown = {
            (row.stream, row.n, row.field): row.after
            for row in rows
            if row.field and row.withheld in ("", BEFORE_ERASED)
            if row.field != "text" or row.key not in among_themselves
            if row.after not in FOR_THE_DESK
        }
    report = checked(handed.members, tmp_path, handed)

    assert report.opened == {place for place in shown if place[0] in report.hashes}
    assert {stream for stream, _, _ in shown} == report.hashes.keys()


def test_it_tells_no_secret(handed: Handed):
    told = b"\n".join(handed.members.values()).decode()

    assert "The minutes" in told
    assert "Dear writer." in told
    assert [secret for secret in SECRETS if secret in told] == []
    # That a draft rests on it is known to its checker alone.
    assert str(Source.objects.get(title="A tip").pk) not in told


def test_the_same_history_gives_the_same_bytes(handed: Handed, db: None):
    assert unzipped(bundle()) == handed.members


@pytest.mark.parametrize("python", [("-I",), ("-I", "-S")], ids=["with cryptography", "without it"])
@pytest.mark.parametrize("unpacked", [False, True])
def test_its_verifier_needs_nothing_of_this_product(
    handed: Handed, tmp_path: Path, python: tuple[str, ...], unpacked: bool
):
    for name, data in handed.members.items():
        (tmp_path / "here" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / name).write_bytes(data)
    alone = [sys.executable, *python, str(tmp_path / "here/verify.py")]
    asked = [*alone] if unpacked else [*alone, str(zipped(handed.members, tmp_path / "bundle.zip"))]

    whole = subprocess.run([*asked, "--key", handed.key], capture_output=True, text=True)  # noqa: S603
    assert (whole.returncode, whole.stdout.splitlines()[-1], whole.stderr) == (0, "All is well.", "")
    assert ("NOT checked" in whole.stdout) == ("-S" in python)

    other = subprocess.run([*asked, "--key", str(OTHER.verifier)], capture_output=True, text=True)  # noqa: S603
    assert other.returncode == 1
    assert "WRONG: the checkpoint is not signed with the desk's key" in other.stdout


def test_it_is_short_and_imports_the_standard_library_alone():
    source = Path(verifier.__file__).read_text()
    imported = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imported}

    assert source.count("\n") < 300
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}


flips = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def flipped(data: st.DataObject, members: Members, names: list[str]) -> Members:
    """Turn one bit of one of these files."""
    name = data.draw(st.sampled_from(names))
    place = data.draw(st.integers(0, len(members[name]) * 8 - 1))
    turned = bytearray(members[name])
    turned[place // 8] ^= 1 << place % 8
    return members | {name: bytes(turned)}


@flips
@given(data=st.data())
def test_one_bit_anywhere_is_noticed(handed: Handed, tmp_path: Path, data: st.DataObject):
    altered = flipped(data, handed.members, [*handed.members])

    assert checked(altered, tmp_path, handed).found


@flips
@given(data=st.data())
def test_one_bit_of_the_file_that_is_handed_out_is_noticed(handed: Handed, tmp_path: Path, data: st.DataObject):
    turned, place = bytearray(handed.file), data.draw(st.integers(0, len(handed.file) * 8 - 1))
    turned[place // 8] ^= 1 << place % 8
    (tmp_path / "bundle.zip").write_bytes(turned)

    assert check(tmp_path / "bundle.zip", [handed.key]).found


def test_what_is_put_before_or_after_the_file_is_noticed(handed: Handed, tmp_path: Path):
    for data in (b"More." + handed.file, handed.file + b"More.", handed.file[:-1]):
        (tmp_path / "bundle.zip").write_bytes(data)

        assert check(tmp_path / "bundle.zip", [handed.key]).found


@flips
@given(data=st.data())
def test_one_bit_of_what_is_proved_is_noticed_also_where_the_manifest_agrees(
    handed: Handed, tmp_path: Path, data: st.DataObject
):
    altered = flipped(data, handed.members, sorted(handed.members.keys() - UNPROVED))

    assert checked(listed_anew(altered), tmp_path, handed).found


def test_a_hash_in_capital_letters_is_noticed(handed: Handed, tmp_path: Path):
    """It reads as the same number, so that only how it is written tells."""
    name, bits = "proofs.jsonl", 0
    for place, letter in enumerate(handed.members[name].split(b"\n")[0]):
        if chr(letter).isalpha():
            turned = bytearray(handed.members[name])
            turned[place] ^= 0x20
            assert checked(listed_anew(handed.members | {name: bytes(turned)}), tmp_path, handed).found
            bits += 1
    assert bits > 50


@flips
@given(data=st.data())
def test_lines_taken_out_put_in_or_moved_are_noticed(handed: Handed, tmp_path: Path, data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(n for n in handed.members if n.endswith((".jsonl", ".tsv")))))
    lines = handed.members[name].splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["out", "in", "swapped"] if place != other else ["out", "in"]))
    if how == "out":
        del lines[place]
    elif how == "in":
        lines.insert(other, lines[place])
    else:
        lines[place], lines[other] = lines[other], lines[place]
    if name == "proofs.jsonl" and how == "swapped":
        return  # in whatever order
    altered = handed.members | {name: b"".join(lines)}

    assert checked(listed_anew(altered), tmp_path, handed).found


@flips
@given(data=st.data())
def test_files_taken_out_or_put_in_are_noticed(handed: Handed, tmp_path: Path, data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(handed.members.keys() - {"MANIFEST.txt"})))
    without = {each: content for each, content in handed.members.items() if each != name}

    assert checked(listed_anew(without), tmp_path, handed).found
    assert checked(listed_anew(handed.members | {f"{name}x": handed.members[name]}), tmp_path, handed).found


def test_another_value_with_a_salt_of_its_own_is_noticed(handed: Handed, tmp_path: Path):
    name = named(handed, "values.tsv")
    altered = handed.members[name].replace("The toll rises to €4.".encode(), "The toll rises to €5.".encode())

    report = checked(listed_anew(handed.members | {name: altered}), tmp_path, handed)
    assert any("its statement is not what was said" in wrong for wrong in report.found)


def test_the_proof_of_another_history_proves_nothing_of_this(handed: Handed, tmp_path: Path):
    first, second, *rest = handed.members["proofs.jsonl"].decode().splitlines(keepends=True)
    place = [line.index('"place"') for line in (first, second)]
    ends = [line.index(',"stream"') for line in (first, second)]
    swapped = first[: place[0]] + second[place[1] : ends[1]] + first[ends[0] :]

    altered = handed.members | {"proofs.jsonl": "".join([swapped, second, *rest]).encode()}
    assert any(
        "is not in the signed checkpoint" in each for each in checked(listed_anew(altered), tmp_path, handed).found
    )


OTHER = SigningKey("desk.example", bytes(32))


def test_a_checkpoint_that_another_key_signed_is_none(handed: Handed, tmp_path: Path):
    text = handed.members["checkpoint.txt"].decode().rpartition("\n\n")[0] + "\n"
    forged = {"checkpoint.txt": OTHER.sign(text).encode(), "key.txt": f"{OTHER.verifier}\n".encode()}
    report = checked(listed_anew(handed.members | forged), tmp_path, handed)

    assert [wrong for wrong in report.found if "key" in wrong] == report.found != []


def test_a_checkpoint_from_elsewhere_is_compared(handed: Handed, tmp_path: Path):
    note = handed.members["checkpoint.txt"].decode()
    (origin, size, root, at), end = note.rpartition("\n\n")[0].split("\n"), "\n"

    def compared(*lines: str) -> Report:
        (tmp_path / "other").write_text(signing_key().sign("\n".join(lines) + end))
        return checked(handed.members, tmp_path, handed, newer=tmp_path / "other")

    same, more = compared(origin, size, root, at), compared(origin, f"{size}0", root, "9999" + at[4:])
    assert same.found == more.found == []
    assert any("exactly what this bundle" in line for line in same.told)
    assert any("no two files can tell" in line for line in more.told)
    fork = compared(origin, size, "A" * 43 + "=", at)
    assert fork.found == ["the other checkpoint signs another history: the desk does not tell everybody the same"]
    assert "signs less" in compared(origin, "1", root, "9999" + at[4:]).found[0]
    assert compared("else.example", size, root, at).found == ["the other checkpoint is of another desk"]


def test_a_receipt_is_looked_for(handed: Handed, tmp_path: Path):
    path = tmp_path / "receipt.json"

    def compared(receipt: str) -> list[str]:
        path.write_text(receipt)
        return checked(handed.members, tmp_path, handed, receipt=path).found

    assert compared(handed.receipt) == []
    other = handed.receipt.replace('"hash": "', '"hash": "0')
    assert all("another than the receipt says" in wrong for wrong in compared(other))
    assert "not in this bundle" in compared(handed.receipt.replace('"n": ', '"n": 9'))[0]
    assert "cannot be read" in compared("nonsense")[0]


def test_what_came_after_the_checkpoint_is_not_handed_out(handed: Handed, db: None, tmp_path: Path):
    checkpoint = make_checkpoint()
    add_note(claim=claim(), kind=NoteKind.NOTE, text="Too late.", act=Act(handed.people["omar"]))
    members = unzipped(b"".join(bundle_zip(article(), checkpoint)))

    assert checked(members, tmp_path, handed).found == []
    assert f"{article().stream_key}: 1" in members["README.txt"].decode()
    assert {n: d for n, d in members.items() if n not in UNPROVED} == {
        n: d for n, d in handed.members.items() if n not in UNPROVED
    }


def test_a_source_of_a_draft_alone_comes_in_with_its_verdict(handed: Handed, db: None, tmp_path: Path):
    draft = Citation.objects.get(source__title="A tip").assessment
    assess_claim(
        claim=claim(2),
        verdict=Verdict.objects.get(code="accurate"),
        note="All of it",
        required_change="",
        confidence=None,
        version=draft.version,
        act=Act(handed.people["cleo"]),
    )

    members = unzipped(bundle())
    assert b"tip.example" in b"".join(members.values())
    assert checked(members, tmp_path, handed).found == []


def test_the_command_writes_it_and_the_desk_takes_it_back(handed: Handed, db: None, tmp_path: Path, capsys):
    path = tmp_path / "history.zip"
    call_command("export_history", article=str(article().pk), output=str(path))

    assert unzipped(path.read_bytes()) == handed.members
    assert findings(path, capsys) == []


def findings(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Tell what the desk finds wrong that has to do with a bundle."""
    capsys.readouterr()
    with contextlib.suppress(CommandError):
        call_command("verify_history", bundle=[str(path)])
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith(str(path))]


def test_the_desk_finds_an_altered_bundle_and_one_that_is_not_of_its_history(
    handed: Handed, db: None, tmp_path: Path, capsys
):
    path = tmp_path / "history.zip"
    zipped(listed_anew(handed.members | {"texts/draft-1.txt": b"Another."}), path)
    assert [f"{path}: texts/draft-1.txt is not the text that the history tells of"] == findings(path, capsys)

    zipped(handed.members, path)
    last = Event.objects.filter(stream=article().stream_key).latest("n")

    def rewrite() -> None:
        Event.objects.filter(pk=last.pk).update(hash="0" * 64)
        found = findings(path, capsys)
        assert found == [f"{path}: event {last.n} of {last.stream_id} is another than it was"]

    without_guards(rewrite)


def test_the_desk_finds_a_bundle_that_ends_where_an_earlier_checkpoint_saw_an_end(
    handed: Handed, db: None, tmp_path: Path, capsys
):
    """By itself it is all right: the tree of a later checkpoint holds that end, too."""
    before = proved_streams(article(), make_checkpoint())
    add_note(claim=claim(), kind=NoteKind.NOTE, text="Left out.", act=Act(handed.people["omar"]))
    now = make_checkpoint()
    earlier, leaves = {each.stream: each for each in before}, Leaf.objects.order_by("place")
    places = [each.place for each in before]
    paths = inclusion_paths((leaf_of(*each) for each in leaves.values_list("stream", "length", "head")), places)
    proofs = [
        {
            "length": each.length,
            "path": [beside.hex() for beside in paths[each.place]],
            "place": each.place,
            "stream": key,
        }
        for key, each in earlier.items()
    ]
    told = {
        "checkpoint.txt": now.note.encode(),
        "proofs.jsonl": "".join(f"{canonical(each)}\n" for each in proofs).encode(),
    }
    path = zipped(listed_anew(handed.members | told), tmp_path / "history.zip")
    length = earlier[article().stream_key].length

    assert check(path, [handed.key]).found == []
    assert [
        f"{path}: events {length + 1} to {length + 1} of {article().stream_key} are left out, which its checkpoint took in"
    ] == findings(path, capsys)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = zipped({"README.txt": b"0"}, tmp_path / "bundle.zip")
    monkeypatch.setattr(zipfile.ZipInfo, "file_size", property(lambda _: 2**32, lambda *_: None), raising=False)

    assert "larger than any history" in check(path, []).found[0]


def test_words_after_the_proofs_are_noticed(handed: Handed, tmp_path: Path):
    altered = handed.members | {"proofs.jsonl": handed.members["proofs.jsonl"] + b"No."}

    assert checked(listed_anew(altered), tmp_path, handed).found


@pytest.mark.parametrize("n", ["-1", "true", "1.0"])
def test_a_receipt_counts_entries_from_1(handed: Handed, tmp_path: Path, n: str):
    """Python counts -1 from the end, and takes true for 1."""
    stream, hashes = next(iter(checked(handed.members, tmp_path, handed).hashes.items()))
    told = f'{{"events": [{{"stream": "{stream}", "n": {n}, "hash": "{hashes[-2 if n == "-1" else 0]}"}}]}}'
    (tmp_path / "receipt.json").write_text(told)

    assert checked(handed.members, tmp_path, handed, receipt=tmp_path / "receipt.json").found


def test_a_receipt_of_nothing_is_none(handed: Handed, tmp_path: Path):
    (tmp_path / "receipt.json").write_text('{"events": []}')

    assert "no entry" in checked(handed.members, tmp_path, handed, receipt=tmp_path / "receipt.json").found[0]


@pytest.mark.parametrize("data", [b"", b"PK", b"\0" * 100])
def test_what_is_no_bundle_is_told_so(tmp_path: Path, data: bytes):
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)

    assert check(path, []).found[0].startswith("it cannot be read any further")
    assert check(tmp_path / "nowhere", []).found[0].startswith("it cannot be read any further")


def test_without_a_key_nothing_is_written(handed: Handed, db: None, tmp_path: Path, settings):
    settings.HISTORY_KEY = settings.HISTORY_KEY_FILE = ""

    with pytest.raises(CommandError, match="make_history_key"):
        call_command("export_history", article=str(article().pk), output=str(tmp_path / "history.zip"))
    with pytest.raises(CommandError, match="no article"):
        call_command("export_history", article="nonsense", output="-")
    assert not [*tmp_path.iterdir()]
