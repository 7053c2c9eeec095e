"""Figures of the page on this machine, with a full band: `PYTHONPATH=tests python -m page.measure` prints them as JSON.

`audio_ms`: for each note of the band, when its first sample leaves the loudspeaker minus when wire sent the message.
"""

import json
import tempfile
from pathlib import Path

from page.conftest import CHROMIUM, FLAGS, Daemon
from page.listening import connected, start_audio, until
from playwright.sync_api import sync_playwright

_MEASURE = """async (seconds) => {
  const { synth, connection, stage } = jamd;
  const [rendered, played, skews, draws, stamps] = [[], [], [], [], []];
  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  synth.on('report', ({ onsets }) => {
    rendered.push(...onsets);
    skews.push(median(synth.skews));
  });
  connection.on('played', ({ part, data, t, late_ms }) => {
    const isNote = part !== 'you' && data[0] >> 4 === 9 && data[2] > 0;
    if (isNote) played.push([part, data[1], t - late_ms - connection.offset]);
  });
  const draw = stage.roll.draw.bind(stage.roll);
  stage.roll.draw = () => {
    const start = performance.now();
    draw();
    draws.push(performance.now() - start);
    stamps.push(start);
  };
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const skew = median(skews);
  const apart = played.map(([part, pitch, t]) => rendered
    .filter(([lane, key]) => lane === part && key === pitch)
    .map(([, , , frame]) => (frame / synth.context.sampleRate - skew) * 1000 - t)
    .reduce((best, each) => (Math.abs(each) < Math.abs(best) ? each : best), Infinity))
    .filter((each) => Math.abs(each) < 60);
  const share = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))];
  const spread = (list) => ({ p1: share(list, 0.01), p50: share(list, 0.5), p99: share(list, 0.99), n: list.length });
  return {
    frames_per_second: ((stamps.length - 1) * 1000) / (stamps.at(-1) - stamps[0]),
    draw_ms: spread(draws),
    audio_ms: spread(apart),
    frames_behind_plan_max: Math.max(...rendered.map(([, , plan, frame]) => frame - plan)),
    notes: { sent_by_wire: played.length, matched: apart.length, ...synth.counts },
  };
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        daemon = Daemon(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(daemon.address)
        connected(page)
        start_audio(page)
        until(page, "jamd.clock.now() > 0", patience=20)
        print(json.dumps(page.evaluate(_MEASURE, 30), indent=2))
        browser.close()
        daemon.stop()


if __name__ == "__main__":
    main()
