"""Requests that make no sense: method, address, and what goes with it."""

import io
from typing import Any

Request = tuple[str, str, dict[str, Any]]
ODD = [
    "",
    " ",
    "0",
    "-1",
    "9" * 400,
    "NaN",
    "1e999",
    "\x00",
    "'; drop table runs;--",
    "<script>",
    "ñ" * 300,
    "../../etc",
    "%00",
    "\ud83d",
]
KNOWN = [o.encode("utf-8", "ignore").decode() for o in ODD]


def _form(**fields: Any) -> dict[str, Any]:
    return {"data": fields}


def _file(name: str, body: bytes = b"RIFF") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def uploads(path: str) -> list[Request]:
    """Uploads without anything usable."""
    bodies: list[dict[str, Any]] = [
        {},
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"\x00\xff" * 50, "content_type": "application/octet-stream"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"x", "content_type": "multipart/form-data"},
        {
            "data": b"--x\r\nContent-Disposition: form-data; name=files; filename=\r\n\r\n\r\n--x--",
            "content_type": "multipart/form-data; boundary=x",
        },
        {"data": b"files=a.wav", "content_type": "application/x-www-form-urlencoded"},
        _form(files="not a file"),
        *(_form(country=odd, files=[_file("a.wav")]) for odd in ("Chile", "1", "\x00\x00", "ñ", "C" * 500)),
        *(_form(lang=odd, files=[_file("a.wav")]) for odd in ("pt", "\x00", "e" * 500, "0")),
        _form(name="n" * 5000, files=[_file("a.wav")]),
        *(
            _form(files=[_file(n)])
            for n in ("../a.wav", "/a.wav", "a.exe", "a", "C:\\a.wav", "a.zip", "calls.csv", "..", ".wavx")
        ),
        _form(files=[_file("a.wav", b"")]),
    ]
    return [("POST", path, body) for body in bodies]


def pages(call: str, run: str) -> list[Request]:
    """Addresses and forms of the pages with senseless values."""
    asked: list[Request] = []
    for odd in KNOWN:
        for name in ("page", "q", "sort", "run", "conduct", "country"):
            asked.append(("GET", "/calls", {"query_string": {name: odd}}))
        asked.append(("GET", f"/calls/{call}", {"query_string": {"trail": odd, "page": odd}}))
        asked.append(("POST", f"/calls/{call}/decide", _form(criterion=odd, instance=odd, decision=odd, reason=odd)))
        asked.append(
            (
                "POST",
                f"/calls/{call}/decide",
                _form(criterion="false_legal_threat", instance=odd, decision="happened", reason="x"),
            )
        )
        asked.append(("POST", f"/calls/{call}/duty", _form(criterion=odd, status=odd, reason=odd)))
        asked.append(("POST", f"/calls/{call}/note", _form(text="una nota", at_s=odd)))
        asked.append(("POST", "/users", _form(name=odd, email=odd, role=odd, vendor=odd, password=odd)))
        asked.append(("POST", "/profile/language", _form(language=odd, next=odd)))
        asked.append(
            (
                "GET",
                f"/calls/{call}/audio",
                {"headers": {"Range": f"bytes={odd.strip()[:40].encode('ascii', 'ignore').decode()}".replace("\x00", "")}},
            )
        )
    for address in (
        "/runs/nope",
        "/calls/nope",
        f"/runs/{run}/report/docx",
        "/rubric/nope",
        "/runs/%00",
        "/calls/%F0%9F",
        "/" + "x" * 3000,
    ):
        asked.append(("GET", address, {}))
    return asked


def api(call: str, run: str) -> list[Request]:
    """The same for programs."""
    asked: list[Request] = [
        ("GET", "/api/v1/calls", {"query_string": {name: odd}}) for odd in KNOWN for name in ("page", "q", "sort", "run")
    ]
    for address in (
        "runs/nope",
        "calls/nope",
        f"runs/{run}/report/docx",
        "runs/%00",
        "calls/%FF",
        "calls/" + "9" * 3000,
        f"calls/{call}/nope",
    ):
        asked.append(("GET", f"/api/v1/{address}", {}))
    asked += [(method, "/api/v1/runs", {}) for method in ("PUT", "DELETE", "PATCH")]
    return asked


def deep() -> list[Request]:
    """Lists within lists without end."""
    body: dict[str, Any] = {"data": "[" * 30_000, "content_type": "application/json"}
    return [("POST", f"/api/v1/{address}", body) for address in ("payments", "segments", "waves")]
