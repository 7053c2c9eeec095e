// The colours of look.css that the canvases need, read from there once: each colour is written in one place.

const NAMES = {
  stage: "--stage",
  stageRow: "--stage-row",
  stageBar: "--stage-bar",
  stageBeat: "--stage-beat",
  ink: "--stage-ink",
  muted: "--stage-muted",
  you: "--you",
  piano: "--piano",
  drums: "--drums",
  youLit: "--you-lit",
  pianoLit: "--piano-lit",
  drumsLit: "--drums-lit",
  paper: "--paper",
  paperRow: "--paper-row",
  paperBar: "--paper-bar",
  paperBeat: "--paper-beat",
  paperCell: "--paper-cell",
  paperInk: "--paper-ink",
  paperMuted: "--paper-muted",
  drawn: "--drawn",
  generated: "--generated",
  drawnDrums: "--drawn-drums",
  generatedEdge: "--generated-edge",
  cursor: "--cursor",
  keyWhite: "--key-white",
  keyBlack: "--key-black",
  scaleOut: "--scale-out",
};

const style = getComputedStyle(document.documentElement);
export const colours = /** @type {Record<keyof typeof NAMES, string>} */ (
  Object.fromEntries(Object.entries(NAMES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]))
);
