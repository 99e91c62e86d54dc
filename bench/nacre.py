"""The real program, with a pace of direct messages that its settings would refuse: BENCH_DIRECT_PER_SECOND.

Without that variable it is `nacre run --migrate` as it stands.
"""

import os

from bot.commands import running
from bot.config import DirectMessages, load


def main() -> None:
    settings = load(None)
    pace = os.environ.pop("BENCH_DIRECT_PER_SECOND", None)
    if pace is not None:
        faster = DirectMessages.model_construct(seconds_apart=1 / float(pace))
        settings = settings.model_copy(update={"direct_messages": faster})
    running.run(settings, migrate=True)


if __name__ == "__main__":
    main()
