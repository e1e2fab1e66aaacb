"""The closed sets of a simulated vendor's world. Values are those of the contract's files."""

from enum import StrEnum


class Channel(StrEnum):
    """How somebody was reached, or should have been."""

    VOICE = "voice"
    VOICEMAIL = "voicemail"
    IVR = "ivr_prerecorded"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"


class Answer(StrEnum):
    """Who was at the other end."""

    DEBTOR = "debtor"
    THIRD = "third_party"
    MACHINE = "machine"
    NONE = "none"


class Mission(StrEnum):
    """How a debtor behaves. Real debtors behave in these ways too: the vendor cannot tell."""

    ALWAYS_ANSWERS = "always_answers"
    WRONG_PERSON = "wrong_person"
    MOTHER_ANSWERS = "mother_answers"
    LOST_JOB = "lost_job"
    ALREADY_PAID = "already_paid"
    DISPUTES = "disputes"
    STOP = "asks_to_stop"
    COMPLAINS = "asks_where_to_complain"
    PROMISES = "promises_pays_late"
    OFFERS_CARD = "offers_card"
    DISTRESSED = "distressed"


class Did(StrEnum):
    """What a debtor did."""

    ANSWERED = "answered"
    OTHER_ANSWERED = "other_answered"
    ASKED_TO_STOP = "asked_to_stop"
    DISPUTED = "disputed"
    PROMISED = "promised"
    PAID = "paid"
    ASKED_WHERE_TO_COMPLAIN = "asked_where_to_complain"
    OFFERED_CARD = "offered_card"
    SAID_LOST_JOB = "said_lost_job"
    SHOWED_DISTRESS = "showed_distress"


class Kind(StrEnum):
    """Ways to mistreat a debtor: what a vendor's rate of mistreatment counts."""

    OVER_CALLING = "over_calling"
    OUT_OF_HOURS = "out_of_hours"
    REST_DAY = "rest_day"
    THREAT = "threat"
    INSULT = "insult"
    DISCLOSURE = "disclosure"
    IGNORED_STOP = "ignored_stop"
    IGNORED_DISPUTE = "ignored_dispute"
    DUNNED_AFTER_PAYMENT = "dunned_after_payment"


class Lie(StrEnum):
    """Ways a vendor's own log departs from what happened."""

    FAKE_ATTEMPT = "fake_attempt"
    UNLOGGED = "unlogged"
    HIDDEN_ANSWER = "hidden_answer"
    INVENTED_PROMISE = "invented_promise"
    ALTERED_PROMISE = "altered_promise"
    WRONG_DURATION = "wrong_duration"
    MOVED_INSIDE = "moved_inside"


CHANNELS = tuple(Channel)
ANSWERS = tuple(Answer)
KINDS = tuple(Kind)
MISSIONS = tuple(Mission)
SPOKEN = (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR, Channel.VISIT)
DOES_AT_FIRST_TALK = {
    Mission.LOST_JOB: Did.SAID_LOST_JOB,
    Mission.DISPUTES: Did.DISPUTED,
    Mission.STOP: Did.ASKED_TO_STOP,
    Mission.COMPLAINS: Did.ASKED_WHERE_TO_COMPLAIN,
    Mission.PROMISES: Did.PROMISED,
    Mission.OFFERS_CARD: Did.OFFERED_CARD,
    Mission.DISTRESSED: Did.SHOWED_DISTRESS,
}
