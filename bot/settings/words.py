"""What is wrong with a configuration, in an editor's words."""

from __future__ import annotations

import re
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.settings.tables import Configuration


def plain_words(error: ErrorDetails) -> str:
    """One pydantic error in an editor's words."""
    place = _place(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return f"{place}: unknown key; {_allowed_keys(error['loc'])}"
        case "missing":
            return f"{place}: is required"
        case "literal_error":
            allowed = str(error.get("ctx", {}).get("expected", "")).replace("False", "false")
            return f"{place}: allowed is {allowed} in this version"
        case "tuple_type":
            return f'{place}: write a list, as in ["one", "another"]'
        case "value_error":
            words = error["msg"].removeprefix("Value error, ")
            return f"{place}: {words}" if place else words
        case _:
            return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _place(loc: tuple[int | str, ...]) -> str:
    place = ""
    for step in loc:
        if isinstance(step, int):
            place += f"[{step + 1}]"
        elif not re.search(r"[\[(]|constrained|^[A-Z]", step):
            place += f".{step}" if place else step
    return place


def _allowed_keys(loc: tuple[int | str, ...]) -> str:
    """The keys of the table that the place stands in, found by walking down from the whole file."""
    table: type[BaseModel] = Configuration
    is_name = False
    for step in loc[:-1]:
        found = None if is_name or isinstance(step, int) else table.model_fields.get(step)
        is_name = found is not None and get_origin(found.annotation) is dict
        table = (_table_in(found.annotation) if found else None) or table
    return "allowed are " + ", ".join(table.model_fields)


def _table_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)
