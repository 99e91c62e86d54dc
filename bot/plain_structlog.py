"""Importing this imports structlog without rich, which it would otherwise load for tracebacks in colours.

Ours are plain: rich shows the values of variables, and takes five megabytes.
"""

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_rich = _modules.get("rich")
_modules["rich"] = None  # as if it were not installed
try:
    import structlog  # noqa: F401
finally:
    del _modules["rich"]
    if _rich is not None:
        _modules["rich"] = _rich
