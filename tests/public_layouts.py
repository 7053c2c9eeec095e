"""Tiny data sets in the layouts of the published ones; written with mido, so the parser is not its own judge."""

import gzip
import json
import random
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import mido

Row = tuple[int, int, int, int]  # start, end in ticks of 480 to the quarter, pitch, velocity


def midi_bytes(
    tracks: Iterable[tuple[str, int, int, list[Row]]],
    tempos: Iterable[tuple[int, int]] = ((0, 500_000),),
    meters: Iterable[tuple[int, int, int]] = ((0, 4, 4),),
    markers: Iterable[tuple[int, str]] = (),
) -> bytes:
    """A file at 480 ticks; tracks are (name, channel, program, rows), tempos (tick, microseconds a quarter)."""
    file = mido.MidiFile(ticks_per_beat=480)
    head = [(t, mido.MetaMessage("set_tempo", tempo=us)) for t, us in tempos]
    head += [(t, mido.MetaMessage("time_signature", numerator=n, denominator=d)) for t, n, d in meters]
    head += [(t, mido.MetaMessage("marker", text=text)) for t, text in markers]
    _add_track(file, "", head)
    for name, channel, program, rows in tracks:
        timed = [(0, mido.Message("program_change", channel=channel, program=program))]
        for start, end, pitch, velocity in rows:
            timed.append((start, mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)))
            timed.append((end, mido.Message("note_off", channel=channel, note=pitch)))
        _add_track(file, name, timed)
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def _add_track(file: mido.MidiFile, name: str, timed: list[tuple[int, mido.Message]]) -> None:
    track = file.add_track(name or None)
    now = 0
    for tick, message in sorted(timed, key=lambda row: (row[0], row[1].type == "note_on")):
        track.append(message.copy(time=tick - now))
        now = tick


def swing_ride(bars: int, seed: int, shift: int = 0) -> list[Row]:
    """Ride, pedal hi-hat on 2 and 4, and a few comping strokes of its own for every seed."""
    rng, rows = random.Random(seed), []
    for beat in range(4 * bars):
        at = beat * 480 + shift
        rows.append((at, at + 60, 51, 80))
        if beat % 2:
            rows += [(at, at + 60, 44, 60), (at + 320, at + 360, 51, 60)]
        if rng.random() < 0.4:
            rows.append((at + 320, at + 380, rng.choice([38, 36]), rng.randrange(30, 110)))
    return rows


def comping(bars: int, seed: int) -> list[Row]:
    """Three-note chords at places of its own for every seed."""
    rng, rows = random.Random(seed), []
    for beat in range(4 * bars):
        if rng.random() < 0.4:
            at, root = beat * 480 + rng.choice([0, 320]), rng.randrange(50, 62)
            rows += [(at, at + 200, root + step, 70) for step in (0, 4, 10)]
    return rows


def song_bytes(seed: int, bars: int = 24) -> bytes:
    """Drums, piano and bass: a song as a sequencer user writes it."""
    bass = [(beat * 480, beat * 480 + 400, 33 + (beat * 7 + seed) % 12, 80) for beat in range(4 * bars)]
    tracks = [("Drums", 9, 0, swing_ride(bars, seed)), ("Piano", 0, 0, comping(bars, seed)), ("Bass", 1, 32, bass)]
    return midi_bytes(tracks)


def groove_tree(root: Path, last_drummer: str = "drummer1") -> None:
    """Two long takes with a fill between them; the second one is the publisher's validation side."""
    groove_takes(
        root, [("drummer1", "beat", "train"), ("drummer1", "fill", "train"), (last_drummer, "beat", "validation")]
    )


def groove_takes(root: Path, takes: list[tuple[str, str, str]]) -> None:
    """Takes of 12 bars and fills of one: drummer, "beat" or "fill", the publisher's side."""
    rows = ["drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split"]
    for i, (drummer, kind, split) in enumerate(takes, start=1):
        name = f"{drummer}/session1/{i}_jazz-swing_140_{kind}_4-4.mid"
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        drums = [
            *swing_ride(1 if kind == "fill" else 12, seed=i),
            (480, 500, 22, 50),
            (960, 980, 26, 50),
            (0, 9, 82, 9),
        ]
        (root / name).write_bytes(midi_bytes([("", 9, 0, drums)], tempos=[(0, 428_571)]))
        rows.append(
            f"{drummer},{drummer}/session1,{drummer}/session1/{i},jazz/swing,140,{kind},4-4,{name},,9.0,{split}"
        )
    (root / "info.csv").write_text("\n".join(rows) + "\n")


def weimar_tree(root: Path) -> None:
    """One solo on beats that breathe, one piece without meter, and one whose bar lines are lost."""
    (root / "midi").mkdir(parents=True)
    rows = ["name,ts,bpm,beats,solo_notes,bass_notes,seconds,offbeat_median,swung_frac"]
    for name, meter, phase in (("LeeDoe_BlueSea-1", "4/4", 0), ("LeeDoe_Free", "1/4", 0), ("LeeDoe_Lost", "4/4", 1)):
        solo = [(480 * i + 30, 480 * i + 300, 60 + i % 12, 80) for i in range(32)]
        bass = [(480 * i, 480 * i + 460, 40, 80) for i in range(32)]
        chords = [(0, "NC"), *[(1920 * bar + 480 * phase, ("F7", "Bb7")[bar % 2]) for bar in range(1, 8)]]
        tempos = [(480 * i, 500_000 + 10_000 * (i % 3)) for i in range(32)]
        data = midi_bytes([("solo", 0, 65, solo), ("bass (one estimated)", 1, 32, bass)], tempos=tempos, markers=chords)
        (root / "midi" / f"{name}.mid").write_bytes(data)
        rows.append(f"{name},{meter},118.0,32,32,32,16.2,0.6,0.5")
    (root / "index.csv").write_text("\n".join(rows) + "\n")


def trio_tree(root: Path) -> None:
    """Two recordings at 120: ride on every beat, bass on 1 and 3, piano on every 'and' of 2; beat 6 is silent."""
    lines = []
    for i, split in enumerate(["train", "validation"]):
        beats = [(beat, round(0.5 * beat + 0.2, 2)) for beat in range(2, 20) if beat != 6]
        drums = [[beat % 4 + 1.0, at, beat % 4 + 1] for beat, at in beats]
        drums.append([0.96, beats[1][1], 1])  # a hair before the bar line: written on the beat before
        bass = [[beat % 4 + 1.0, at, beat % 4 + 1] for beat, at in beats if beat % 2 == 0]
        piano = [[2.6, at, 2] for beat, at in beats if beat % 4 == 1]
        line = {
            "fname": f"rec{i}",
            "track": f"Tune {i}",
            "year": "1990",
            "pianist": f"P{i}",
            "drummer": "D",
            "bassist": "B",
        }
        line |= {"time_signature": 4, "tempo": 120.0, "piano": piano, "bass": bass, "drums": drums, "split": split}
        lines.append(json.dumps(line))
    root.mkdir(parents=True, exist_ok=True)
    with gzip.open(root / "onsets.jsonl.gz", "wt") as file:
        file.write("\n".join(lines) + "\n")


def jtd_piano_tree(root: Path) -> None:
    """Slots 0, 1 and 3 of a recording at 120 whose beats are those of `trio_tree`, 45 bars of them; a chord on every 1.
    Slot 3 has velocities."""
    beats = [[beat % 4 + 1.0, round(0.5 * beat + 0.2, 2), beat % 4 + 1] for beat in range(240)]
    about = {"fname": "rec0", "track": "Tune", "pianist": "Hank Jones", "drummer": "D", "bassist": "B"}
    about |= {"time_signature": 4, "tempo": 120.0, "split": "train"}
    (root / "jazz_trio_onsets").mkdir(parents=True)
    with gzip.open(root / "jazz_trio_onsets" / "onsets.jsonl.gz", "wt") as file:
        file.write(json.dumps({**about, "piano": beats, "bass": beats, "drums": beats}) + "\n")
    (root / "jtd_piano").mkdir()
    with gzip.open(root / "jtd_piano" / "piano_slots.jsonl.gz", "wt") as file:
        for slot in (0, 1, 3):
            velocity = 90 if slot == 3 else None
            ones = [round(2 * bar + 0.2, 2) for bar in range(15 * slot, 15 * slot + 15)]
            notes = [[second, pitch, 0.5, velocity, 1] for second in ones for pitch in (52, 58)]
            quality = "exact" if slot == 3 else "frames"
            row = {"fname": "rec0", "slot": slot, "pianist": "Hank Jones", "quality": quality, "notes": notes}
            file.write(json.dumps({**row, "split": "train", "source": "app"}) + "\n")


def weimar_solos(root: Path, performers: Sequence[str]) -> None:
    """A solo of 24 bars at 120 by each: eighths and rests that wander, over a chord a bar."""
    (root / "midi").mkdir(parents=True)
    rows = ["name,ts,bpm,beats,solo_notes,bass_notes,seconds,offbeat_median,swung_frac"]
    for seed, performer in enumerate(performers):
        dice, pitch, solo = random.Random(seed), 66, []
        for eighth in range(24 * 8):
            if dice.random() < 0.75:
                pitch = min(84, max(52, pitch + dice.choice((-4, -3, -2, -1, 1, 2, 3, 5))))
                solo.append((240 * eighth, 240 * eighth + 200, pitch, dice.randrange(50, 100)))
        chords = [(1920 * bar, dice.choice(("F7", "Bb7", "Gm7", "C7"))) for bar in range(24)]
        tempos = [(480 * beat, 500_000) for beat in range(96)]
        name = f"{performer}_Tune{seed}"
        (root / "midi" / f"{name}.mid").write_bytes(midi_bytes([("solo", 0, 65, solo)], tempos=tempos, markers=chords))
        rows.append(f"{name},4/4,120.0,96,{len(solo)},0,48.0,0.6,0.5")
    (root / "index.csv").write_text("\n".join(rows) + "\n")


def jtd_piano_recordings(root: Path, pianists: Sequence[str]) -> None:
    """Two minutes at 120 by each: a left hand on beats of its choice, a right hand in eighths."""
    for folder in ("jazz_trio_onsets", "jtd_piano"):
        (root / folder).mkdir(parents=True)
    beats = [[beat % 4 + 1.0, round(0.5 * beat + 0.2, 2), beat % 4 + 1] for beat in range(240)]
    trios, slots = [], []
    for seed, pianist in enumerate(pianists):
        dice, name = random.Random(seed), f"rec{seed}"
        about = {"fname": name, "track": f"Tune {seed}", "pianist": pianist, "drummer": "D", "bassist": "B"}
        about |= {"time_signature": 4, "tempo": 120.0, "split": "train"}
        trios.append(json.dumps({**about, "piano": beats, "bass": beats, "drums": beats}))
        for slot in range(4):
            seconds = [second for _, second, _ in beats[60 * slot : 60 * slot + 59]]
            left = [
                (second, pitch) for second in seconds if dice.random() < 0.5 for pitch in (dice.randrange(46, 53), 58)
            ]
            right = [(second + apart, dice.randrange(64, 80)) for second in seconds for apart in (0, 0.3)]
            notes = [[round(second, 2), pitch, 0.3, None, 1] for second, pitch in sorted(left + right)]
            row = {"fname": name, "slot": slot, "pianist": pianist, "quality": "frames", "notes": notes}
            slots.append(json.dumps({**row, "split": "train", "source": "app"}))
    for path, lines in (("jazz_trio_onsets/onsets.jsonl.gz", trios), ("jtd_piano/piano_slots.jsonl.gz", slots)):
        with gzip.open(root / path, "wt") as file:
            file.write("\n".join(lines) + "\n")


def published_trio_tree(root: Path) -> None:
    """One recording in its published folder: beats half a second apart from .1 on, the first heard one is beat 3."""
    folder = root / "doel-blue-1990"
    folder.mkdir(parents=True)
    beats = [0.1 + 0.5 * i for i in range(40)]
    rows = [f"{i},{at:.2f},{at:.2f},,{at:.2f},{(i + 2) % 4 + 1}.0" for i, at in enumerate(beats)]
    (folder / "beats.csv").write_text("\n".join([",beats,piano,bass,drums,metre_auto", *rows]))
    (folder / "drums_onsets.csv").write_text("\n".join(f"{at:.2f}" for at in beats))
    (folder / "bass_onsets.csv").write_text("\n".join(f"{at + 0.25:.2f}" for at in beats))
    (folder / "piano_onsets.csv").write_text("\n".join(f"{at + 0.3:.2f}" for at in beats[::4]))
    about = {"fname": "doel-blue-1990", "track_name": "Blue", "time_signature": 4, "first_downbeat": float("nan")}
    about["musicians"] = {"pianist": "Lee Doe", "bassist": "B", "drummer": "D", "leader": "pianist"}
    (folder / "metadata.json").write_text(json.dumps(about))
    keys = [(round((at + 0.3) * 960), round((at + 0.5) * 960), 60, 70) for at in beats[::4]]  # 960 ticks a second
    (folder / "piano_midi.mid").write_bytes(midi_bytes([("", 0, 0, keys)]))


def weimar_base(root: Path) -> None:
    """The SQLite base with two solos; the second changes its meter."""
    root.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(root / "wjazzd.db")
    base.execute("CREATE TABLE solo_info (melid INT, performer TEXT, title TEXT, avgtempo REAL, style TEXT)")
    base.execute("CREATE TABLE melody (melid INT, onset REAL, duration REAL, pitch REAL, loud_med REAL)")
    columns = "melid INT, onset REAL, bar INT, beat INT, signature TEXT, chord TEXT, bass_pitch INT"
    base.execute(f"CREATE TABLE beats ({columns})")
    for melid, meters in ((1, ["4/4"] + [""] * 31), (2, ["4/4"] + [""] * 15 + ["3/4"] + [""] * 15)):
        base.execute("INSERT INTO solo_info VALUES (?, 'Lee Doe', 'Blue Sea', 150.0, 'COOL')", (melid,))
        for i, meter in enumerate(meters):
            chord = {2: "NC", 6: "F7", 10: "Bb7"}.get(i, "")
            at = 1.0 + 0.4 * i
            beat = (melid, at, (i + 2) // 4 - 1, (i + 2) % 4 + 1, meter, chord, 40 if i % 2 else 0)
            base.execute("INSERT INTO beats VALUES (?, ?, ?, ?, ?, ?, ?)", beat)
            base.execute("INSERT INTO melody VALUES (?, ?, 0.2, 62, ?)", (melid, at + 0.1, 60 + i % 3))
    base.commit()
    base.close()


def mma_tree(root: Path) -> None:
    (root / "midi").mkdir(parents=True)
    (root / "mma").mkdir()
    name = "LeeDoe_BlueSea__swing_0"
    guitar = [(0, 480, 64, 80)]
    tracks = [("Drum", 9, 0, swing_ride(8, 1)), ("Chord-Sus", 2, 0, comping(8, 1)), ("Chord-G", 3, 26, guitar)]
    tracks.append(("Walk", 1, 32, [(480 * i, 480 * i + 400, 36, 80) for i in range(32)]))
    (root / "midi" / f"{name}.mid").write_bytes(midi_bytes(tracks))
    source = ["// a comment", "RndSeed 1", "Transpose 2", "Tempo 120", "TimeSig 4 4", "Groove Swing"]
    source += [f"{bar} Bb7 / Eb7/G" if bar % 2 else f"{bar} z" for bar in range(1, 9)]
    (root / "mma" / f"{name}.mma").write_text("\n".join(source))
    head = "file,wjd_chart,groove_lib,grooves,bpm,transpose,seed,class,ok,err"
    (root / "index.csv").write_text(f"{head}\n{name},LeeDoe_BlueSea,swing,Swing+Swing1,120,2,1,med,True,\n")


def pop909_tree(root: Path) -> None:
    """One song whose beats are 0.6 s apart from 0.25 s on, in a file that claims another tempo."""
    folder = root / "POP909" / "001"
    folder.mkdir(parents=True)
    beats = [0.25 + 0.6 * i for i in range(40)]
    at = [round(second * 960) for second in beats]  # 120 in the file: 960 ticks a second
    piano = [(tick, tick + 300, 48 + i % 12, 70) for i, tick in enumerate(at)]
    melody = [(tick + 288, tick + 500, 72, 90) for tick in at[8:20]]
    (folder / "001.mid").write_bytes(midi_bytes([("MELODY", 0, 0, melody), ("PIANO", 2, 0, piano)]))
    (folder / "beat_midi.txt").write_text("".join(f"{b} 1.0 {float(i % 4 == 2)}\n" for i, b in enumerate(beats)))
    (folder / "beat_audio.txt").write_text("".join(f"{b} {i % 4 + 1}.0\n" for i, b in enumerate(beats)))
    (folder / "chord_midi.txt").write_text(
        f"{beats[0]} {beats[2]} N\n{beats[2]} {beats[6]} B:maj7\n{beats[6]} 99 C:7\n"
    )


SHEET = """<?xml version="1.0"?><score-partwise><part-list/><part id="P1">
<measure><attributes><divisions>2</divisions><time><beats>3</beats><beat-type>4</beat-type></time></attributes>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>2</duration></note></measure>
<measure><harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind>dominant</kind></harmony>
<note><pitch><step>C</step><alter>1</alter><octave>5</octave></pitch><duration>4</duration></note>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>2</duration><tie type="start"/></note></measure>
<measure><harmony><root><root-step>F</root-step></root><kind>half-diminished</kind><bass><bass-step>C</bass-step></bass></harmony>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>2</duration><tie type="stop"/></note>
<note><rest/><duration>4</duration></note></measure></part></score-partwise>"""


def openewld_tree(root: Path) -> None:
    folder = root / "dataset" / "Ann_Author-Ben_Writer" / "A_Waltz"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "A_Waltz.mxl", "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("A Waltz.xml", SHEET)
    row = 'dataset/Ann_Author-Ben_Writer/A_Waltz/A_Waltz.mxl,A Waltz,1920-01-01,3/4,3,4,2,Jazz,"Dixieland,Ballad"'
    (root / "index.csv").write_text(f"path,title,date,ts,measures,notes,chords,genre,styles\n{row}\n")


def jjswing_tree(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    ride, brushes = swing_ride(4, 1), [(7680 + 480 * i, 7680 + 480 * i + 100, (26, 27)[i % 2], 60) for i in range(8)]
    markers = [(0, "_RIDE_1"), (3840, "#alt"), (7680, "_BRUSHES_1")]
    (root / "drums44DB.mid").write_bytes(midi_bytes([("Drums", 9, 0, ride + brushes)], markers=markers))
