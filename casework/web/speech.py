"""Words in the reader's language, looked up once for each language.

A page says several hundred of them, and Flask-Babel asks anew for each which language the reader has and where its
catalogue is. Here the catalogue is found by the language, and what a template says is kept as it stands on the page.
"""

from functools import lru_cache

from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup
from wtforms.i18n import messages_path

SAID = 8192  # sentences kept; the templates and the labels of the house are far fewer


class Catalogue(Domain):
    """Flask-Babel's own, with the translations of a language found at once."""

    def __init__(self):
        super().__init__()
        self._known = {}

    def get_translations(self):
        language = _language()
        known = self._known.get(language)
        if known is None:
            known = super().get_translations()
            if language:
                self._known[language] = known
        return known


def _language() -> str:
    """The language of this reader, which is settled when their request begins; outside of one it may be none."""
    return (g.get("locale") or str(get_locale() or "")) if g else ""


def of_forms() -> Translations:
    """What WTForms itself says, in the reader's language."""
    return _of_forms(_language())


@lru_cache
def _of_forms(language: str) -> Translations:
    return Translations.load(messages_path(), [language] if language else None, domain="wtforms")


def register(app: Flask, babel: Babel) -> None:
    """Let Python code and templates speak through one catalogue."""
    catalogue = babel.domain_instance = Catalogue()

    @lru_cache(SAID)
    def plain(_language: str, text: str) -> Markup:
        return Markup(catalogue.gettext(text)) % {}  # noqa: S704 - our own sentences, as Jinja itself takes them

    def say(text: str, **values) -> Markup:
        """``_`` of the templates: what is put into the sentence is escaped, the sentence itself is ours."""
        if values:
            return Markup(catalogue.gettext(text)) % values  # noqa: S704
        return plain(_language(), text)

    app.jinja_env.globals.update(_=say, gettext=say)
