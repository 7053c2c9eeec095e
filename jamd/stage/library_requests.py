"""The page's requests about charts and set lists, as values in and out (docs/api.md); `api.py` serves them."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.errors import Refused
from jamd.library.library import Library
from jamd.stage.bodies import decoded


class _Saved(msgspec.Struct, forbid_unknown_fields=True):
    """`replace`: the file of that name may be overwritten. `instead_of`: a name that goes."""

    text: str
    title: str = ""
    replace: bool = False
    instead_of: str = ""


class _Changed(msgspec.Struct, forbid_unknown_fields=True):
    title: str | None = None
    favourite: bool | None = None


def listing(library: Library) -> dict[str, Any]:
    return {"charts": library.described(), "set_lists": library.set_lists.described()}


def _chart(library: Library, name: str, _: bytes) -> dict[str, Any]:
    return {"name": name, "text": library.text(name)}


def _save_chart(library: Library, name: str, body: bytes) -> dict[str, Any]:
    """A chart as text; with a name, the file of that name, as it is."""
    if name:
        return {"name": library.save(body, called=name.rpartition(".")[0] or name)}
    saved = decoded(body, _Saved)
    return {"name": library.save(saved.text, saved.title, replace=saved.replace, instead_of=saved.instead_of)}


def _change_chart(library: Library, name: str, body: bytes) -> dict[str, Any]:
    changed = decoded(body, _Changed)
    if changed.favourite is not None:
        library.set_favourite(name, changed.favourite)
    return {"name": name if changed.title is None else library.rename(name, changed.title)}


def _delete_chart(library: Library, name: str, _: bytes) -> dict[str, Any]:
    library.delete(name)
    return {}


def _set_list(library: Library, name: str, _: bytes) -> dict[str, Any]:
    return {"name": name, "text": library.set_lists.text(name)}


def _save_set_list(library: Library, name: str, body: bytes) -> dict[str, Any]:
    if name:
        raise Refused(405, "this method is not allowed here")
    saved = decoded(body, _Saved)
    name = library.set_lists.save(saved.title, saved.text, replace=saved.replace, instead_of=saved.instead_of)
    return {"name": name}


def _delete_set_list(library: Library, name: str, _: bytes) -> dict[str, Any]:
    library.set_lists.delete(name)
    return {}


_ANSWERS: Final[dict[tuple[str, str], Callable[[Library, str, bytes], dict[str, Any]]]] = {
    ("charts", "GET"): _chart,
    ("charts", "POST"): _save_chart,
    ("charts", "PATCH"): _change_chart,
    ("charts", "DELETE"): _delete_chart,
    ("set-lists", "GET"): _set_list,
    ("set-lists", "POST"): _save_set_list,
    ("set-lists", "DELETE"): _delete_set_list,
}
KINDS: Final = ("charts", "set-lists")


def answer(library: Library, kind: str, method: str, name: str, body: bytes) -> dict[str, Any]:
    """To one request, `GET /api/charts/NAME` for example; `name` is empty for a new one. Refused."""
    if (reply := _ANSWERS.get((kind, "GET" if method == "HEAD" else method))) is None:
        raise Refused(405, "this method is not allowed here")
    return reply(library, name, body)
