"""Which addresses give data to programs, and what do all of these have in common?

A view function says with ``form`` what it gives and what may be asked of it. That is checked before it is called, what
it answers may be read from pages of other sites, failures are told as JSON, and the description of all forms that
programs and people read (`kb.web.openapi`, `/V/data`) is made of nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from kb.web import parameters
from kb.web.parameters import Parameter

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an address gives: ``meaning`` says it to people, ``gives`` is the type of what stands in the JSON."""

    media: str
    meaning: str
    takes: Sequence[Parameter] = ()
    gives: Any = None
    protocol: bool = False


def form(
    media: str, meaning: str, *, takes: Sequence[Parameter] = (), gives: Any = None, protocol: bool = False
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Says of a view function what it gives. ``protocol``: it follows one, and says in its way what does not fit."""
    described = Form(media=media, meaning=meaning, takes=tuple(takes), gives=gives, protocol=protocol)

    def decorate(view: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(view)
        def asked(*args: _P.args, **values: _P.kwargs) -> _R:
            if not protocol:
                parameters.check(request.args, once=parameters.once(takes), often=parameters.often(takes))
            return view(*args, **values)

        asked.form = described  # type: ignore[attr-defined]  # read by ``form_of``
        return asked

    return decorate


def form_of(app: Flask, endpoint: str | None) -> Form | None:
    """What an endpoint gives to programs, if it is for them."""
    return getattr(app.view_functions.get(endpoint or ""), "form", None)


def all_forms() -> Iterator[tuple[str, Form]]:
    """The rule of every address that gives data, with what it gives, as the site was put together."""
    for rule in current_app.url_map.iter_rules():
        if found := form_of(current_app, rule.endpoint):
            yield rule.rule, found


def asked_form() -> Form | None:
    """What the address of this request gives, if it is for programs."""
    return form_of(current_app, request.endpoint)


def share(response: Response) -> None:
    """Let pages of other sites read an answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, Retry-After"
