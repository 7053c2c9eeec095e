"""Charts, set lists and the choice of tunes by the daemon's interface, as another program would use it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from stage.page_client import Daemon, Jam
from stage.raw_requests import raw
from websockets.exceptions import WebSocketException

WALK = "title: Autumn Walk\n| Dm7 | G7 | Cmaj7 | % |\n"
FRIDAY = "Autumn Walk | tempo 120\nBlues in F | mode trade\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon whose charts may be changed."""
    daemon = Daemon(tmp_path_factory.mktemp("library"), "--bpm", "200", "--set", "clock.start=key")
    daemon.wait_for("the page is")
    yield daemon
    assert daemon.stop() == 0


@pytest.fixture
def page(kept: Daemon) -> Iterator[Jam]:
    page = Jam(kept.port)
    yield page
    page.do("set list", None)
    page.close()


@pytest.fixture
def ask(kept: Daemon) -> Iterator[Callable[..., tuple[int, Any]]]:
    def ask(method: str, path: str, **body: object) -> tuple[int, Any]:
        status, answer, _ = kept.ask(f"/api/{path}", json.dumps(body).encode() if body else None, method)
        return status, json.loads(answer)

    yield ask
    for path in (kept.folder / "charts").glob("*"):
        path.unlink()


Ask = Callable[..., tuple[int, Any]]


def own(ask: Ask) -> list[Any]:
    return [chart for chart in ask("GET", "library")[1]["charts"] if chart["own"]]


def test_a_chart_is_saved_listed_renamed_and_deleted(ask: Ask, kept: Daemon) -> None:
    assert own(ask) == []
    assert ask("POST", "charts", text=WALK) == (200, {"name": "Autumn Walk.txt"})
    (chart,) = own(ask)
    assert (chart["title"], chart["bars"], chart["meter"], chart["favourite"]) == ("Autumn Walk", 4, "4/4", False)
    assert ask("GET", "charts/Autumn%20Walk.txt") == (200, {"name": "Autumn Walk.txt", "text": WALK})
    assert ask("PATCH", "charts/Autumn%20Walk.txt", favourite=True, title="Winter Walk") == (
        200,
        {"name": "Winter Walk.txt"},
    )
    (chart,) = own(ask)
    assert (chart["name"], chart["title"], chart["favourite"]) == ("Winter Walk.txt", "Winter Walk", True)
    assert (kept.folder / "charts/Winter Walk.txt").exists()
    assert ask("DELETE", "charts/Winter%20Walk.txt") == (200, {})
    assert own(ask) == []


def test_nothing_is_overwritten_unless_it_is_asked_for(ask: Ask) -> None:
    ask("POST", "charts", text=WALK)
    assert ask("POST", "charts", title="Autumn Walk", text="| C |") == (
        409,
        {"error": "there is already a chart called 'Autumn Walk'"},
    )
    assert ask("POST", "charts", title="Autumn Walk", text="| C |", replace=True)[0] == 200
    assert own(ask)[0]["bars"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "charts", {"text": "| Xx |"}, 422, "line 1, bar 1"),
        ("POST", "charts", {"title": "x"}, 422, "text"),
        ("POST", "charts", {"text": "| C |", "colour": 1}, 422, "colour"),
        ("GET", "charts/nothing.txt", {}, 404, "no chart called 'nothing.txt'"),
        ("GET", "charts/..%2Fconfig.yaml", {}, 404, "not found"),
        ("GET", "charts/.hidden.txt", {}, 422, "a name is 1 to 80"),
        ("PATCH", "charts/builtin:ii-v-i", {"title": "mine"}, 409, "built-in charts stay as they are"),
        ("DELETE", "charts/builtin:ii-v-i", {}, 409, "built-in charts stay as they are"),
        ("POST", "set-lists", {"title": "Friday", "text": "Blues | tempo 5"}, 422, "line 1: tempo takes"),
        ("PATCH", "set-lists/Friday", {"title": "x"}, 405, "not allowed"),
        ("DELETE", "set-lists/Friday", {}, 404, "no set list called 'Friday'"),
    ],
)
def test_what_cannot_be_done_is_said(ask: Ask, method: str, path: str, body: Any, status: int, words: str) -> None:
    answer = ask(method, path, **body)
    assert (answer[0], words in answer[1]["error"]) == (status, True), answer


def test_a_body_that_is_no_json_is_refused(kept: Daemon) -> None:
    for body in (b"{half", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000):
        assert kept.ask("/api/charts", body, "POST")[0] in (400, 422)


def test_a_chart_that_is_too_large_is_refused_before_it_is_sent(kept: Daemon) -> None:
    head = ["POST /api/charts HTTP/1.1", f"Host: 127.0.0.1:{kept.port}", "Content-Length: 4000001"]
    status, _, body = raw(kept.port, *head)
    assert (status, b"larger than 4000 kB" in body) == (413, True)


def test_every_page_is_told_that_the_list_has_changed(ask: Ask, page: Jam) -> None:
    before = page.shown["library"]["edition"]
    ask("POST", "charts", text=WALK)
    page.wait_for(lambda shown: shown["library"]["edition"] > before)


def test_a_saved_chart_is_played_by_its_title(ask: Ask, page: Jam) -> None:
    ask("POST", "charts", text=WALK)
    page.do("tune", "autumn walk")
    page.wait_for(lambda shown: shown["chart"]["title"] == "Autumn Walk")
    assert own(ask)[0]["played"] > 1e9


def test_a_tune_that_is_not_there_is_said_to_every_page(page: Jam) -> None:
    page.do("tune", "No such tune")
    assert page.next("notice")["text"] == "there is no chart called 'No such tune'"


def test_a_set_list_is_played_tune_by_tune(ask: Ask, page: Jam) -> None:
    ask("POST", "charts", text=WALK)
    assert ask("POST", "set-lists", title="Friday", text=FRIDAY) == (200, {"name": "Friday"})
    page.do("set list", "Friday")  # the band stands: its first tune is taken at once
    page.wait_for(lambda shown: shown["chart"]["title"] == "Autumn Walk" and shown["clock"]["bpm"] == 120)
    assert page.shown["library"]["set_list"]["at"] == 0
    page.do("next tune")
    page.wait_for(lambda shown: shown["chart"]["title"] == "Blues in F" and shown["jam"]["mode"] == "trade")
    page.do("next tune")
    assert page.next("notice")["text"] == "'Friday' has no tune 3: it has 2"
    page.do("set list tune", 1)
    page.wait_for(lambda shown: shown["chart"]["title"] == "Autumn Walk" and shown["jam"]["mode"] == "accompany")


def test_the_stage_comes_back_in_the_same_place_of_the_set_list(ask: Ask, kept: Daemon) -> None:
    ask("POST", "set-lists", title="Friday", text="Blues in F\nBlues in Bb\nTwo Rooms\n")
    page = Jam(kept.port)
    page.do("set list", "Friday")
    page.do("next tune")
    page.wait_for(lambda shown: shown["chart"]["title"] == "Blues in Bb")
    page.close()
    kept.kill("stage")
    page = reconnected(kept)
    assert page.shown["library"]["set_list"]["at"] == 1
    page.do("next tune")
    page.wait_for(lambda shown: shown["chart"]["title"] == "Two Rooms")
    page.do("set list", None)
    page.close()


def reconnected(daemon: Daemon) -> Jam:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        with suppress(OSError, WebSocketException):
            return Jam(daemon.port)
        time.sleep(0.05)
    raise AssertionError("the page has not come back")


def test_the_config_opens_a_set_list_and_a_key_goes_on(start: Callable[..., Daemon], tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts/Friday.setlist").write_text("Blues in F\nTwo Rooms | key Am\n")
    bound = "controls=[{midi: note 21, does: next tune}, {midi: note 22, does: tune, value: Slow Ferry}]"
    jam = Jam(start("--set", "library.set_list=Friday", "--set", "clock.start=key", "--set", bound).port)
    jam.wait_for(lambda shown: shown["chart"]["title"] == "Blues in F")
    jam.key(21)
    jam.wait_for(lambda shown: (shown["chart"]["title"], shown["chart"]["key"]) == ("Two Rooms", "Am"))
    jam.key(22)
    jam.wait_for(lambda shown: shown["chart"]["title"] == "Slow Ferry")
    jam.close()
