"""Have eight people write everything at once, in eight processes, some of which are killed in the middle.

Half of what each writes is on one article that all share, half on one of their own: notes, verdicts, new sources with
citations, and corrections, each straight through its verb. A third of the way through, two processes are killed
(SIGKILL) and begun anew, and send what had no answer again. Afterwards:

- what was acknowledged is there, once; what was sent twice is there once;
- nobody was told anything but that somebody else was faster;
- the history verifies.

Prints writes a second and how long a write took in the verb; exits with 1 where one of these does not hold. The clock
starts when all eight are ready, each with one write behind it: before that the processes load what they need.

python -m benchmarks.mixed [WRITES]
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import IO, Any

from benchmarks._desk import bare_database, close_desk, median, news, on, scratch_desk

PEOPLE = 8
CLAIMS = 40
KILLED = 2


def main(writes: int) -> int:
    with scratch_desk() as folder:
        furnish()
        writers = [Writer(f"checker{number}", writes // PEOPLE) for number in range(PEOPLE)]
        for writer in writers:
            writer.start()
        for writer in writers[:KILLED]:
            writer.kill_after(writes // PEOPLE // 3)
        for writer in writers:
            writer.ready.wait()
        began = time.perf_counter()
        for writer in writers:
            writer.go()
        for writer in writers:
            writer.finish()
        took = time.perf_counter() - began
        wrong = [line for writer in writers for line in writer.wrong] + amiss(writers)
        times = sorted(took for writer in writers for took in writer.times)
        with bare_database(folder) as (bare, mark):
            limit = 1000 * median(lambda: one_insert(bare, mark), 50)
        print(
            f"{on()}: {len(times):,} writes of {PEOPLE} people at once, {KILLED} of them killed and begun anew:"
            f" {len(times) / took:,.0f}/s; in the verb median {times[len(times) // 2]:.1f} ms,"
            f" p99 {times[len(times) * 99 // 100]:.1f} ms, worst {times[-1]:.0f} ms; one bare insert {limit:.2f} ms"
        )
        for line in wrong:
            print(line, file=sys.stderr)
        return 1 if wrong else 0


@dataclass
class Writer:
    """One person at work in a process of their own."""

    name: str
    count: int
    begun: str = ""
    done: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    listener: threading.Thread | None = None
    ready: threading.Event = field(default_factory=threading.Event)
    to_kill: int = 0

    def start(self, again: str = "") -> None:
        left = self.count - len(self.done)
        command = [sys.executable, "-m", "benchmarks.mixed", "--write", self.name, str(left), again]
        self.process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self.listener = threading.Thread(target=self._listen, args=(self.process,))
        self.listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        lines: IO[str] = process.stdout  # type: ignore[assignment]
        for line in lines:
            what, *told = line.split()
            if what == "ready":
                self.ready.set()
                continue
            action, *took = told
            if what == "begun":
                self.begun = action
            else:
                self.done.append(action)
                self.times.append(float(took[0]))
            if self.to_kill and len(self.done) >= self.to_kill and what == "begun":
                self.to_kill = 0
                process.send_signal(signal.SIGKILL)
        self.ready.set()  # one that ended before it was ready keeps nobody waiting

    def go(self) -> None:
        """Let a process that is ready begin; one that has ended says so itself."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write("go\n")  # type: ignore[union-attr]
            self.process.stdin.flush()  # type: ignore[union-attr]

    def kill_after(self, writes: int) -> None:
        self.to_kill = max(writes, 1)

    def finish(self) -> None:
        """Wait for the process; where it was killed, let another go on, and send what had no answer again."""
        while True:
            process, listener = self.process, self.listener
            if process is None or listener is None:
                raise RuntimeError("It was never started.")
            listener.join()
            told = (process.stderr.read() if process.stderr else "").strip()
            if process.wait() != -signal.SIGKILL:
                break
            self.start(again=self.begun if self.begun not in self.done else "")
            self.go()
        if process.returncode or told:
            self.wrong.append(f"{self.name} was told: {told.splitlines()[-1] if told else process.returncode}")


def furnish() -> None:
    from annotations.desk.checked_claims import CheckedClaim
    from annotations.desk.claiming import ClaimWords
    from annotations.desk.corpora import import_checked_article
    from annotations.desk.projects import create_project, grant_role
    from annotations.history.act import Act
    from annotations.models import Origin, Role, User
    from annotations.text.segmentation import sentence_spans

    mona = User.objects.create_user("mona")
    project = create_project(slug="bench", name="Bench", act=Act(mona))
    for title in ("shared", *(f"checker{number}" for number in range(PEOPLE))):
        if title != "shared":
            grant_role(project=project, user=User.objects.create_user(title), role=Role.CHECKER, act=Act(mona))
        text = news(CLAIMS)
        spans = sentence_spans(text)[:CLAIMS]
        claims = [CheckedClaim(ClaimWords(text[one.start : one.end]), [(one.start, one.end)]) for one in spans]
        asked: dict[str, Any] = {"project": project, "text": text, "claims": claims, "title": title}
        import_checked_article(**asked, origin=Origin.PASTE, act=Act(mona))


def amiss(writers: list[Writer]) -> list[str]:
    """Say what of the promises does not hold."""
    from annotations.models import Action, Note
    from annotations.proof.verify import verify_history

    done = [action for writer in writers for action in writer.done]
    kept = {str(key) for key in Action.objects.values_list("pk", flat=True)}
    lost = [f"{action} was acknowledged, and is not there" for action in done if action not in kept]
    notes = list(Note.objects.values_list("text", flat=True))
    twice = [f"“{text}” is there twice" for text in set(notes) if notes.count(text) > 1]
    return [*lost, *twice, *map(str, verify_history())]


def one_insert(bare: Any, mark: str) -> None:
    bare.execute("CREATE TABLE IF NOT EXISTS bare_insert (a text)")
    bare.execute(f"INSERT INTO bare_insert VALUES ({mark})", ["x" * 500])  # noqa: S608


def write(name: str, count: int, again: str) -> None:
    """Write as one person, and say before and after each write which it is; begin when told to."""
    open_desk_quietly()
    from annotations.desk.errors import Refused, StaleRow
    from annotations.models import Claim, User

    me = User.objects.get(username=name)
    shared = list(Claim.objects.filter(article__title="shared").order_by("number").values_list("pk", flat=True))
    mine = list(Claim.objects.filter(article__title=name).order_by("number").values_list("pk", flat=True))
    add_a_note(Claim.objects.get(pk=mine[0]), me, uuid.uuid4())
    print("ready")
    sys.stdin.readline()
    for turn in range(count):
        action = uuid.UUID(again) if again and not turn else uuid.uuid4()
        pick = random.Random(action.int)  # noqa: S311
        claim = Claim.objects.get(pk=pick.choice(shared if pick.random() < 0.5 else mine))
        print("begun", action)
        began = time.perf_counter()
        try:
            one_write(claim, me, action, pick)
        except (StaleRow, Refused):
            # Somebody was faster; or what is sent again was done, and the claim has moved on since.
            add_a_note(claim, me, action := uuid.uuid4())
        print("done", action, f"{1000 * (time.perf_counter() - began):.3f}")
    close_desk()


def open_desk_quietly() -> None:
    """Open the desk whose tables are there already."""
    import django

    django.setup()


def one_write(claim: Any, me: Any, action: uuid.UUID, pick: random.Random) -> None:
    from annotations.desk.checking import assess_claim
    from annotations.desk.claiming import ClaimWords, edit_claim
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.history.act import Act
    from annotations.models import STANDING, Assessment, Stance, Verdict

    act, lot = Act(me, action_id=action), pick.random()
    if lot < 0.5:
        add_a_note(claim, me, action)
    elif lot < 0.7:
        cite_source(claim=claim, source=NewSource(f"Minutes {action}"), use=Use(Stance.SUPPORTS, "twice"), act=act)
    elif lot < 0.9:
        before = Assessment.objects.filter(STANDING, claim=claim, checker=me, round=claim.round).first()
        verdict = Verdict.objects.filter(scale__project=claim.article.project).order_by("order")[pick.randrange(3)]
        words = {"note": f"Asked, {action}.", "required_change": "", "confidence": None}
        assess_claim(claim=claim, verdict=verdict, version=before.version if before else 0, act=act, **words)
    else:
        edit_claim(claim=claim, words=ClaimWords(f"Corrected, {action}."), version=claim.version, act=act)


def add_a_note(claim: Any, me: Any, action: uuid.UUID) -> None:
    from annotations.desk.noting import add_note
    from annotations.history.act import Act
    from annotations.models import NoteKind

    add_note(claim=claim, kind=NoteKind.NOTE, text=f"Note {action}.", act=Act(me, action_id=action))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
