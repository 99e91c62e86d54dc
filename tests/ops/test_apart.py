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


def test_the_program_that_runs_knows_only_what_it_always_needs(tmp_path: os.PathLike[str]) -> None:
    """The others take twenty megabytes, and are used before it starts, now and then, or not at all."""
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
        import importlib
        from bot import app
        from cogs._bot import all_extensions
        for extension in all_extensions():
            importlib.import_module(extension)
        now_and_then = ("icalendar", "dateutil.rrule", "jinja2", "resvg_py", "segno", "xlsxwriter", "rapidfuzz")
        print([name for name in ("alembic", "rich", *now_and_then) if name in sys.modules])
        """
    )
    assert found == "True\n[]"
