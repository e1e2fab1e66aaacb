"""Makes the sound files beside it from Debian's Asterisk prompts: `python tests/speech/sounds/make.py /usr/share`."""

import json
import sys
from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).parent
PAUSE_S = 0.7
RATE = 8000
VOICES = {
    "es": ("es_MX_f_Allison", [
        ("conf-waitforleader", "La conferencia comenzará cuando llegue el líder."),
        ("vm-repeat", "Marque 5 para repetir el mensaje."),
        ("demo-echotest", "Está a punto de entrar a la prueba de eco. En este modo, todo lo que diga será repetido tan pronto "
         "como sea recibido por el sistema. El propósito de esta prueba es de darle una idea de la demora del sonido entre usted "
         "y el sistema ejecutando la prueba. Para terminar, cuelgue o presione la tecla de número."),
        ("tt-weasels", "Las comadrejas se han comido nuestro sistema telefónico."),
        ("vm-opts", "Marque 2 para cambiar de carpeta, 3 para opciones avanzadas, o 0 para opciones del correo."),
    ]),
    "en": ("en_US_f_Allison", [
        ("conf-waitforleader", "The conference will begin when the leader arrives."),
        ("demo-echotest", "You are about to enter an echo test. In this mode everything you say will be repeated back to you "
         "just as soon as it is received. The purpose of this test is to give you an audible sense of the latency "
         "between you and the machine that is running the echo test application. You may end the test by "
         "hanging up or by pressing the pound key."),
        ("tt-weasels", "Weasels have eaten our phone system."),
    ]),
    "fr": ("fr_CA_f_June", [("conf-waitforleader", ""), ("demo-echotest", ""), ("tt-weasels", ""), ("demo-abouttotry", "")]),
}  # fmt: skip


def main(share: Path) -> None:
    """Writes one OGG/Opus file a voice, sentences in a row with pauses, their times and texts, and a stretch of hold music."""
    known = {}
    for lang, (folder, sentences) in VOICES.items():
        sounds, placed, at = [np.zeros(RATE // 2, np.int16)], [], 0.5
        for name, text in sentences:
            sound, rate = soundfile.read(share / "asterisk" / "sounds" / folder / f"{name}.wav", dtype="int16")
            assert rate == RATE
            placed.append({"start": round(at, 3), "end": round(at + len(sound) / RATE, 3), "text": text})
            sounds += [sound, np.zeros(round(PAUSE_S * RATE), np.int16)]
            at += len(sound) / RATE + PAUSE_S
        soundfile.write(HERE / f"{lang}.ogg", np.concatenate(sounds), RATE, subtype="OPUS")
        known[lang] = placed
    music, rate = soundfile.read(share / "asterisk" / "moh" / "macroform-the_simplicity.wav", dtype="int16", frames=RATE * 20)
    soundfile.write(HERE / "hold_music.ogg", music, rate, subtype="OPUS")
    (HERE / "sentences.json").write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
