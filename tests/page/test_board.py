"""The board: draw, let the band go on, keep it."""

from pathlib import Path
from typing import Any

import mido
import pytest
from midi_bytes import READ, beats, control, meter, song, tempo
from page.conftest import Daemon
from page.listening import is_heard, transport, until


@pytest.fixture
def board(page: Any) -> Any:
    transport(page, False)
    page.get_by_role("link", name="Board").click()
    page.locator(".sheet-window canvas").wait_for()
    return page


def spot(page: Any, pitch: int, beat: float) -> tuple[float, float]:
    """The place of a piano cell on the screen."""
    x, y = page.evaluate(
        """([pitch, beat]) => { const { sheet } = jamd.board; const box = sheet.canvas.getBoundingClientRect();
             return [box.left + sheet.x(beat * 12) + 4, box.top + sheet.y(pitch) + sheet.row / 2]; }""",
        [pitch, beat],
    )
    return x, y


def draw(page: Any, *notes: tuple[int, float]) -> None:
    for pitch, beat in notes:
        page.mouse.click(*spot(page, pitch, beat))


def drawn(page: Any) -> list[dict[str, Any]]:
    return list(page.evaluate("jamd.board.history.value.notes"))


def test_draw_stretch_move_erase_undo(board: Any) -> None:
    draw(board, (72, 0), (76, 1))
    assert [(n["pitch"], n["start"], n["end"]) for n in drawn(board)] == [(72, 0, 3), (76, 12, 15)]
    x, y = spot(board, 79, 2)
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(spot(board, 79, 2.8)[0], y, steps=4)
    board.mouse.up()
    assert drawn(board)[-1]["end"] == 36
    board.mouse.click(*spot(board, 72, 0), button="right")
    assert [n["pitch"] for n in drawn(board)] == [76, 79]
    board.keyboard.press("Control+z")
    assert [n["pitch"] for n in drawn(board)] == [72, 76, 79]


@pytest.mark.parametrize("time", ["once", "twice"])
def test_continue_save_and_load(board: Any, tmp_path: Path, time: str) -> None:
    board.evaluate("jamd.board.change((drawing) => ({ ...drawing, swing: 0 }))")  # a file holds what is heard
    draw(board, (70, 0), (74, 1), (77, 2), (74, 3))
    board.get_by_role("button", name="Continue piano").click()
    board.get_by_text(" notes. Another answer").wait_for(timeout=30_000)
    made = [n for n in drawn(board) if n.get("pending")]
    assert min(n["start"] for n in made) >= 36
    board.get_by_role("button", name="Again").click()
    board.get_by_role("button", name="B", exact=True).wait_for(timeout=30_000)
    board.get_by_role("button", name="A", exact=True).click()
    assert [n for n in drawn(board) if n.get("pending")] == made  # the first answer is still there
    board.get_by_role("button", name="Accept").click()
    with board.expect_download() as download:
        board.get_by_role("button", name="Save MIDI").click()
    saved = tmp_path / "board.mid"
    download.value.save_as(saved)
    tracks = {track.name: sum(m.type == "note_on" for m in track) for track in mido.MidiFile(saved).tracks}
    assert tracks == {"": 0, "You": 4, "Piano": len(made)}
    before = drawn(board)
    board.get_by_role("button", name="Reset").click()
    assert drawn(board) == []
    board.locator("input[type=file]").set_input_files(saved)
    until(board, "jamd.board.history.value.notes.length > 0")
    assert drawn(board) == before


def test_an_answer_is_heard_at_once_is_in_view_and_one_key_compares_two(board: Any) -> None:
    draw(board, (70, 0), (74, 1), (77, 2), (74, 3))
    board.get_by_role("button", name="Continue piano").click()
    until(board, "jamd.board.player.playing", patience=30)
    begins, ends = board.evaluate("(({ notes }) => [notes[0].start, notes.at(-1).end])(jamd.board.answers.all[0])")
    playhead, right, width = board.evaluate(
        f"[jamd.board.player.playhead, jamd.board.sheet.x({ends}), jamd.board.sheet.width]"
    )
    assert begins - 15 < playhead  # a beat before it, and what the loudspeaker is late
    assert right <= width
    board.get_by_role("button", name="Again").click()
    until(board, "jamd.board.answers.shown === 1", patience=30)
    board.keyboard.press("v")
    assert board.evaluate("[jamd.board.answers.shown, jamd.board.player.playing]") == [0, True]


def test_a_reload_keeps_the_drawing(board: Any) -> None:
    draw(board, (60, 0), (64, 1))
    before = drawn(board)
    board.reload()
    until(board, "window.jamd?.board.history.value.notes.length === 2")
    assert drawn(board) == before


def test_continue_drums(board: Any) -> None:
    board.get_by_role("button", name="Continue drums").click()
    board.get_by_text(" notes. Another answer").wait_for(timeout=30_000)
    assert {n["part"] for n in drawn(board)} == {"drums"}


def test_the_drawing_is_heard(board: Any) -> None:
    draw(board, (60, 0), (64, 0.5), (67, 1))
    board.wait_for_timeout(600)
    board.get_by_role("button", name="Play", exact=True).click()
    assert is_heard(board, 1)


def test_link_carries_the_drawing(board: Any, daemon: Daemon) -> None:
    draw(board, (60, 0), (64, 1.5))
    before = drawn(board)
    address = board.evaluate("import('/board/link.js').then(({ addressOf }) => addressOf(jamd.board.history.value))")
    other = board.context.browser.new_context().new_page()
    other.goto(address)
    until(other, "jamd.board.history.value.notes.length === 2")
    assert drawn(other) == before
    other.context.close()


def test_text_out_and_in(board: Any) -> None:
    draw(board, (60, 0))
    board.get_by_role("button", name="Text").click()
    words = board.get_by_role("textbox", name="The drawing as text")
    assert words.input_value() == "C4 1:1 0.25 80"
    words.fill("C4 1:1 0.25 80\nBb4 2:2.5 1.5 100\ndrum 51 1:2 0.5 70")
    board.get_by_role("button", name="Use this text").click()
    assert [(n["part"], n["pitch"], n["start"], n["end"]) for n in drawn(board)] == [
        ("piano", 60, 0, 3),
        ("drums", 51, 12, 18),
        ("piano", 70, 66, 84),
    ]


def test_text_that_is_not_a_note_is_refused_with_its_line_number(board: Any) -> None:
    board.get_by_role("button", name="Text").click()
    board.get_by_role("textbox", name="The drawing as text").fill("C4 1:1 0.25 80\nhello")
    board.get_by_role("button", name="Use this text").click()
    assert board.get_by_role("alert").inner_text() == "Line 2 is not a note: hello"


def test_drawing_by_the_keyboard_alone(board: Any) -> None:
    board.locator(".sheet-window canvas").focus()
    for key in ("ArrowRight", "ArrowUp", "Enter", "Shift+ArrowRight", "Shift+ArrowUp"):
        board.keyboard.press(key)
    assert [(n["pitch"], n["start"], n["end"], n["velocity"]) for n in drawn(board)] == [(61, 3, 9, 88)]


def test_sending_to_the_jam_is_heard_by_the_band(board: Any) -> None:
    draw(board, (60, 0), (64, 0.25))
    before = board.evaluate("jamd.connection.snapshot.health.heard")
    board.get_by_role("button", name="Send to the jam").click()
    until(board, f"jamd.connection.snapshot.health.heard >= {before + 2}")


def test_fingers_draw_and_a_long_press_takes_away(chromium: Any, daemon: Daemon) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{daemon.address}#board")
    until(page, "jamd.board.sheet.fitted === true && jamd.board.sheet.width > 0")
    assert page.evaluate("(({ perStep, row }) => [perStep * 3, row])(jamd.board.sheet)") >= [24, 24]
    x, y = spot(page, 70, 1)
    page.touchscreen.tap(x, y)
    assert [n["pitch"] for n in drawn(page)] == [70]
    finger = context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(650)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert drawn(page) == []
    before = page.evaluate("jamd.board.sheet.scroller.scrollTop")
    two = [[{"x": 150, "y": 400 - 10 * i, "id": 0}, {"x": 220, "y": 400 - 10 * i, "id": 1}] for i in range(9)]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": two[0]})
    for points in two[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert drawn(page) == []  # the first finger had drawn before the second came: it was not meant
    assert page.evaluate("jamd.board.sheet.scroller.scrollTop") > before + 40
    context.close()


DAMAGED = {
    b"": "This is not a MIDI file.",
    b"RIFF1234": "This is not a MIDI file.",
    b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\xff\x51\x03": "This MIDI file is truncated",
    b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\xff\x2f\0": "There are no notes in this file.",
}


def test_damaged_files_are_refused_in_one_sentence(board: Any) -> None:
    draw(board, (60, 0))
    for damaged, sentence in DAMAGED.items():
        wrong = {"name": "wrong.mid", "mimeType": "audio/midi", "buffer": damaged}
        board.locator("input[type=file]").set_input_files(wrong)
        board.locator(".notice", has_text=sentence).wait_for()
        board.get_by_role("button", name="Dismiss", exact=True).click()
    assert len(drawn(board)) == 1  # what was there is still there


def test_odd_files_are_read_as_render_reads_them(board: Any) -> None:
    for name, odd in READ.items():
        board.evaluate("jamd.board.history.commit({ ...jamd.board.history.value, notes: [] })")
        odd_file = {"name": "odd.mid", "mimeType": "audio/midi", "buffer": odd.data}
        board.locator("input[type=file]").set_input_files(odd_file)
        until(board, "jamd.board.history.value.notes.length > 0")
        found = sorted((n["start"] * 80, n["end"] * 80, n["pitch"]) for n in drawn(board))
        assert found == sorted(odd.notes), name


def test_what_has_no_room_on_the_sheet_is_told(board: Any) -> None:
    waltz = song((0, tempo(100_000)), (0, control(64, 127)), (0, meter(3)), *beats(60), (480, meter(5)), *beats(5))
    board.locator("input[type=file]").set_input_files({"name": "a.mid", "mimeType": "audio/midi", "buffer": waltz})
    until(board, "jamd.board.history.value.beats === 3")
    said = board.locator(".notice").last.inner_text()
    for sentence in ("the file is in 5/4; the Board has 3/4.", "Only the first 16 bars", "The tempo is 320, not 600."):
        assert sentence in said
