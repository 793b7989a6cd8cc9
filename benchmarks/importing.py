"""Time the import of one long article: segmentation, the draft, its history and its units, with the guards on.

The raw limit is the same sentences as bare rows by the driver alone, in one transaction: no segmentation, no index.

python -m benchmarks.importing [SENTENCES]
"""

import sys
from pathlib import Path

from benchmarks._desk import bare_database, insert_bare, median, news, on, scratch_desk

RUNS = 9


def main(sentences: int) -> None:
    with scratch_desk() as folder:
        from annotations.desk.importing import import_article
        from annotations.desk.projects import create_project
        from annotations.history.act import Act
        from annotations.models import Origin, Sentence, User
        from annotations.proof.verify import verify_history
        from annotations.text.segmentation import sentence_spans

        omar = User.objects.create_user("omar")
        project = create_project(slug="bench", name="Bench", act=Act(omar))
        text = news(sentences)

        def come_in() -> None:
            import_article(project=project, text=text, origin=Origin.UPLOAD, act=Act(omar))

        come_in()
        units = list(Sentence.objects.values_list("id", "paragraph", "start", "end", "kind"))
        assert len(units) == sentences, len(units)
        ours, segmenting = median(come_in, RUNS), median(lambda: sentence_spans(text), RUNS)
        limit = bare_rows(folder, text, [(str(key), *others) for key, *others in units])
        print(
            f"{on()}: import of {sentences:,} sentences, {len(text) / 1e6:.2f} MB: {sentences / ours:,.0f} sentences/s"
            f" (median of {RUNS}), of that {100 * segmenting / ours:.0f} % segmenting;"
            f" raw limit {sentences / limit:,.0f}/s, {ours / limit:.1f} times the limit"
        )
        assert not list(verify_history())


def bare_rows(folder: Path, text: str, units: list[tuple[object, ...]]) -> float:
    with bare_database(folder) as (bare, mark):
        bare.execute("CREATE TABLE bare_draft (body TEXT)")
        bare.execute("CREATE TABLE bare_unit (id TEXT, paragraph INTEGER, start INTEGER, stop INTEGER, kind TEXT)")
        return median(lambda: insert_bare(bare, mark, {"bare_draft": [[text]], "bare_unit": units}), RUNS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
