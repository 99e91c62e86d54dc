"""The walks act in the same world as the tests of cogs."""

from tests.cogs.conftest import loaded, pytest_runtest_call, world

__all__ = ["loaded", "pytest_runtest_call", "world"]
