"""What stands above every page until somebody has seen to it, declared by each room."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_login import current_user


@dataclass(frozen=True)
class Banner:
    """A sentence in the reader's language, and where it can be seen to."""

    text: str
    label: str = ""
    url: str = ""


BANNERS: list[Callable[[], Banner | None]] = []


def due() -> list[Banner]:
    """The banners for whoever looks."""
    if not current_user.is_authenticated or current_user.must_change_password:
        return []
    return [banner for ask in BANNERS if (banner := ask()) is not None]
