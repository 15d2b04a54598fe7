"""The claim that was asked for: one of Etalon's by its id, or one of your own as path/to/file.py:name.

Knows no particular claim.
"""

import sys
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from etalon import arguments
from etalon.claim import Claim
from etalon.claims import load
from numerics.rational import InvalidArgument


def claim_named(text: str) -> Claim:
    """Return a claim by its id, or by the file that defines it and its id or its variable's name.

    The name may be left out if the file defines one claim only. The file is run, as Python runs it: what lies
    beside it can be imported, or beside its package if it is in one.

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
    root, name = _place(path.resolve())
    if root not in sys.path:
        sys.path.insert(0, root)
    spec = spec_from_file_location(name, path)
    assert spec is not None  # the name ends in .py
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # a dataclass asks for the module that it is defined in
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever a file may raise, and a script that ends itself
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        raise InvalidArgument("ID", text, f"must be in a file that Python can run ({told})") from None
    found = {name: value for name, value in vars(module).items() if isinstance(value, Claim)}
    if not found:
        raise InvalidArgument("ID", text, "must be in a file that defines a claim at its top level")
    return {**{claim.id: claim for claim in found.values()}, **found}


def _place(path: Path) -> tuple[str, str]:
    """Return the directory from which a file is imported, and the name that its module has there."""
    package = path.parent
    while (package / "__init__.py").is_file():
        package = package.parent
    return str(package), ".".join(path.relative_to(package).with_suffix("").parts)


def name_of(claim: Claim, modules: Iterable[ModuleType]) -> str:
    """Return the text with which `claim_named` finds a claim.

    Args:
        claim: The claim.
        modules: Where it may be defined, if it is not one of Etalon's.

    Raises:
        ValueError: If it is a variable at the top level of none of them.

    Example:
        >>> name_of(load()["crossing"], [])
        'crossing'
    """
    if is_ours(claim):
        return claim.id
    for module in modules:
        for name, value in vars(module).items():
            if value is claim and getattr(module, "__file__", None):
                return f"{module.__file__}:{name}"
    raise ValueError(f"claim {claim.id}: must be at the top level of a file, as NAME = Claim(...)")


def is_ours(claim: Claim) -> bool:
    """Return whether a claim is one of Etalon's, and not one of your own that has the id of one."""
    return load().get(claim.id) is claim
