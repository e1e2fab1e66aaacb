"""Pieces that every part of the OpenAPI document is made of."""

from typing import Any

from app.web.api.schemas import ref


def errors(*codes: int) -> dict[str, Any]:
    """Error answers by status."""
    said = {
        400: "The request is malformed",
        401: "No valid key",
        404: "Nothing with that id",
        409: "Not while it goes on; the message says how much is left",
        413: "Too large",
        422: "What was sent cannot be used",
        429: "More requests in a minute than allowed",
    }
    return {str(code): {"description": said[code], "content": {"application/json": {"schema": ref("Error")}}} for code in codes}


def json_of(name: str, what: str) -> dict[str, Any]:
    """An answer of one of SCHEMAS."""
    return {"description": what, "content": {"application/json": {"schema": ref(name)}}}


def file_of(kind: str, what: str) -> dict[str, Any]:
    """An answer of bytes."""
    return {"description": what, "content": {kind: {"schema": {"type": "string", "contentMediaType": kind}}}}


def path(name: str, values: list[str] | None = None) -> dict[str, Any]:
    """A parameter of the address."""
    schema: dict[str, Any] = {"type": "string", "enum": values} if values else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def get(summary: str, answer: dict[str, Any], *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A GET operation."""
    missing = (404,) if any(p["in"] == "path" for p in parameters) else ()
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {"200": answer, **more, **errors(401, *missing, 429)},
        }
    }
