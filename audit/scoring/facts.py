"""Plain facts of a call that need no model: names, who is on the line, how it ends."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.calls import Call
from audit.judges.sentences import plain
from audit.promises.agreement import Agreement, find_agreement
from audit.promises.garbled import sounds_like
from audit.promises.money import amount_matches
from audit.promises.recap import recap_holds
from speech.transcript import Speaker, Turn

_CUT = re.compile(r"\[(?:[^\]]*\b)?(corta|cuelga|colg|hang|hung|click|line|llamada|se corta)", re.IGNORECASE)
_RECORDED = re.compile(r"\b(grab\w+|record(?:ed|ing)\w*|monitor\w*)", re.IGNORECASE)
_DEBT = re.compile(
    r"\b(deud\w*|adeud\w*|deb[ei]\w*|saldo|mora|moros\w*|cuotas?|atras\w*|vencid\w*|venci[oó]|impag\w*|pendiente|pag[oóa]\w*|cobr\w*"
    r"|cr[eé]dito|pr[eé]stamo|owe\w*|debt|balance|overdue|past due|arrears|payment|loan|outstanding)\b",
    re.IGNORECASE,
)
_OWED = re.compile(
    r"\b(deudas?|adeud\w*|debe|moros[oa]s?|vencid[oa]s?|atrasad[oa]s?|impag[oa]s?|debts?|owes?|overdue|past due|arrears)\b",
    re.IGNORECASE,
)
_OWN_NAME = re.compile(
    r"\b(mi nombre es|me llamo|(?:le|te|les) (?:habla|saluda|llama|escribe)|habla|soy|my name is|this is|i'm|it's)\s+"
    r"(?:el |la |don |doña )?"
    r"(?:se[nñ]or(?:a|ita)? |licenciad[oa] )?[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"
)
_STOP = {"de", "del", "la", "las", "los", "el", "y", "sa", "s", "a", "the", "of", "and", "don", "dona", "banco", "grupo"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Turn indices are None when it never happens; `*_named` say that the words of the file were heard."""

    debtor_speaks: bool
    other_speaks: bool
    agent_turns: int
    answer_turns: int
    cut_by_other: bool
    agent_ends: bool
    debtor_named: int | None
    company_named: int | None
    own_name: int | None
    recording_word: int | None
    debt_word: int | None
    amount_said: int | None
    agreement: Agreement | None
    recap_holds: bool | None


def debt_told(call: Call, known: Facts) -> int | None:
    """The first turn in which the agent says the account's amount, or in so many words that something is owed."""
    said = (t.i for t in call.turns if t.speaker is Speaker.AGENT and _OWED.search(t.text))
    return min((i for i in (known.amount_said, next(said, None)) if i is not None), default=None)


def facts(call: Call) -> Facts:
    """The facts of one call; unknown account fields simply match nothing."""
    agent = [t for t in call.turns if t.speaker is Speaker.AGENT]
    answers = [t for t in call.turns if t.speaker is not Speaker.AGENT]
    account = call.account
    debtor = _tokens([account.debtor])
    company = _tokens([account.creditor, account.agency])
    last = call.turns[-1]
    agreement = find_agreement(call)
    return Facts(
        debtor_speaks=any(t.speaker is Speaker.DEBTOR for t in answers),
        other_speaks=any(t.speaker is Speaker.OTHER for t in answers),
        agent_turns=len(agent),
        answer_turns=len(answers),
        cut_by_other=bool(_CUT.search(last.text)) and last.speaker is not Speaker.AGENT,
        agent_ends=last.speaker is Speaker.AGENT,
        debtor_named=next((t.i for t in agent if _named(debtor, t.text)), None),
        company_named=next((t.i for t in agent if _named(company, t.text)), None),
        own_name=next((t.i for t in agent if _OWN_NAME.search(t.text)), None),
        recording_word=next((t.i for t in agent if _RECORDED.search(t.text)), None),
        debt_word=next((t.i for t in agent if _DEBT.search(t.text)), None),
        amount_said=_amount_said(call, agent),
        agreement=agreement,
        recap_holds=recap_holds(call, agreement) if agreement else None,
    )


def about_a_debt(call: Call) -> bool:
    """Whether anything said belongs to collecting: a word of debt, or a name of the account's file."""
    named = _tokens([call.account.debtor, call.account.creditor, call.account.agency])
    return any(_DEBT.search(t.text) or _named(named, t.text) for t in call.turns)


def _amount_said(call: Call, agent: Sequence[Turn]) -> int | None:
    account = call.account
    if account.amount is None or account.currency is None:
        return None
    said = next((t.i for t in agent if amount_matches(t.text, account.amount, account.currency, call.country)), None)
    return said if said is not None else next((t.i for t in agent if sounds_like(t.text, account.amount)), None)


def _tokens(names: Iterable[str | None]) -> set[str]:
    words = {w for name in names if name for w in re.findall(r"\w+", plain(name))}
    return {w for w in words if len(w) > 2 and w not in _STOP}


def _named(wanted: set[str], text: str) -> bool:
    """True when a word of the name is heard, allowing for an engine's spelling (similarity 0.8)."""
    said = set(re.findall(r"\w+", plain(text)))
    if wanted & said:
        return True
    return any(
        abs(len(w) - len(s)) <= 2 and len(w) > 4 and SequenceMatcher(None, w, s).ratio() >= 0.8 for w in wanted for s in said
    )
