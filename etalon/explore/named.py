"""The claim that was asked for: one of Etalon's by its id, or one of your own as path/to/file.py:name.

Knows no particular claim.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from etalon import arguments
from etalon.claim import Claim
from etalon.claims import load
from numerics.rational import InvalidArgument


def claim_named(text: str) -> Claim:
    """Return a claim by its id, or by the file that defines it and its id or its variable's name.

    The name may be left out if the file defines one claim only. The file is run, as Python runs it.

    Raises:
        InvalidArgument: If there is no such claim, or the file cannot be run.

    Example:
        >>> claim_named("crossing").id
        'crossing'
    """
    path, name = (text, "") if text.endswith(".py") else text.rpartition(":")[::2]
    if not path.endswith(".py"):
        known = load()
        return known[arguments.chosen([text], list(known))[0]]
    claims = _claims_of(Path(path), text)
    if not name and len(set(map(id, claims.values()))) == 1:
        return next(iter(claims.values()))
    if name not in claims:
        raise InvalidArgument(
            "ID", text, f"must name a claim of the file; {arguments.nearest(name, list(claims))}"
        )
    return claims[name]


def _claims_of(path: Path, text: str) -> dict[str, Claim]:
    """Return the claims of a file by their ids and by the names of their variables."""
    if not path.is_file():
        raise InvalidArgument("ID", text, f"must be in a file that exists, and {path} does not")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None  # the name ends in .py
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # a dataclass asks for the module that it is defined in
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a file may raise
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        raise InvalidArgument("ID", text, f"must be in a file that Python can run ({told})") from None
    found = {name: value for name, value in vars(module).items() if isinstance(value, Claim)}
    if not found:
        raise InvalidArgument("ID", text, "must be in a file that defines a claim at its top level")
    return {**{claim.id: claim for claim in found.values()}, **found}
