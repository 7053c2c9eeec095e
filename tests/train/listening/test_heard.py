"""The sounds of the README: all are there, small enough, and made of what the command says."""

from pathlib import Path

from jamd.files.notes import notes_of
from jamd.files.standard_midi import parse
from train.listening.heard import PIECES, Piece, play

ROOT = Path(__file__).parents[3]
BAR = 3840


def test_the_readme_names_every_sound_and_all_are_small() -> None:
    sounds = {f"docs/sounds/{name}.ogg" for name in PIECES}
    readme = (ROOT / "README.md").read_text()
    assert {f"docs/sounds/{path.name}" for path in (ROOT / "docs/sounds").iterdir()} == sounds
    assert all(f"({sound})" in readme for sound in sounds)
    assert all((ROOT / sound).read_bytes()[:4] == b"OggS" for sound in sounds)
    assert sum((ROOT / sound).stat().st_size for sound in sounds) < 2_000_000


def test_a_soloist_leaves_the_band_its_turn_and_everybody_has_a_sound(tmp_path: Path) -> None:
    score = tmp_path / "fours.mid"
    play(Piece("blues-in-f", 220, 4, 1, "trade", soloist=3, turn=2), score)
    tracks = {track.name: track.messages for track in parse(score.read_bytes()).tracks}
    you = notes_of(tracks["You"])
    assert you
    assert all(note.start < 2 * BAR for note in you)
    assert [tracks[name][0][1][1] for name in ("You", "Piano", "Drums")] == [11, 0, 32]
