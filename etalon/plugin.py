"""The plugin for pytest: `--etalon-witnesses DIR` keeps a counterexample of every claim test that fails.

Imports nothing of the suite before it is needed: where the option is not given pytest starts as fast as ever.
"""

import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

OPTION = "--etalon-witnesses"
_TOLD = "etalon_witnesses"  # on the report of a test: plain text, which survives the way from an xdist worker


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("etalon", "Etalon")
    group.addoption(
        OPTION,
        metavar="DIR",
        help="keep a counterexample of every claim test that fails in DIR/CLAIM_ID; nothing is written over",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to keep counterexamples if the option is given; refuse a directory that cannot be one."""
    text = config.getoption(OPTION)
    if text is None:
        return
    from etalon.files import new_directory
    from numerics.rational import InvalidArgument

    try:
        new_directory(text, OPTION)
    except InvalidArgument as refused:
        raise pytest.UsageError(str(refused)) from None
    config.pluginmanager.register(Keeper(text), "etalon-witnesses")


class Keeper:
    """Keeps the counterexamples of tests that fail, and names them when all have run."""

    def __init__(self, typed: str) -> None:
        """Remember where; the directory is made when there is something to keep."""
        self._typed, self._folder = typed, Path(typed).absolute()  # a test may change to another directory

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the counterexample in the process that found it."""
        report = yield
        if report.failed and call.excinfo is not None:
            report.__dict__[_TOLD] = self._keep(item, call.excinfo.value)
        return report

    def _keep(self, item: pytest.Item, error: BaseException) -> list[str]:
        if "etalon.testing" not in sys.modules:  # then it is no claim that failed
            return []
        from etalon.explore.failed import keep_failed, refutations

        lines = []
        for claim, refuted in refutations(error).items():
            name = claim.replace("-", "_")  # a package has to be an identifier
            try:
                kept = keep_failed(refuted, self._folder / name, getattr(item, "module", None), OPTION)
            except Exception as failure:  # the test has failed already, and the others have to run
                reason = f"{type(failure).__name__}: {failure}".splitlines()[0]
                lines.append(f"{claim}: NOT kept: {reason}")
                continue
            lines.append(f"{claim}: {kept.told.format(Path(self._typed) / name)} ({kept.case})")
            if kept.interrupted:
                raise KeyboardInterrupt
        return lines

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name what was kept, and say why where nothing was."""
        reports = [report for kind in terminalreporter.stats.values() for report in kind]
        lines = [line for report in reports for line in getattr(report, _TOLD, [])]
        if lines:
            terminalreporter.section("counterexamples")
        for line in lines:
            terminalreporter.write_line(line)
