"""The page inside every reveal that lets a vendor or a regulator check it without this product."""

from audit.evidence.guide import GUIDE as SEAL

GUIDE = f"""\
REVELACIÓN DE UNA OLA / REVEAL OF A WAVE (trasluz-reveal/1)

Español
-------
Para comprobarla:  trasluz evidence verify reveal.zip --commitment commitment.json [--heads heads.jsonl] [--handoff ARCHIVO]
commitment.json y heads.jsonl deben ser los que usted recibió en su día, no los de este zip.
Sin este programa, después de comprobar el sello (más abajo):
1. commitment.json: head = sha256 del JSON {{at, batch, format, slots, vendor, wave}} con claves ordenadas y sin espacios;
   signature = Ed25519 de "trasluz-commitment/1", salto de línea y head. Debe ser igual al que usted guarda.
2. opening.json abre casilleros: slots[index] = HMAC-SHA256 con clave salt (hex) de
   {{"format":"trasluz-commitment/1","kind":…,"name":…}}, salto de línea y los bytes de file.
   Los vacíos (pads) son kind "pad", sin bytes. En una revelación completa se abren todos.
3. events.jsonl: digest = HMAC-SHA256 con clave salt de {{"at","body","format":"trasluz-event/1","kind"}};
   link = sha256 de {{"digest","n","previous"}}; previous es el link anterior y el primero usa head del compromiso.
4. heads.jsonl: cada head debe ser el link de un hecho, en orden; la última, el del último hecho.
5. items/handoff dice el sha256 del archivo entregado; cada items/ghost-… dice en qué fila está y con qué celdas.
6. evidence/X.redacted.wav y su .json: bloques de un quinto de segundo; los abiertos traen su sal, los silenciados solo su hash,
   y la raíz del árbol (RFC 6962) es la que ató el hecho "recording".

English
-------
To check it:  trasluz evidence verify reveal.zip --commitment commitment.json [--heads heads.jsonl] [--handoff FILE]
commitment.json and heads.jsonl must be the ones you received at the time, not those of this zip.
Without this program, after checking the seal (below):
1. commitment.json: head = sha256 of the JSON {{at, batch, format, slots, vendor, wave}} with sorted keys and no spaces;
   signature = Ed25519 of "trasluz-commitment/1", a line feed and head. It must equal the one you keep.
2. opening.json opens slots: slots[index] = HMAC-SHA256 under key salt (hex) of
   {{"format":"trasluz-commitment/1","kind":…,"name":…}}, a line feed and the bytes of file.
   Empty ones (pads) are kind "pad", without bytes. A full reveal opens them all.
3. events.jsonl: digest = HMAC-SHA256 under key salt of {{"at","body","format":"trasluz-event/1","kind"}};
   link = sha256 of {{"digest","n","previous"}}; previous is the link before, and the first uses the commitment's head.
4. heads.jsonl: each head must be the link of an event, in order; the last one, that of the last event.
5. items/handoff tells the sha256 of the file handed over; each items/ghost-… tells its row and its cells there.
6. evidence/X.redacted.wav and its .json: blocks of a fifth of a second; open ones carry their salt, silenced ones only
   their hash, and the root of the tree (RFC 6962) is the one that the event "recording" bound.

{SEAL}"""
