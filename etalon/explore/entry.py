"""One stored witness as an entry of the gallery: its file, the command that shows it, and its words.

Knows claims as objects.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etalon.agreement import agree
from etalon.claim import Claim
from etalon.explore.heading import heading
from etalon.explore.point import simplest, spelled, typed
from etalon.explore.telling import told
from etalon.explore.witness import Witness, document, stored
from numerics.rational import InvalidArgument

Observed = Mapping[str, Sequence[str | None] | str]


@dataclass(frozen=True)
class Entry:
    """A stored witness, and what is shown of it.

    Args:
        witness: Both sides in the case.
        written: The same as JSON.
        command: What runs it again when it is typed.
    """

    witness: Witness
    written: dict[str, Any]
    command: str

    @property
    def name(self) -> str:
        """Return the name of the entry's files: the claim, and what is dropped."""
        without = self.witness.without
        dropped = re.sub(r"[^A-Za-z0-9.]+", "-", without.name) if without else "refuted"
        return f"{self.witness.claim.id}--{dropped}"

    @property
    def file(self) -> str:
        """Return the text of the witness file."""
        return json.dumps(self.written, indent=2, ensure_ascii=False) + "\n"

    @property
    def heading(self) -> str:
        """Return the lines that make its picture understandable alone."""
        return heading(self.witness, self.written)


def entries(claim: Claim, observed: Observed) -> list[Entry]:
    """Return an entry for every witness that a claim brings along.

    Example:
        >>> from etalon.claims import load
        >>> (entry,) = entries(load()["crossing"], {})
        >>> entry.name, entry.command
        ('crossing--heavier-first', 'etalon explore crossing --at "counts=1:1,beta=1:1,schedule=11/10*1"')
    """
    found = stored(claim)
    base = simplest(claim) if found else None
    return [Entry(each, document(each, observed), _command(each, base)) for each in found]


def _command(witness: Witness, base: Any) -> str:
    """Return what shows the case; if nobody can type it, what runs it again among all of the claim's."""
    text = spelled(witness.finding.case)
    try:
        same = typed(text, base) == witness.finding.case
    except InvalidArgument:
        same = False
    return f'etalon explore {witness.claim.id} --at "{text}"' if same else f"etalon verify {witness.claim.id}"


def shown(entry: Entry, picture: bool) -> str:
    """Return an entry as Markdown."""
    claim, without = entry.witness.claim, entry.witness.without
    title = f"`{claim.id}`" + (f" without `{without.name}`" if without else "")
    lines = [f'<a id="{entry.name}"></a>\n\n## {title}', f"> {escaped(claim.says)}"]
    if without:
        lines.append(f"Dropped: *{escaped(without.says)}*; with it the claim is {claim.declared.value}.")
    lines.append(f"At `{entry.witness.finding.case}`:")
    lines.append(_sides(entry))
    lines.append(_apart(entry.written["violation"]))
    lines.append(f"Kept in [{entry.name}.json](witnesses/{entry.name}.json), run again by")
    lines.append(f"```\n{entry.command}\n```")
    if picture:
        lines.append(f"![What happens at {entry.witness.finding.case}](pictures/{entry.name}.png)")
    return "\n\n".join(lines)


def _apart(size: Any) -> str:
    """Return in a sentence how far apart the two sides are."""
    if size is None:
        return "There is no distance between the two."
    if size.get("exact") == "0":
        return "The distance is 0: what is found is the end that the claim excludes."
    return f"Violated by {escaped(told(size))}."


def _sides(entry: Entry) -> str:
    """Return a table of what is observed, as the claim expects it and as it is; in bold where they differ."""
    names, expected, found = (entry.written[key] for key in ("observe", "expected", "found"))
    both = entry.witness.finding.predicted, entry.witness.finding.observed
    several = isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found)
    if not several:
        names, expected, found, both = [names], [expected], [found], ((both[0],), (both[1],))
    labels = names if isinstance(names, list) else [names or "(has no name)"] * len(expected)
    table = ["| observed | the claim expects | found |", "|---|---|---|"]
    for label, wanted, seen, *sides in zip(labels, expected, found, *both, strict=True):
        text = escaped(told(seen)) if agree(*sides) else f"**{escaped(told(seen))}**"
        table.append(f"| {label or '(not determined by the case)'} | {escaped(told(wanted))} | {text} |")
    return "\n".join(table)


def escaped(text: str) -> str:
    r"""Return a text as Markdown shows it.

    Example:
        >>> print(escaped("beta*_1 < |x|"))
        beta\*\_1 \< \|x\|
    """
    return re.sub(r"([\\`*_<>\[\]|#~$])", r"\\\1", text)
