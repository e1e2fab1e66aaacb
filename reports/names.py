"""What ids are called in a report; criteria take their names from the rubric."""

from audit.data_file import Words

OUTCOMES = {
    "promise": Words("Promesa", "Promise"),
    "payment_plan": Words("Plan de pago", "Payment plan"),
    "paid_already": Words("Ya pagó", "Already paid"),
    "refusal": Words("Negativa", "Refusal"),
    "dispute": Words("Disputa", "Dispute"),
    "hardship_hold": Words("Suspensión por dificultad", "Hardship hold"),
    "callback": Words("Volver a llamar", "Call back"),
    "wrong_party": Words("Persona equivocada", "Wrong person"),
    "third_party_message": Words("Recado con un tercero", "Message with a third party"),
    "voicemail": Words("Buzón de voz", "Voicemail"),
    "hung_up": Words("Cortó", "Hung up"),
}
STATES = {
    "calm": Words("en calma", "calm"),
    "annoyed": Words("molesto", "annoyed"),
    "angry": Words("enojado", "angry"),
    "distressed": Words("angustiado", "distressed"),
    "confused": Words("confundido", "confused"),
}
VERDICTS = {
    "fail": Words("No aprueba", "Fails"),
    "pass": Words("Aprueba", "Passes"),
    "to_decide": Words("Por decidir", "To decide"),
    "not_assessed": Words("Sin evaluar", "Not assessed"),
}
STATUSES = {
    "met": Words("Cumple", "Met"),
    "not_met": Words("No cumple", "Not met"),
    "not_applicable": Words("No aplica", "Not applicable"),
    "not_assessed": Words("Sin evaluar", "Not assessed"),
}
STANDINGS = {
    "asserted": Words("Lo afirma la máquina", "Asserted by the machine"),
    "to_review": Words("Por decidir: falta una persona", "To decide: a person is needed"),
    "happened": Words("Ocurrió: lo confirmó una persona", "Happened: confirmed by a person"),
    "not_happened": Words("No ocurrió: lo descartó una persona", "Did not happen: ruled out by a person"),
    "cannot_tell": Words("No se puede saber", "Cannot be told"),
}
SEVERITIES = {"critical": Words("Falta crítica", "Critical"), "major": Words("Grave", "Major")}
SPEAKERS = {
    "agent": Words("Agente", "Agent"),
    "debtor": Words("Deudor", "Debtor"),
    "other": Words("Otra persona", "Other person"),
}
SURENESS = {
    "verified": Words("verificada en la fuente", "verified in the source"),
    "probable": Words("probable: fuente parcial", "probable: partial source"),
    "unverified": Words("sin verificar", "unverified"),
}
SIGNS = {"fail": "not_met", "pass": "met", "to_decide": "decide", "not_assessed": "not_assessed"}


def tone_word(score: float) -> Words:
    """Tone 1–5 as a word."""
    words = (
        Words("hostil", "hostile"),
        Words("frío", "cold"),
        Words("neutro", "neutral"),
        Words("cortés", "courteous"),
        Words("cálido", "warm"),
    )
    return words[min(4, max(0, round(score) - 1))]
