"""Errors of the libraries that speak both languages, said in the one of the command."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_both_languages() -> Iterator[None]:
    """Turns what keeps a wave from being handed over or revealed into the command line's own error."""
    from app.errors import BadInput
    from audit.ghosts.commit_error import BadWave

    try:
        yield
    except BadWave as problem:
        raise BadInput(problem.words.es, problem.words.en) from problem
