"""The Lakh road, from match scores and tags to two prepared sets, on a tree of its shape and with real tables."""

import json
import random
import sqlite3
from pathlib import Path

import public_layouts as layouts
import pytest
from lakh_layout import h5_song, lakh_file

from jamd.errors import FileError
from train.lakh import __main__ as lakh
from train.lakh.tags import read_tags, weight_of
from train.prepare import __main__ as prepare
from train.prepare.shards import load

JAZZ, ROCK, SOFT = "TRHEOII12903CB23D6", "TRBOEFO128F92FC62E", "TRXZXTP12903CB667B"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """The same three tracks in every kind of tag table."""
    lists = tmp_path / "lastfm"
    lists.mkdir()
    (lists / "id_list_jazz.txt").write_text(f"{JAZZ}\n{SOFT}\n")
    (lists / "id_list_rock.txt").write_text(f"{ROCK}\n")
    (lists / "id_list_classic-rock.txt").write_text("")
    (tmp_path / "tagtraum.cls").write_text(f"# comment\n{JAZZ}\tJazz\tVocal\n{ROCK}\tPop_Rock\n")
    (tmp_path / "masd.txt").write_text(f"# msd_id, label_num\n{JAZZ}    9\n{ROCK}    22\n")
    base = sqlite3.connect(tmp_path / "lastfm_tags.db")
    base.executescript("CREATE TABLE tids (tid TEXT); CREATE TABLE tags (tag TEXT);")
    base.execute("CREATE TABLE tid_tag (tid INT, tag INT, val FLOAT)")
    base.executemany("INSERT INTO tids VALUES (?)", [(JAZZ,), (ROCK,), (SOFT,)])
    base.executemany("INSERT INTO tags VALUES (?)", [("jazz",), ("rock",)])
    base.executemany("INSERT INTO tid_tag VALUES (?,?,?)", [(1, 1, 100.0), (2, 2, 100.0), (3, 1, 20.0)])
    base.commit()
    base.close()
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / f"{JAZZ}.json").write_text(
        json.dumps({"track_id": JAZZ, "tags": [["jazz", "100"]], "title": "x"})
    )
    h5_song(tmp_path / f"h5/H/E/O/{JAZZ}.h5", JAZZ, "Lee Doe", "Blue Sea", {"hard bop": 1.0, "jazz": 0.8})
    return tmp_path


@pytest.mark.parametrize(
    ("table", "jazz", "weight"),
    [
        ("lastfm", "jazz", 1.0), ("lastfm/id_list_jazz.txt", "Jazz", 1.0), ("tagtraum.cls", "jazz", 1.0),
        ("masd.txt", "9", 1.0), ("lastfm_tags.db", "jazz", 1.0), ("json", "jazz", 1.0), ("h5", "*bop*", 1.0),
        ("h5", "jazz", 0.8),
    ],
)  # fmt: skip
def test_every_tag_table_is_read(tables: Path, table: str, jazz: str, weight: float) -> None:
    tags = read_tags(tables / table)
    assert weight_of(tags[JAZZ], (jazz,)) == pytest.approx(weight)
    assert weight_of(tags.get(ROCK, {}), (jazz,)) == 0


def test_a_table_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of the kind\n")
    with pytest.raises(FileError, match="not a known tag table"):
        read_tags(tmp_path / "notes.txt")


def name(i: int) -> str:
    return f"TR{''.join(random.Random(i).choices('ABCDEFGHIJ', k=5))}128F{i:07X}"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Eleven songs, each with its own fate."""
    root, scores = tmp_path / "lmd_matched", {}
    fates = {
        "good": layouts.song_bytes(1), "copy": layouts.song_bytes(1), "drums": None, "weak": layouts.song_bytes(4),
        "broken": layouts.song_bytes(5)[:200], "empty": b"", "free": None, "rock": layouts.song_bytes(7),
        "untagged": layouts.song_bytes(8), "twin": None, "tampered": layouts.song_bytes(9),
    }  # fmt: skip
    fates["drums"] = layouts.midi_bytes([("", 9, 0, layouts.swing_ride(24, 6))])
    rng = random.Random(1)
    fates["free"] = layouts.midi_bytes([("", 9, 0, [(t, t + 20, 38, 80) for t in rng.sample(range(40_000), 90)])])
    fates["twin"] = layouts.midi_bytes(  # the good song again, louder: another file, the same music
        [("Drums", 9, 0, [(a, b, p, min(v + 9, 127)) for a, b, p, v in layouts.swing_ride(24, 1)]),
         ("Piano", 0, 0, layouts.comping(24, 1))]
    )  # fmt: skip
    tracks = {fate: name(i) for i, fate in enumerate(fates)}
    for fate, data in fates.items():
        md5 = lakh_file(root, tracks[fate], data)
        scores[tracks[fate]] = {md5: 0.3 if fate == "weak" else 0.8, "0" * 32: 0.79}
        if fate == "weak":
            del scores[tracks[fate]]["0" * 32]
        if fate == "tampered":
            next((root).rglob(f"{md5}.mid")).write_bytes(layouts.song_bytes(10))
    scores[name(99)] = {"f" * 32: 0.9}  # matched, but its file was not unpacked
    (tmp_path / "match_scores.json").write_text(json.dumps(scores))
    jazz = [*(t for fate, t in tracks.items() if fate not in ("rock", "untagged")), name(99)]
    (tmp_path / "id_list_Jazz.txt").write_text("\n".join(jazz) + "\n")
    (tmp_path / "labels").mkdir()
    (tmp_path / "id_list_Jazz.txt").rename(tmp_path / "labels/id_list_Jazz.txt")
    (tmp_path / "labels/id_list_Rock.txt").write_text(tracks["rock"] + "\n")
    index = [
        f"{i}\tArtist {fate}\tTitle {fate}\t{next(iter(scores[t]))}\tx.mid"
        for i, (fate, t) in enumerate(tracks.items())
    ]
    (tmp_path / "clean_midi_index.txt").write_text("\n".join(index) + "\n")
    return tmp_path


def choose(tree: Path, *words: str) -> int:
    selection = [
        "--scores",
        str(tree / "match_scores.json"),
        "--tags",
        str(tree / "labels"),
        "-o",
        str(tree / "s.jsonl"),
    ]
    return lakh.main([str(tree / "lmd_matched"), *selection, *words])


def test_every_song_left_out_has_a_reason(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert choose(tree, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chosen"] == 7
    assert told["left_out"] == {
        "no wanted tag": 1,
        "not in the tag table": 1,
        "match below --min-score": 1,
        "file is not there": 1,
        "file chosen for another track": 1,
        "other matches of a chosen song": 8,
    }


def test_two_sets_are_written_and_every_drop_is_counted(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choose(tree, "--titles", str(tree / "clean_midi_index.txt"))
    capsys.readouterr()
    assert prepare.main([f"lakh={tree / 's.jsonl'}", "-o", str(tree / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sources"][0]["unusable"] == {
        "not a readable MIDI file": 1,
        "empty file": 1,
        "off the grid": 1,
        "checksum differs": 1,
    }
    drums, piano = told["sets"]["lakh-drums"], told["sets"]["lakh-piano"]
    assert (drums["pieces"], drums["dropped"]) == (2, {"duplicate": 1})
    assert (piano["pieces"], piano["dropped"]) == (1, {"duplicate": 1})
    found = [placed.piece for path in sorted((tree / "out/lakh-drums").glob("*.npz")) for placed in load(path)]
    assert all(piece.drums and not piece.piano and piece.styles == ("jazz",) for piece in found)
    assert "Artist drums" in {piece.performer for piece in found}
    (only,) = [placed.piece for path in (tree / "out/lakh-piano").glob("*.npz") for placed in load(path)]
    assert only.piano
    assert not only.drums


def test_titles_come_from_the_million_song_files(tree: Path) -> None:
    track = name(2)
    h5_song(tree / f"h5/{track[2]}/{track[3]}/{track[4]}/{track}.h5", track, "Ann O'Day", "Têtes", {"jazz": 1.0})
    choose(tree, "--h5", str(tree / "h5"))
    songs = [json.loads(line) for line in (tree / "s.jsonl").read_text().splitlines()[1:]]
    assert [(s["artist"], s["title"]) for s in songs if s["track"] == track] == [("Ann O'Day", "Têtes")]


def test_the_threshold_is_the_users(tables: Path, tree: Path) -> None:
    asked = lakh.parser().parse_args
    words = [str(tree / "lmd_matched"), "--scores", str(tree / "scores.json"), "-o", "x", "--tag", "jazz"]
    md5 = lakh_file(tree / "lmd_matched", SOFT, layouts.song_bytes(20))
    (tree / "scores.json").write_text(json.dumps({SOFT: {md5: 0.9}}))
    base = ["--tags", str(tables / "lastfm_tags.db")]  # says jazz with weight .2
    assert [song.track for song in lakh.choose(asked([*words, *base, "--threshold", "0.1"]))[0]] == [SOFT]
    assert lakh.choose(asked([*words, *base, "--threshold", "0.3"])) == ([], {"tag below the threshold": 1})
