"""How exactly the worklet keeps its appointments: rendered without a loudspeaker, each sample can be looked at."""

from typing import Any

_RENDER = """async (hits) => {
  const context = new OfflineAudioContext(2, 44100 * 3, 44100);
  await context.audioWorklet.addModule('/synth-worklet.js');
  const outputs = { numberOfOutputs: 2, outputChannelCount: [2, 2], processorOptions: { apart: 3 } };
  const node = new AudioWorkletNode(context, 'jamd-synth', { numberOfInputs: 0, ...outputs });
  node.connect(context.destination);
  const ready = new Promise((resolve, reject) => {
    node.onprocessorerror = () => reject(new Error('the synth has failed'));
    node.port.onmessage = ({ data }) => {
      if (data.kind === 'ready') resolve();
      if (data.kind === 'error') reject(new Error(data.text));
    };
  });
  const bytes = await (await fetch('/sound/jamd.sf3')).arrayBuffer();
  node.port.postMessage({ kind: 'font', bytes });
  const paused = context.suspend(0).then(async () => {
    await ready;
    for (const dry of [91, 93]) node.port.postMessage({ kind: 'midi', data: [0xb9, dry, 0] }); // no reverb, no chorus
    const notes = hits.map((on, key) => ({ key, channel: 9, pitch: 37, velocity: 100, on, off: on + 2000 }));
    node.port.postMessage({ kind: 'plan', lane: 'drums', from: 0, notes });
    await new Promise((resume) => setTimeout(resume, 50));
    context.resume();
  });
  const [sound] = await Promise.all([context.startRendering(), paused]);
  const wave = sound.getChannelData(0);
  return hits.map((on) => Array.from(wave.subarray(on, on + 400)));
}"""


def peak(wave: list[float]) -> int:
    return max(range(len(wave)), key=lambda i: abs(wave[i]))


def test_every_hit_begins_on_its_own_sample(page: Any) -> None:
    """Side sticks at places that are no multiples of a block: the same sound must come out at each, to the sample."""
    hits = [11_003, 24_070, 40_001, 55_555, 71_234, 90_127]
    rendered = page.evaluate(_RENDER, hits)
    loud = max(map(abs, rendered[0]))
    assert loud > 0.01
    assert [peak(hit) for hit in rendered] == [peak(rendered[0])] * len(hits)
    for hit in rendered:  # the tail of the hit before may still be there
        assert max(abs(a - b) for a, b in zip(hit, rendered[0], strict=True)) < loud / 20
