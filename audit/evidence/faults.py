"""What can be wrong with a bundle, in words for whoever checks it."""

from dataclasses import dataclass
from enum import StrEnum

from audit.data_file import Words


class Problem(StrEnum):
    """Kinds of fault."""

    UNREADABLE = "unreadable"
    NOT_A_ZIP = "not_a_zip"
    TRICK = "trick"
    UNSAFE_NAME = "unsafe_name"
    DUPLICATE = "duplicate"
    NO_MANIFEST = "no_manifest"
    BAD_MANIFEST = "bad_manifest"
    BROKEN_CHAIN = "broken_chain"
    DROPPED = "dropped"
    ADDED = "added"
    REORDERED = "reordered"
    ALTERED = "altered"
    REPACKED = "repacked"
    CONTRADICTION = "contradiction"
    BAD_SIGNATURE = "bad_signature"
    OTHER_KEY = "other_key"
    BAD_PROMISE = "bad_promise"
    OTHER_PROMISE = "other_promise"
    NOT_PROMISED = "not_promised"
    CLOSED = "closed"
    BROKEN_EVENTS = "broken_events"
    BAD_HEAD = "bad_head"
    MISSING_HEAD = "missing_head"
    NOT_HANDED_OVER = "not_handed_over"
    OTHER_RECORDING = "other_recording"


_SAID = {
    Problem.UNREADABLE: Words("El archivo no se puede abrir: {detail}.", "The file cannot be opened: {detail}."),
    Problem.NOT_A_ZIP: Words(
        "No es un zip entero: está cortado o dañado ({detail}).", "Not a whole zip: it is cut short or damaged ({detail})."
    ),
    Problem.TRICK: Words(
        "El zip esconde algo en «{name}»: {detail}. Un paquete sellado no lo lleva.",
        "The zip hides something at «{name}»: {detail}. A sealed bundle has none of that.",
    ),
    Problem.UNSAFE_NAME: Words("El nombre «{name}» no es de un paquete sellado.", "The name «{name}» is not of a sealed bundle."),
    Problem.DUPLICATE: Words("«{name}» está dos veces.", "«{name}» is there twice."),
    Problem.NO_MANIFEST: Words("Falta «{name}»: no hay sello que comprobar.", "«{name}» is missing: there is no seal to check."),
    Problem.BAD_MANIFEST: Words("«{name}» no tiene forma de sello: {detail}.", "«{name}» is not shaped like a seal: {detail}."),
    Problem.BROKEN_CHAIN: Words(
        "La cadena se rompe en «{name}»: {detail}. La lista fue alterada o reordenada.",
        "The chain breaks at «{name}»: {detail}. The list was altered or reordered.",
    ),
    Problem.DROPPED: Words("Falta «{name}», que fue sellado.", "«{name}» was sealed and is missing."),
    Problem.ADDED: Words("«{name}» no fue sellado: se agregó después.", "«{name}» was not sealed: it was added later."),
    Problem.REORDERED: Words("«{name}» no está en su lugar: {detail}.", "«{name}» is out of its place: {detail}."),
    Problem.ALTERED: Words("«{name}» fue alterado: {detail}.", "«{name}» was altered: {detail}."),
    Problem.REPACKED: Words(
        "El zip no es el que se selló: cambiaron bytes del envoltorio de «{name}» ({detail}).",
        "The zip is not the one that was sealed: bytes of the wrapping of «{name}» were changed ({detail}).",
    ),
    Problem.CONTRADICTION: Words("«{name}» contradice a otro: {detail}.", "«{name}» contradicts another item: {detail}."),
    Problem.BAD_SIGNATURE: Words(
        "La firma no es de la clave del paquete: el manifiesto no es el que se selló.",
        "The signature is not of the bundle's key: the manifest is not the one that was sealed.",
    ),
    Problem.OTHER_KEY: Words(
        "Lo selló otra clave: huella {detail}, y no la que usted indicó.",
        "Another key sealed it: fingerprint {detail}, not the one you gave.",
    ),
    Problem.BAD_PROMISE: Words("«{name}» no es un compromiso: {detail}.", "«{name}» is not a commitment: {detail}."),
    Problem.OTHER_PROMISE: Words(
        "El compromiso del paquete no es el publicado («{name}»): {detail}.",
        "The bundle's commitment is not the published one («{name}»): {detail}.",
    ),
    Problem.NOT_PROMISED: Words(
        "«{name}» no es lo que se comprometió antes de la entrega: {detail}.",
        "«{name}» is not what was committed before the handoff: {detail}.",
    ),
    Problem.CLOSED: Words("«{name}» se comprometió y no se abrió: {detail}.", "«{name}» was committed and not opened: {detail}."),
    Problem.BROKEN_EVENTS: Words(
        "La cadena de hechos se rompe en «{name}»: {detail}.", "The chain of events breaks at «{name}»: {detail}."
    ),
    Problem.BAD_HEAD: Words(
        "«{name}» no es una lista de cabezas firmadas: {detail}.", "«{name}» is not a list of signed heads: {detail}."
    ),
    Problem.MISSING_HEAD: Words(
        "Los hechos no pasan por la cabeza publicada ({name}): {detail}.",
        "The events do not pass through the published head ({name}): {detail}.",
    ),
    Problem.NOT_HANDED_OVER: Words(
        "«{name}» no está en el archivo entregado como se comprometió: {detail}.",
        "«{name}» is not in the file handed over as it was committed: {detail}.",
    ),
    Problem.OTHER_RECORDING: Words(
        "«{name}» no sale de la grabación sellada: {detail}.", "«{name}» does not come from the sealed recording: {detail}."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: which item, what, and the detail."""

    problem: Problem
    name: str
    detail: Words | str = ""

    def say(self, lang: str) -> str:
        """The fault as one sentence."""
        detail = self.detail if isinstance(self.detail, str) else self.detail.say(lang)
        return _SAID[self.problem].say(lang).format(name=self.name, detail=detail)
