"""The stage, as a keyboardist with nothing but a laptop uses it."""

import io
import json
from typing import Any

import mido
import pytest
from page.conftest import Daemon
from page.listening import connected, is_heard, loudness, start_audio, transport, until


def heard_keys(page: Any) -> int:
    return int(page.evaluate("jamd.connection.snapshot.health.heard"))


def test_one_press_from_open_page_to_sounding_band(page: Any, daemon: Daemon) -> None:
    daemon.stop()
    daemon.start()
    page.goto(daemon.address)
    connected(page)
    until(page, "jamd.firstSound.isUnheard")  # nobody would hear it: the band waits
    assert not page.evaluate("jamd.clock.running")
    page.get_by_role("button", name="Play: the band counts in").click()
    until(page, "jamd.synth.ready && jamd.clock.running")
    assert is_heard(page, 2.5)


def test_stopped_band_is_silent_and_play_begins_it_again(page: Any) -> None:
    start_audio(page)
    transport(page, False)
    page.wait_for_timeout(2500)  # the last cymbal
    assert max(loudness(page, 0.5)) < 0.003
    transport(page, True)
    until(page, "jamd.clock.now() > -3000")
    assert is_heard(page, 1.5)


def test_notes_start_on_the_sample_they_were_planned_for(page: Any) -> None:
    start_audio(page)
    transport(page, True)
    page.evaluate("jamd.heard = []; jamd.synth.on('report', ({ onsets }) => jamd.heard.push(...onsets))")
    until(page, "jamd.heard.length > 25", patience=15)
    late = [rendered - planned for _, _, planned, rendered in page.evaluate("jamd.heard")]
    assert sorted(late)[len(late) * 9 // 10] == 0  # frames; the first plan after the start of the audio may come late


def test_keys_sound_at_once_and_reach_the_band(page: Any) -> None:
    start_audio(page)
    transport(page, False)
    page.wait_for_timeout(2000)
    before = heard_keys(page)
    page.keyboard.down("h")
    assert is_heard(page, 0.3)
    page.keyboard.up("h")
    until(page, f"jamd.connection.snapshot.health.heard >= {before + 1}")
    key = page.locator(".key[data-pitch='64']")
    key.hover(position={"x": 8, "y": 80})
    page.mouse.down()
    assert key.get_attribute("data-part") == "you"
    page.mouse.up()
    until(page, f"jamd.connection.snapshot.health.heard >= {before + 2}")


@pytest.mark.parametrize("meanwhile", ["a modifier", "another room", "a text field"])
def test_a_key_that_is_released_sounds_no_longer(page: Any, meanwhile: str) -> None:
    key = page.locator(".key[data-pitch='60']")
    page.keyboard.down("a")
    assert key.get_attribute("data-part") == "you"
    if meanwhile == "a modifier":
        page.keyboard.down("Control")
    elif meanwhile == "another room":
        page.evaluate("location.hash = '#board'")
        page.locator(".sheet-window canvas").wait_for()
    else:
        page.locator(".bpm").focus()
    page.keyboard.up("a")
    page.keyboard.up("Control")
    assert key.get_attribute("data-part") is None


def test_a_command_takes_effect_and_comes_back(page: Any) -> None:
    page.get_by_role("button", name="Faster").click()
    until(page, "jamd.connection.snapshot.clock.bpm === 142")
    page.get_by_role("button", name="Slower").click()
    until(page, "jamd.connection.snapshot.clock.bpm === 140")
    page.get_by_role("button", name="Trade").click()
    until(page, "jamd.connection.snapshot.jam.mode === 'trade'")
    page.get_by_role("button", name="Accompany").click()
    page.get_by_role("button", name="mute Drums").click()
    until(page, "jamd.connection.snapshot.parts.drums.mute")
    page.get_by_role("button", name="mute Drums").click()
    until(page, "!jamd.connection.snapshot.parts.drums.mute")


@pytest.mark.parametrize(("left_in", "bpm"), [("a list", 140), ("a tempo", 151), ("a tempo without Enter", 150)])
def test_the_keys_play_on_after_a_setting_was_changed(page: Any, left_in: str, bpm: int) -> None:
    if left_in == "a list":
        page.get_by_label("Style").select_option("auto")
        page.get_by_label("Style").focus()
    else:
        page.locator(".bpm").fill("151")
        page.keyboard.press("Enter" if left_in == "a tempo" else "ArrowDown")
    page.keyboard.down("w")
    assert page.locator(".key[data-pitch='61']").get_attribute("data-part") == "you"
    page.keyboard.up("w")
    until(page, f"jamd.connection.snapshot.clock.bpm === {bpm}")
    assert page.get_by_label("Style").input_value() == "auto"
    page.evaluate("jamd.connection.command('tempo', 140)")
    until(page, "jamd.connection.snapshot.clock.bpm === 140")


def test_a_standing_band_is_not_drawn_again_and_again(page: Any) -> None:
    transport(page, False)
    until(page, "performance.now() > jamd.stage.roll.settled + 200")
    page.evaluate(
        "jamd.drawn = 0; const { roll } = jamd.stage; const draw = roll.draw.bind(roll);"
        "roll.draw = () => { jamd.drawn += 1; draw(); }; 0"
    )
    page.wait_for_timeout(500)
    assert page.evaluate("jamd.drawn") == 0
    transport(page, True)
    until(page, "jamd.drawn > 10")


def test_the_feel_of_the_drums_and_what_they_play_once(page: Any) -> None:
    page.get_by_label("Style").select_option("bossa")
    until(page, "jamd.connection.snapshot.jam.style === 'bossa'")
    page.get_by_label("Busy drums").fill("1.5")
    until(page, "jamd.connection.snapshot.jam.busy === 1.5")
    page.get_by_label("Build").check()
    until(page, "jamd.connection.snapshot.jam.build")
    page.get_by_text("How it follows").click()
    for beats in (8, 0):
        page.get_by_label("Calms down in").fill(str(beats))
        until(page, f"jamd.connection.snapshot.jam.intensity_release === {beats}")
    transport(page, False)
    assert page.get_by_role("button", name="Fill").is_disabled()
    transport(page, True)
    until(page, "jamd.clock.now() > 0")
    page.get_by_role("button", name="Drum solo").click()
    until(page, "jamd.connection.snapshot.place.turn === 'band'", patience=15)
    page.get_by_label("Style").select_option("auto")


def test_practice(page: Any) -> None:
    transport(page, True)
    for field, value, told in (("Faster each time", "5", "5"), ("As far as", "200", "200"), ("As far as", "", "null")):
        page.get_by_label(field).fill(value)
        page.get_by_label(field).press("Enter")
        name = "tempo_step" if field.startswith("Faster") else "tempo_goal"
        until(page, f"jamd.connection.snapshot.jam.{name} === {told}")
    page.get_by_label("Count-in each time").check()
    until(page, "jamd.connection.snapshot.jam.count_each")
    for field, value, told in (
        ("Every other time without", "piano", "jam.lay_out === 'piano'"),
        ("Metronome on 2 and 4", "beside", "jam.click === 'beside'"),
        ("Transpose with every chorus", "2", "place.step === 2"),
    ):
        page.get_by_label(field).select_option(value)
        until(page, f"jamd.connection.snapshot.{told}")
    page.evaluate("jamd.connection.command('modulate', 0)")
    page.evaluate("jamd.connection.command('tempo_step', 0)")
    page.evaluate("jamd.connection.command('lay_out', 'none')")
    page.evaluate("jamd.connection.command('click', 'none')")
    page.evaluate("jamd.connection.command('count_each', false)")
    until(page, "document.querySelector('.practice input[type=number]').value === '0'")


def test_the_take_has_what_was_played_on_the_page(page: Any) -> None:
    transport(page, True)
    until(page, "jamd.clock.now() > 960", patience=15)
    for letter in "ahk":
        page.keyboard.press(letter, delay=60)
    page.wait_for_timeout(600)
    with page.expect_download() as download:
        page.locator(".takes li").first.get_by_role("link", name="Download").click()
    song = mido.MidiFile(file=io.BytesIO(download.value.path().read_bytes()))
    tracks = {track.name: [m for m in track if m.type == "note_on" and m.velocity > 0] for track in song.tracks}
    assert [message.note for message in tracks["You"]][-3:] == [60, 69, 72]
    assert len(tracks["Drums"]) > 4


def test_listen_to_a_take(page: Any) -> None:
    """Not over the running band; then from any place, more slowly, without the drums, until the band starts again."""
    start_audio(page)
    transport(page, True)
    until(page, "jamd.clock.now() > 960", patience=15)
    listen = page.locator(".takes li").first.get_by_role("button", name="Listen")
    listen.click()
    page.get_by_text("The band is playing. Stop it first, then listen.").wait_for()
    transport(page, False)
    page.wait_for_timeout(1000)
    listen.click()
    take = page.get_by_role("dialog", name="Take")
    assert is_heard(page, 2)
    take.get_by_role("button", name="50%").click()
    take.get_by_role("button", name="Drums", exact=True).click()
    assert take.get_by_role("button", name="Drums", exact=True).get_attribute("aria-pressed") == "false"
    take.get_by_role("slider", name="Place in the take").fill("0.5")
    page.wait_for_timeout(400)
    assert 0.5 <= float(take.get_by_role("slider").input_value()) < 2
    page.evaluate("jamd.connection.command('start')")
    take.get_by_text("The band has started, so the take has stopped.").wait_for()
    take.get_by_role("button", name="Close the take").click()


def test_daemon_restarted_under_the_open_page(page: Any, daemon: Daemon) -> None:
    start_audio(page)
    for _ in range(2):
        daemon.stop()
        page.get_by_text("Not connected", exact=False).first.wait_for()
        daemon.start()
        page.get_by_text("The daemon was restarted").last.wait_for(timeout=15_000)
        connected(page)
        until(page, "jamd.clock.running", patience=15)
        assert is_heard(page, 3)


def test_page_is_usable_by_keyboard_and_every_control_has_a_name(page: Any) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, textarea, a, meter')]
             .filter((each) => each.offsetParent)
             .filter((each) => !(each.textContent.trim() || each.ariaLabel || each.labels?.length))
             .map((each) => each.outerHTML)"""
    )
    assert json.dumps(nameless) == "[]"
    page.locator(".play").focus()
    was = page.evaluate("jamd.connection.snapshot.clock.running")
    page.keyboard.press("Enter")
    until(page, f"jamd.connection.snapshot.clock.running !== {str(was).lower()}")


def test_the_question_mark_lists_the_keys(page: Any) -> None:
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Help")
    help_dialog.get_by_text("start, stop").wait_for()
    page.keyboard.press("Escape")
    help_dialog.wait_for(state="hidden")
