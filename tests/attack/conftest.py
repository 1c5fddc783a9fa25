"""The attacks are made on the same world that the tests of the pages know."""

from tests.web.conftest import undone, world

__all__ = ["undone", "world"]
