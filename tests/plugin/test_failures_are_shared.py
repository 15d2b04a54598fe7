"""What one machine found another tries first: hypothesis' databases, set up as the guide shows."""

import re
import socket
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

pytest_plugins = ["pytester"]

GUIDE = (Path(__file__).parents[2] / "docs" / "pytest.md").read_text()
TEST, *CONFTESTS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
DIRECTORY, REDIS, ARTIFACT = CONFTESTS
# A claim that fails from 12345 on, and writes down which numbers it is asked about.
MINE = """
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from etalon.case import Case
from etalon.claim import Claim
from etalon.evidence import Verdict

LOG = Path(__file__).with_name("log")

def _is_small(case):
    with LOG.open("a") as log:
        print(case.beta[0], file=log)
    return case.beta[0] < 12345

small = Claim(
    id="small", says="The coefficient is below 12345.", source="a test", declared=Verdict.TESTED,
    cases=st.integers(0, 10**9).map(lambda n: Case((1,), (Fraction(n),))),
    predict=lambda case: True, observe=_is_small,
)
large = Claim(
    id="large", says="Nothing of it.", source="a test", declared=Verdict.TESTED,
    cases=small.cases, predict=lambda case: False, observe=lambda case: False,
)
"""


SMALLEST = 12345
PRIVATE = """
from hypothesis import settings
settings.register_profile("private", database=None, derandomize=False, max_examples=20)
settings.load_profile("private")
"""


class Machine:
    """A directory of its own, in which the tests are run by a process of its own."""

    def __init__(self, pytester, monkeypatch, name: str, conftest: str) -> None:
        """Write the claim, the test that the guide has for it, and how failures are shared."""
        self._pytester, self._monkeypatch, self.folder = pytester, monkeypatch, pytester.path / name
        self.folder.mkdir()
        (self.folder / "conftest.py").write_text(conftest)
        (self.folder / "mine.py").write_text(MINE)
        (self.folder / "test_mine.py").write_text(TEST.replace("half_a_gradient", "small"))

    def asked(self, *words: str, failed: int = 1) -> list[int]:
        """Run the tests, and return the numbers that the claim was asked about."""
        (self.folder / "log").write_text("")
        self._monkeypatch.chdir(self.folder)
        ran = self._pytester.runpytest_subprocess("--rootdir=.", *words)
        assert ran.parseoutcomes().get("failed", 0) == failed
        return [int(line) for line in (self.folder / "log").read_text().split()]


@pytest.fixture
def machine(pytester, monkeypatch):
    """Return what makes a machine, none of continuous integration unless it is told so."""
    monkeypatch.delenv("CI", raising=False)
    return lambda name, conftest: Machine(pytester, monkeypatch, name, conftest)


def _tried_before_it_failed(asked: list[int]) -> int:
    return next(i for i, number in enumerate(asked) if number >= SMALLEST)


def test_a_directory_is_shared_and_a_mended_failure_forgotten(machine, tmp_path):
    conftest = DIRECTORY.replace("/srv/team/examples", str(tmp_path / "team"))
    assert conftest != DIRECTORY
    first, second = machine("first", conftest), machine("second", conftest)
    asked = first.asked()
    assert _tried_before_it_failed(asked) > 0
    assert asked[-1] == SMALLEST
    asked = second.asked()
    assert asked[0] == SMALLEST

    mine = second.folder / "mine.py"
    mine.write_text(MINE.replace("< 12345", "<= 10**9"))
    assert second.asked(failed=0)[0] == SMALLEST
    mine.write_text(MINE)
    assert second.asked()[0] != SMALLEST


def test_claims_do_not_forget_the_failures_of_each_other(machine, tmp_path):
    alone = machine("alone", DIRECTORY.replace("/srv/team/examples", str(tmp_path / "team")))
    test = alone.folder / "test_mine.py"
    test.write_text(test.read_text() + "\nfrom mine import large\n\ntest_large = check(large)\n")
    assert alone.asked()[-1] == SMALLEST  # then the claim that holds was run
    assert alone.asked()[0] == SMALLEST


def test_a_seed_and_a_profile_decide_what_is_drawn(machine):
    alone = machine("alone", PRIVATE)
    mine = alone.folder / "mine.py"
    mine.write_text(MINE.replace("< 12345", "<= 10**9"))
    first, again, other = (alone.asked(f"--hypothesis-seed={seed}", failed=0) for seed in (1, 1, 2))
    assert first == again != other
    assert len(first) == len(other) == 20


def test_an_artifact_of_actions_is_read_at_the_desk(machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    actions = machine("actions", ARTIFACT)
    assert actions.asked()[-1] == SMALLEST
    monkeypatch.delenv("CI")
    desk = machine("desk", ARTIFACT)
    downloaded = desk.folder / ".hypothesis" / "github-artifacts" / "hypothesis-example-db"
    downloaded.mkdir(parents=True)
    now = datetime.now(UTC).isoformat().replace(":", "_")
    examples = actions.folder / ".hypothesis" / "examples"
    with zipfile.ZipFile(downloaded / f"{now}.zip", "w") as artifact:
        for file in examples.rglob("*"):
            artifact.write(file, file.relative_to(examples))
    assert desk.asked()[0] == SMALLEST


@pytest.fixture
def redis_server(tmp_path):
    """Start a server on loopback, at a port that is free; return its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        log = []
        for line in server.stdout:  # ends if the server does
            log.append(line)
            if "Ready to accept connections" in line:
                break
        else:
            pytest.fail(f"redis-server did not start:\n{''.join(log)}")
        yield f"redis://127.0.0.1:{port}"
        server.terminate()


@pytest.mark.redis
def test_a_redis_server_is_shared(machine, monkeypatch, redis_server):
    monkeypatch.setenv("REDIS_URL", f"{redis_server}/0")
    first, second, local = (machine(name, REDIS) for name in ("first", "second", "local"))
    asked = first.asked()
    assert _tried_before_it_failed(asked) > 0
    assert asked[-1] == SMALLEST
    asked = second.asked()
    assert _tried_before_it_failed(asked) == 0
    assert asked[0] == SMALLEST

    monkeypatch.setenv("REDIS_URL", f"{redis_server}/1")  # another database of the server: nothing is known
    assert _tried_before_it_failed(local.asked()) > 0
    with Redis.from_url(f"{redis_server}/0") as client:
        assert client.keys("hypothesis-example:*")


@pytest.mark.redis
def test_without_a_url_no_server_is_asked(machine, monkeypatch, redis_server):
    monkeypatch.delenv("REDIS_URL", raising=False)
    machine("alone", REDIS).asked()
    with Redis.from_url(redis_server) as client:
        assert client.keys("*") == []
