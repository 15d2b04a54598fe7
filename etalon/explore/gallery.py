"""The gallery: every stored witness on the page of the lesson it teaches, as Markdown.

`docs/gallery.py` writes what is made here. Knows claims as objects.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from etalon.claim import Claim
from etalon.explore.entry import Entry, Observed, entries, escaped, shown
from etalon.lesson import Lesson

_HEAD = """# Counterexamples

{witnesses} exact cases in which a claim of Etalon fails: {refuted} refute a claim, and {beyond} show that an
assumption is necessary, for without it, and with all others satisfied, the claim fails there. Nothing here is
written by hand: `make gallery` generates all of it from the claims, and a test fails when it is out of date.

| lesson | counterexamples | with a picture |
|---|---|---|
{lessons}

## Checked without trust

`docs/check_witness.py` is one file that needs only Python 3.11 and shares no code with Etalon. It observes
each case again, in fractions and in rational enclosures:

```console
$ python3 docs/check_witness.py docs/counterexamples/witnesses/*.json | cut -d' ' -f2- | sort | uniq -c
{verdicts}
```
{elsewhere}
The format is in [architecture.md](../architecture.md#witness-files). `etalon explore ID --at ...` shows both
sides of a claim in such a case, and which assumptions hold there: each entry has the command. A case that
cannot be typed, such as one with a schedule of shapes, is run again by `etalon verify ID`.

## By claim

{claims}

## Not shown to be necessary

For these assumptions no counterexample is given, for the reason told.

{others}
"""


@dataclass(frozen=True)
class Gallery:
    """What is shown.

    Args:
        claims: The claims.
        lessons: What their assumptions teach: each belongs to one lesson; refutations to the one without any.
        entries: Every stored witness.

    Raises:
        ValueError: If an assumption belongs to no lesson, or to two.
    """

    claims: Sequence[Claim]
    lessons: Sequence[Lesson]
    entries: Sequence[Entry]

    def __post_init__(self) -> None:
        """Refuse an assumption that has no place, or two."""
        named = Counter(name for lesson in self.lessons for name in lesson.assumptions)
        for name in sorted({each.name for claim in self.claims for each in claim.given} | set(named)):
            if named[name] != 1:
                raise ValueError(f"assumption {name}: must belong to one lesson, not {named[name]}")

    def taught(self, lesson: Lesson) -> list[Entry]:
        """Return the entries of a lesson, assumption by assumption."""
        if not lesson.assumptions:
            return [each for each in self.entries if each.witness.without is None]
        by_name = {name: place for place, name in enumerate(lesson.assumptions)}
        found = [(by_name.get(e.witness.without.name), e) for e in self.entries if e.witness.without]
        return [e for _, e in sorted(((p, e) for p, e in found if p is not None), key=lambda pair: pair[0])]


def collected(claims: Iterable[Claim], lessons: Sequence[Lesson], observed: Observed) -> Gallery:
    """Return the gallery of all witnesses that claims bring along.

    Example:
        >>> from etalon.claims import load
        >>> from etalon.claims.lessons import LESSONS
        >>> collected([load()["crossing"]], LESSONS[:1], {})
        Traceback (most recent call last):
            ...
        ValueError: assumption heavier-first: must belong to one lesson, not 0
    """
    known = list(claims)
    return Gallery(known, lessons, [entry for claim in known for entry in entries(claim, observed)])


def pages(gallery: Gallery, drawn: Collection[str], verdicts: Sequence[str]) -> dict[str, str]:
    """Return the pages by the names of their files.

    Args:
        gallery: What is shown.
        drawn: The names of the entries that have a picture.
        verdicts: What the checker said of each entry, in their order.
    """
    found = {f"{lesson.name}.md": _page(gallery, lesson, drawn) for lesson in gallery.lessons}
    return {"README.md": _index(gallery, drawn, verdicts), **found}


def _page(gallery: Gallery, lesson: Lesson, drawn: Collection[str]) -> str:
    parts = [f"# {lesson.title}", escaped(lesson.says)]
    parts += [shown(entry, entry.name in drawn) for entry in gallery.taught(lesson)]
    others = _without_witness(gallery.claims, lesson.assumptions)
    if others:
        parts += ["## Not shown to be necessary", others]
    return "\n\n".join([*parts, "[All counterexamples](README.md)"]) + "\n"


def _index(gallery: Gallery, drawn: Collection[str], verdicts: Sequence[str]) -> str:
    refuted = sum(each.witness.without is None for each in gallery.entries)
    return _HEAD.format(
        witnesses=len(gallery.entries),
        refuted=refuted,
        beyond=len(gallery.entries) - refuted,
        lessons="\n".join(_row(gallery, lesson, drawn) for lesson in gallery.lessons),
        verdicts="\n".join(f"{number:7} {said}" for said, number in sorted(Counter(verdicts).items())),
        elsewhere=_unchecked(gallery.entries, verdicts),
        claims="\n".join(_links(gallery)),
        others=_without_witness(gallery.claims, [n for each in gallery.lessons for n in each.assumptions]),
    )


def _row(gallery: Gallery, lesson: Lesson, drawn: Collection[str]) -> str:
    taught = gallery.taught(lesson)
    pictures = sum(entry.name in drawn for entry in taught)
    return f"| [{lesson.title}]({lesson.name}.md) | {len(taught)} | {pictures} |"


def _unchecked(entries: Sequence[Entry], verdicts: Sequence[str]) -> str:
    """Return in a sentence which claims the checker cannot observe."""
    pairs = zip(entries, verdicts, strict=True)
    ids = dict.fromkeys(entry.witness.claim.id for entry, said in pairs if said != "confirmed")
    named = ", ".join(f"`{claim_id}`" for claim_id in ids)
    return f"\nWhat is not checked there belongs to {named}.\n" if ids else ""


def _links(gallery: Gallery) -> list[str]:
    """Return for each claim a line with links to its entries."""
    found: dict[str, list[str]] = {}
    for lesson in gallery.lessons:
        for entry in gallery.taught(lesson):
            without = entry.witness.without
            link = f"[{without.name if without else 'refuted'}]({lesson.name}.md#{entry.name})"
            found.setdefault(entry.witness.claim.id, []).append(link)
    return [f"- `{claim.id}`: {', '.join(found[claim.id])}" for claim in gallery.claims if claim.id in found]


def _without_witness(claims: Sequence[Claim], names: Sequence[str]) -> str:
    """Return a list of the assumptions without a witness: for each reason the claims."""
    found: Mapping[str, dict[str, list[str]]] = {name: {} for name in names}
    for claim in claims:
        for each in claim.given:
            if each.beyond is None and each.name in found:
                found[each.name].setdefault(each.why_no_witness, []).append(f"`{claim.id}`")
    return "\n".join(
        f"- `{name}` in {', '.join(ids)}: {escaped(why)}"
        for name in names
        for why, ids in found[name].items()
    )
