"""The page inside every bundle that lets anybody check it without this product."""

GUIDE = """\
PRUEBA SELLADA / SEALED EVIDENCE (trasluz-evidence/2)

Español
-------
Este archivo zip contiene todo aquello en que descansa la auditoría y un sello que lo protege.
Para comprobarlo:  trasluz evidence verify ARCHIVO.zip   (no necesita red)
Sin este programa:
1. manifest.json enumera cada archivo (n, kind, name, sha256, size, previous, link) en el orden del zip.
2. El sha256 de cada archivo debe ser el que dice el manifiesto. No puede sobrar ni faltar ninguno.
3. link = sha256 del JSON {kind, n, name, previous, sha256, size} con claves ordenadas, sin espacios, en UTF-8.
   previous es el link anterior; el primero usa el sha256 de {"about": ..., "format": "trasluz-evidence/2"} escrito igual.
4. signature.json trae la firma Ed25519 (base64) de los bytes exactos de manifest.json precedidos de
   "trasluz-evidence/2" y un salto de línea, hecha con public_key (base64, 32 bytes).
5. packed trae el sha256 de los bytes comprimidos de cada archivo, en el mismo orden: otro zip con lo mismo dentro se rechaza.
6. Pida la huella de la clave a quien selló, por otra vía, y compárela con fingerprint.

English
-------
This zip holds all that the audit rests on, and a seal that protects it.
To check it:  trasluz evidence verify FILE.zip   (needs no network)
Without this program:
1. manifest.json lists every file (n, kind, name, sha256, size, previous, link) in the order of the zip.
2. The sha256 of each file must be the manifest's. None may be missing, none may be extra.
3. link = sha256 of the JSON {kind, n, name, previous, sha256, size} with sorted keys, no spaces, in UTF-8.
   previous is the link before; the first uses the sha256 of {"about": ..., "format": "trasluz-evidence/2"} written alike.
4. signature.json holds the Ed25519 signature (base64) of the exact bytes of manifest.json preceded by
   "trasluz-evidence/2" and a line feed, made with public_key (base64, 32 bytes).
5. packed holds the sha256 of each file's squeezed bytes, in the same order: another zip with the same inside is refused.
6. Ask whoever sealed it for the key's fingerprint by another way, and compare it with fingerprint.
"""
