"""Speaking to providers over HTTP: what surely did not arrive is told apart from what may have."""

from collections.abc import Mapping
from typing import Any

import httpx

from app.channels.shape import NotSent, Unsure, Why

TIMEOUT_S = httpx.Timeout(20.0, connect=5.0)
_LATER = {408, 425, 429, 503}
WHY = {
    "21211": Why.NO_SUCH_ADDRESS,
    "21614": Why.NO_SUCH_ADDRESS,
    "21610": Why.OPTED_OUT,
    "131026": Why.NO_SUCH_ADDRESS,
    "131050": Why.OPTED_OUT,
    "551": Why.NO_SUCH_ADDRESS,
}
"""Providers' own codes for an address that cannot be reached or asked to be left alone."""


def post(
    url: str,
    provider: str,
    *,
    auth: tuple[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Any = None,
) -> Any:
    """The provider's JSON answer. Raises NotSent (refused, busy, not reached) or Unsure (silence after it was handed over)."""
    try:
        answer = httpx.post(url, auth=auth, headers=headers, data=form, json=body, timeout=TIMEOUT_S, follow_redirects=False)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.PoolTimeout) as cause:
        raise NotSent(f"{provider}: no responde", f"{provider}: does not answer", again=True) from cause
    except httpx.HTTPError as cause:
        raise Unsure(f"{provider}: se cortó al enviar", f"{provider}: the line broke while sending") from cause
    if answer.status_code in _LATER:
        raise NotSent(f"{provider}: ocupado ({answer.status_code})", f"{provider}: busy ({answer.status_code})", again=True)
    if 400 <= answer.status_code < 500:
        code = _code(answer)
        said = f"{answer.status_code}/{code}" if code else str(answer.status_code)
        raise NotSent(f"{provider} no lo acepta: {said}", f"{provider} does not accept it: {said}", why=WHY.get(code, Why.OTHER))
    if answer.status_code >= 300:
        status = answer.status_code
        raise Unsure(f"{provider}: error {status} al enviar", f"{provider}: error {status} while sending")
    try:
        return answer.json()
    except ValueError as cause:
        raise Unsure(f"{provider}: respondió sin sentido", f"{provider}: its answer makes no sense") from cause


def _code(answer: httpx.Response) -> str:
    """The provider's code for what is wrong; its words may hold the person's number and are not kept."""
    try:
        found = answer.json()
    except ValueError:
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    code = error.get("code") if isinstance(error, dict) else found.get("code") if isinstance(found, dict) else None
    return "" if code is None else str(code)[:20]
