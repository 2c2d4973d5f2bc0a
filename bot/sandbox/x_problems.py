"""How X words a refusal: problem objects after RFC 9457."""

from __future__ import annotations

from bot.sandbox.exchange import Answer, json_answer

_PROBLEM = "application/problem+json"
_PROBLEMS = "https://api.x.com/2/problems"


def about(
    status: int, title: str, detail: str, headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """A problem that is about the HTTP status alone, as X answers most refusals."""
    problem = {"title": title, "type": "about:blank", "status": status, "detail": detail}
    return json_answer(status, problem, headers, content_type=_PROBLEM)


def invalid(parameter: str, value: str, message: str) -> Answer:
    """HTTP 400: the request does not fit the description of the endpoint."""
    problem = {
        "title": "Invalid Request",
        "type": f"{_PROBLEMS}/invalid-request",
        "status": 400,
        "detail": "One or more parameters to your request was invalid.",
        "parameter": parameter,
        "value": value,
        "errors": [{"parameters": {parameter: [value]}, "message": message}],
    }
    return json_answer(400, problem, content_type=_PROBLEM)


def not_found(kind: str, value: str) -> dict[str, str]:
    """The problem for an object that is not there; it stands in an answer of HTTP 200."""
    return {
        "title": "Not Found Error",
        "type": f"{_PROBLEMS}/resource-not-found",
        "detail": f"Could not find {kind} with id: [{value}].",
        "parameter": "id",
        "resource_id": value,
        "resource_type": kind,
        "value": value,
    }
