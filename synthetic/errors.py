"""What can go wrong while a made-up world is built."""


class SyntheticError(Exception):
    """Root of the package. Nothing here is worth retrying: it says what to install or to correct."""


class NoVoice(SyntheticError):
    """The voice model, a voice or the phoneme program is missing; says what to install."""


class BadScript(SyntheticError):
    """A scripted call cannot be used; says file, field and value."""


class BadWave(SyntheticError):
    """A simulated wave cannot be drawn as asked; says which knob, with which value, and what it may be."""
