"""`python -m bench`: everything; `--quick`: within a minute; `--only NAME`: one part of it, several times if wished."""

import argparse
import asyncio
import sys
import tempfile
import traceback
from pathlib import Path
from time import perf_counter

from bench import process
from bench.parts import PARTS, Bench
from bench.report import Report
from bench.sizes import FULL, QUICK


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Nacre beside a bare discord.py bot.")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller; ends within a minute")
    parser.add_argument("--only", action="append", choices=sorted(PARTS), help="one part; may be given again")
    given = parser.parse_args()
    process.settle_here()
    with tempfile.TemporaryDirectory(prefix="nacre-bench-") as folder:
        report = asyncio.run(_run(Path(folder), quick=given.quick, only=given.only or list(PARTS)))
    print(report)  # noqa: T201 - this is what it is for


async def _run(folder: Path, *, quick: bool, only: list[str]) -> Report:
    async with Bench.open(folder, QUICK if quick else FULL) as bench:
        for name, part in PARTS.items():
            if name not in only:
                continue
            began = perf_counter()
            try:
                await part(bench)
            except Exception as error:
                bench.report.notes.append(f"{name} could not be measured: {type(error).__name__}: {error}")
                traceback.print_exc()
            took = perf_counter() - began
            print(f"{bench.report.news()}\n{name} took {took:.0f} s", file=sys.stderr)  # noqa: T201 - one sees it go on
        return bench.report


if __name__ == "__main__":
    main()
