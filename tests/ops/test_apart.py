"""What is done before the bot starts leaves nothing behind in its process."""

import os
import subprocess
import sys
import textwrap

import pytest

from bot.commands.apart import apart
from bot.store.migrate import UnknownSchema


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
def test_what_is_done_apart_is_done_elsewhere_and_told() -> None:
    found = _run(
        """
        import os, sys
        from bot.commands.apart import apart

        def work(word):
            import colorsys
            return word, os.getpid()

        word, pid = apart(work, "done")
        print(word, pid != os.getpid(), "colorsys" in sys.modules)
        """
    )
    assert found == "done True False"


def test_what_it_raises_is_raised_here() -> None:
    def work() -> None:
        raise UnknownSchema("the database is at step 99")

    with pytest.raises(UnknownSchema, match="step 99"):
        apart(work)


def test_the_program_that_runs_knows_neither_alembic_nor_rich(tmp_path: os.PathLike[str]) -> None:
    """They take ten megabytes, and are used before it starts or not at all."""
    found = _run(
        f"""
        import sys
        from pathlib import Path
        from bot import plain_structlog
        from bot.commands import database
        from bot.config import Settings

        settings = Settings(token=None, data_dir=Path({os.fspath(tmp_path)!r}))
        print(bool(database.bring_up_to_date(settings)))
        database.require_up_to_date(settings)
        from bot import app
        print([name for name in ("alembic", "rich") if name in sys.modules])
        """
    )
    assert found == "True\n[]"
