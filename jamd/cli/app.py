"""The command line. Each command parses its arguments, calls the code that does the work, and prints the result.

Exit codes: 0 done, 1 the input or the setup is at fault (a line for each fault on standard error), 2 wrong usage,
3 a bug. What a command needs is imported inside it, so that `jamd --help` is quick and the supervisor stays small.
"""

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from jamd.cli.charts import chart_app
from jamd.cli.takes import take_app
from jamd.commands.choices import BAND
from jamd.errors import ConfigError, FileError
from jamd.ipc.entry_point import FAULT, run_and_report

if TYPE_CHECKING:
    from jamd.config.schema import Config

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    help="A jazz drummer, a bassist and a pianist in your laptop. `jamd` without a command is `jamd run`.",
)
app.add_typer(chart_app, name="chart")
app.add_typer(take_app, name="take")

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings (default: ./config.yaml).")]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Set any key of config.yaml; repeatable.")
]
ChartName = Annotated[
    str | None, typer.Option("--chart", metavar="CHART", help="A chart file, a title of the library, or builtin:NAME.")
]
Bpm = Annotated[float | None, typer.Option("--bpm", metavar="N", help="Quarter notes per minute.")]
Mode = Annotated[
    str | None,
    typer.Option("--mode", metavar="M", help="accompany, tune, trade, continue, solo, piano, bass or drums."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="The same seed plays the same notes.")]
Backend = Annotated[str | None, typer.Option(metavar="SYSTEM", help="auto, jack, alsa, coremidi, winmm or none.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main() -> None:
    """The program `jamd`."""
    sys.exit(run_line(sys.argv[1:]))


def run_line(words: list[str]) -> int:
    """Run one command line and return its exit code. Only a bug has a traceback, and that is in a file."""
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        words = ["run", *words]
    return run_and_report(lambda: _exit_code(words))


def _exit_code(words: list[str]) -> int:
    try:
        app(words, prog_name="jamd")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def _settings(config: Path | None, sets: list[str] | None, flags: dict[str, Any]) -> tuple["Config", Path | None]:
    """The settings and the file they came from. Flags override --set, and --set overrides the file."""
    from jamd.config.load import find_config, load_config

    path = config or find_config()
    wanted = [f"{key}={json.dumps(value)}" for key, value in flags.items() if value is not None]
    return load_config(path, [*(sets or ()), *wanted]), path


def _print_json(value: Any) -> None:
    import msgspec

    print(msgspec.json.encode(value).decode())


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"jamd {version('jamd')}")
        raise typer.Exit


@app.callback()
def jamd(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


@app.command()
def run(
    config: ConfigFile = None,
    input_name: Annotated[str | None, typer.Option("--in", metavar="NAME", help="Your keyboard's port.")] = None,
    output_name: Annotated[str | None, typer.Option("--out", metavar="NAME", help="The synth's port.")] = None,
    backend: Backend = None,
    chart: ChartName = None,
    bpm: Bpm = None,
    mode: Mode = None,
    seed: Seed = None,
    sets: Sets = None,
    no_web: Annotated[bool, typer.Option("--no-web", help="Do not serve the page.")] = False,
    port: Annotated[int | None, typer.Option(metavar="N", help="The page's port.")] = None,
    stand: Annotated[bool, typer.Option("--stand", help="Show a QR code for a phone on the music stand.")] = False,
    opens_page: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the page in the browser (default: on a desktop).")
    ] = None,
) -> None:
    """Play: the band listens to you and answers (Ctrl-C stops it)."""
    flags = {
        "ports.input": input_name,
        "ports.output": output_name,
        "ports.backend": backend,
        "jam.chart": chart,
        "clock.bpm": bpm,
        "jam.mode": mode,
        "jam.seed": seed,
        "web.enabled": False if no_web else None,
        "web.port": port,
        "web.stand": True if stand else None,
    }
    settings, file = _settings(config, sets, flags)
    from setproctitle import setproctitle

    from jamd.config.load import file_to_save
    from jamd.ipc.page_secrets import hand_down, new_token
    from jamd.music.charts.load import load_tune
    from jamd.supervisor import supervisor
    from jamd.supervisor.browser import has_desktop

    if settings.jam.chart and (choice := load_tune(settings.jam.chart).choice):  # all else is said by the band
        print(choice, file=sys.stderr)

    if settings.web.token is not None:
        setproctitle("jamd")  # it may be on our command line
    hand_down(settings.web.token or (new_token() if settings.web.asks_token else None))
    if opens_page is None:
        opens_page = has_desktop(os.environ, sys.platform, sys.stdout.isatty())
    raise typer.Exit(supervisor.run(settings, file or file_to_save(), opens_page))


@app.command()
def ports(as_json: Json = False, config: ConfigFile = None, sets: Sets = None) -> None:
    """List the MIDI ports, and show which ones jamd would use."""
    settings, _ = _settings(config, sets, {})
    from jamd.config.process_settings import port_settings
    from jamd.wire.ports import available_ports

    found = available_ports(port_settings(settings))
    if as_json:
        _print_json(found)
    else:
        from jamd.cli.tables import print_ports

        print_ports(found)


@app.command()
def render(
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.mid", help="The file to write.")],
    recording: Annotated[Path | None, typer.Argument(metavar="IN.mid", help="What you played.")] = None,
    solo: Annotated[bool, typer.Option("--solo", help="Only the band, without IN.mid.")] = False,
    chart: ChartName = None,
    bpm: Bpm = None,
    bars: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=10_000, help="Length (default: that of IN.mid).")
    ] = None,
    mode: Mode = None,
    parts: Annotated[str | None, typer.Option(metavar="piano,bass,drums", help="Who plays.")] = None,
    seed: Seed = None,
    temperature: Annotated[float | None, typer.Option(metavar="T", help="For all players.")] = None,
    sets: Sets = None,
    config: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Let the band play along with a MIDI file, faster than real time."""
    if (recording is None) != solo:
        _misused("give either IN.mid, or --solo for only the band")
    flags: dict[str, Any] = {"jam.chart": chart, "clock.bpm": bpm, "jam.mode": mode, "jam.seed": seed}
    flags |= {f"parts.{part}.temperature": temperature for part in BAND}
    if parts is not None:
        wanted = _parts_of(parts)
        flags |= {f"parts.{part}.enabled": part in wanted for part in BAND}
    settings, _ = _settings(config, sets, flags)
    from jamd.files.midi_file import read_notes
    from jamd.render import render as render_jam

    if recording is not None and out.exists() and recording.exists() and out.samefile(recording):
        raise FileError(f"{out}: this is your own recording; choose another file for the output")
    heard = read_notes(recording) if recording is not None else None
    report = render_jam(settings, heard, bars, out, bpm)
    for notice in report.notices:
        print(notice, file=sys.stderr)
    if as_json:
        _print_json(report)
    else:
        from jamd.cli.tables import print_render

        print_render(report)


def _parts_of(words: str) -> set[str]:
    wanted = {word.strip() for word in words.split(",")}
    unknown = sorted(wanted - set(BAND))
    if unknown:
        _misused(f"--parts takes piano, bass and drums, separated by commas, not '{unknown[0]}'")
    return wanted


def _misused(sentence: str) -> NoReturn:
    raise typer.BadParameter(sentence)


@app.command()
def bench(
    as_json: Json = False,
    seconds: Annotated[float, typer.Option(metavar="N", min=1, max=86_400, help="How long to measure.")] = 40,
    load: Annotated[bool, typer.Option("--load", help="Measure with every core busy.")] = False,
    input_name: Annotated[str | None, typer.Option("--in", metavar="NAME", help="An input to measure.")] = None,
    output_name: Annotated[str | None, typer.Option("--out", metavar="NAME", help="An output; it sounds.")] = None,
    backend: Backend = None,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Measure this machine: timing, clock, planning, top tempo."""
    flags = {"ports.input": input_name, "ports.output": output_name, "ports.backend": backend}
    wanted = [f"{key}={json.dumps(value)}" for key, value in flags.items() if value is not None]
    from jamd.bench.benchmark import Options, measure
    from jamd.cli.tables import bench_progress, print_bench

    with bench_progress() as progress:
        report = measure(Options(config, (*(sets or ()), *wanted), seconds, load), progress)
    if as_json:
        _print_json(report)
    else:
        print_bench(report)


@app.command()
def check(config: ConfigFile = None, sets: Sets = None, as_json: Json = False) -> None:
    """Check everything that jamd needs, and report all faults at once."""
    from jamd.cli.check import check as check_all

    report = check_all(config, sets or [])
    if as_json:
        _print_json(report)
    else:
        from jamd.cli.tables import print_check

        print_check(report)
    raise typer.Exit(0 if report.ok else FAULT)


@app.command()
def learn(config: ConfigFile = None, sets: Sets = None) -> None:
    """Teach jamd your pedals and knobs."""
    settings, file = _settings(config, sets, {})
    from jamd.cli.learn import Lines, Talk
    from jamd.cli.learn_desks import desk
    from jamd.config.load import file_to_save

    with closing(desk(settings, (file or file_to_save()).absolute())) as place:
        Talk(place, Lines(), lambda sentence: print(sentence, flush=True)).run()


@app.command()
def panic(config: ConfigFile = None, sets: Sets = None) -> None:
    """Silence every output."""
    from jamd.config.process_settings import port_settings
    from jamd.ipc.settings import PortSettings
    from jamd.wire.guest_ports import panic_everywhere

    try:
        wanted = port_settings(_settings(config, sets, {})[0])
    except ConfigError as fault:  # this is no time to fix a file
        print(fault, file=sys.stderr)
        wanted = PortSettings()
    silenced = panic_everywhere(wanted)
    print("silenced " + ", ".join(silenced) if silenced else "there is no output to silence")
