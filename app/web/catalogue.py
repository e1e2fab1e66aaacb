"""The Spanish and English texts: `python -m app.web.catalogue` gathers them, merges them into the catalogues and compiles.

The English text is the key in the code. Spanish lives in `translations/es/LC_MESSAGES/messages.po`; English only where a plural
or a shade differs from the key.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).parents[1]
TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("es", "en")
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "lazy_gettext": None, "_l": None, "ngettext": (1, 2)}


def gathered() -> Catalog:
    """Every text of the code and the templates of `app`."""
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(APP, methods, options, _KEYWORDS):
        found.add(message, None, (), auto_comments=comments, context=context)
    return found


def path(language: str) -> Path:
    """Where a language's texts are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The texts of a language as they are on disk."""
    if not path(language).exists():
        return Catalog(locale=language, charset="utf-8")
    with path(language).open("rb") as lines:
        return read_po(lines, locale=language)


def missing(catalog: Catalog, wanted: Catalog) -> list[str]:
    """Keys of `wanted` that `catalog` does not say, or says only by guess."""
    out = []
    for message in wanted:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        said = catalog.get(key)
        texts = (said.string if isinstance(said.string, (tuple, list)) else (said.string,)) if said else ()
        if not said or not texts or not all(texts) or said.fuzzy:
            out.append(str(key))
    return out


def save(catalog: Catalog, language: str) -> None:
    """Write the readable and the compiled catalogue."""
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as out:
        write_po(out, catalog, sort_output=True, omit_header=False, width=130, ignore_obsolete=True)
    with path(language).with_suffix(".mo").open("wb") as out:
        write_mo(out, catalog)


def main() -> int:
    """Gather, merge, compile; 1 when a Spanish text is missing."""
    wanted = gathered()
    lacking: list[str] = []
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(wanted, no_fuzzy_matching=True)
        if language == "en":
            for message in catalog:
                said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                if message.id and (message.fuzzy or not all(said)):
                    message.string = tuple(message.id) if isinstance(message.id, (tuple, list)) else message.id
                    message.flags.discard("fuzzy")
        else:
            lacking = missing(catalog, wanted)
        save(catalog, language)
    for key in lacking:
        sys.stderr.write(f"translations/es: no Spanish for {key!r}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main())
