"""A counterexample as a remark for a paper, in LaTeX. Knows claims as objects."""

from typing import Any

from etalon.explore.change import Replaced
from etalon.explore.telling import end_told, told
from etalon.explore.witness import Witness

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}

_NEEDS = r"% This needs, once and before \begin{document}: \newtheorem{remark}{Remark}"


def remark(witness: Witness, written: dict[str, Any]) -> str:
    r"""Return a remark environment: the claim, the case, both sides, and how far the case reaches.

    Args:
        witness: The counterexample.
        written: The same as JSON, as `counterexample.document` has it.

    Example:
        >>> from etalon.claims import load
        >>> from etalon.explore.witness import beyond, document
        >>> claim = load()["crossing"]
        >>> found = beyond(claim, claim.given[0])
        >>> print(remark(found, document(found, {})))
        % This needs, once and before \begin{document}: \newtheorem{remark}{Remark}
        \begin{remark}[{crossing without heavier-first}]
          The heavier coordinate keeps a larger part of its residual than the lighter one if, and only if, eta
          \textgreater{} 1/(p\_1 + p\_2).
          This fails without the assumption heavier-first (p\_1 \textgreater{} p\_2): at \texttt{counts=1:1
          beta*=1,1 schedule=11/10*1} the claim expects true, and what is found is false.
        \end{remark}
        <BLANKLINE>
    """
    claim, without = witness.claim, witness.without
    title, fails = claim.id, "This fails"
    if isinstance(without, Replaced):
        title += f" with {without.by.text}"
        fails += f" with {without.by.text} in place of the assumption {without.name} ({without.says})"
    elif without is not None:
        title += f" without {without.name}"
        fails += f" without the assumption {without.name} ({without.says})"
    sides = f"the claim expects {told(written['expected'])}, and what is found is {told(written['found'])}."
    at = rf"at \texttt{{{escaped(str(witness.finding.case))}}}"
    lines = [escaped(claim.says), f"{escaped(fails)}: {at} {escaped(sides)}", *_reaches(written)]
    body = "\n".join(_wrapped(line) for line in lines)
    # In braces, for a bracket within would end it.
    return f"{_NEEDS}\n\\begin{{remark}}[{{{escaped(title)}}}]\n{body}\n\\end{{remark}}\n"


def escaped(text: str) -> str:
    r"""Return a text as LaTeX prints it.

    Example:
        >>> print(escaped("p_1 < 50%"))
        p\_1 \textless{} 50\%
    """
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _reaches(written: dict[str, Any]) -> list[str]:
    """Return in a sentence in which interval of each rate the claim fails, all other numbers kept."""
    found = []
    for reach in written.get("reach", []):
        if reach["number"].startswith("eta"):
            low, high = _end(reach["low"], "less"), _end(reach["high"], "more")
            found.append(f"{reach['number']} from {low} to {high}")
    return [escaped(f"All other numbers kept, it fails for {'; '.join(found)}.")] if found else []


def _end(end: dict[str, Any], further: str) -> str:
    """Return an end of an interval; one that was not found is as far as it was looked, or further.

    Example:
        >>> _end({"name": "up to 9 at least"}, "more")
        '9 or more'
        >>> _end({"lower": "1", "upper": "1", "decimal": "1", "name": "crossing", "included": False,
        ...       "beyond": "no", "there": ""}, "less")
        '1 (crossing, excluded)'
    """
    if "lower" not in end:
        _, _, looked, *_ = end["name"].split(" ")
        return f"{looked} or {further}"
    value, *others = end_told(end)[0].split(", ")
    return f"{value} ({', '.join(others)})" if others else value


def _wrapped(line: str) -> str:
    """Return a line broken at blanks, indented."""
    rows = [""]
    for word in line.split(" "):
        if len(rows[-1]) + len(word) > 100:
            rows.append("")
        rows[-1] += f"{' ' * bool(rows[-1])}{word}"
    return "\n".join(f"  {row}" for row in rows)
