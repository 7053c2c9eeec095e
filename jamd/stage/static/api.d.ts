// The messages and the snapshot of the daemon's interface, as docs/api.md describes them. Types only: nothing here
// runs.

/** Milliseconds of the daemon's monotonic clock. */
export type Instant = number;
/** Position in the form: 960 ticks to the beat, negative in the count-in. */
export type Tick = number;
export type BandPart = "piano" | "bass" | "drums";
/** Board draws and continues no bass. */
export type DrawnPart = "piano" | "drums";
export type Part = BandPart | "you";

export interface ClockState {
  running: boolean;
  bpm: number;
  beats: number;
  anchor_t: Instant;
  anchor_tick: Tick;
  ms_per_beat: number;
  count_in: number;
  source: ClockSource;
  sources: ClockSource[];
  labels: Partial<Record<ClockSource, string>>;
  hold: "steady" | "waiting" | "unstarted" | "lost" | "unheard";
  hold_word: string;
  hold_sentence: string;
  sending: "never" | "playing" | "always";
}
export type ClockSource = "internal" | "midi" | "link" | "follow";

export type Style = "swing" | "ballad" | "waltz" | "bossa" | "samba" | "funk" | "shuffle" | "even";
export type AskedStyle = "auto" | Style;

export interface JamState {
  when: "now" | "beat" | "bar" | "section" | "chorus";
  mode: "accompany" | "tune" | "trade" | "continue" | "solo" | BandPart;
  trade_bars: number;
  you_first: boolean;
  trade_with: "piano" | "drums" | "both";
  solo_order: string;
  solo_choruses: number;
  harmony: "chart" | "follow";
  spelling: "Cm7" | "C-7" | "Cmi7";
  split: number;
  style: AskedStyle;
  busy: number;
  follow: number;
  build: boolean;
  arc: number;
  intensity_attack: number;
  intensity_release: number;
  intensity_amount: number;
  intensity_register: number;
  tempo_step: number;
  tempo_goal: number | null;
  click: "none" | "beside" | "instead";
  lay_out: "none" | BandPart | "band";
  count_each: boolean;
  swing: number;
  intensity: number | null;
}

export interface PlaceState {
  bar: number;
  beat: number;
  section: string;
  chord: string;
  next_chord: string;
  turn: "you" | "band" | "both";
  intensity: number;
  style: Style;
  last_hit: Tick | null;
  bar_line: Tick | null;
  beats: number;
  chorus: number;
  chart_bar: number | null;
  loop: [first: number, behind: number] | null;
  key: string;
  semitones: number;
  step: number;
  left_hand_bass: boolean;
  turn_ends: Tick | null;
  soloist: Part | "";
  next_soloist: Part | "";
  part: "head" | "solo" | "trade" | "head out" | "";
  next_part: "head" | "solo" | "trade" | "head out" | "";
  slot: number | null;
  solo_chorus: [which: number, of: number] | null;
  coming: { what: string; at: Tick; bars: number; beats: number }[];
}

export interface PianistState {
  busy: number;
  follow: number;
  register: number;
  restless: number;
  outside: number;
}

export interface PartState extends Partial<PianistState> {
  enabled: boolean;
  mute: boolean;
  solo: boolean;
  volume: number;
  temperature: number;
  player: string | null;
  players: string[];
  channel: number;
}

export interface Chart {
  title: string;
  key: string;
  style: string;
  bpm: number | null;
  beats: number;
  text: string;
  intro: number;
  meters: { bar: number; beats: number }[];
  sections: { name: string; first: number }[];
  bars: ChartBar[];
}
/** The set list that is open; `at` is the tune that was chosen last, from 0. */
export interface OpenSetList {
  name: string;
  title: string;
  tunes: { chart: string; with: string }[];
  at: number | null;
  fault: string;
}
export type ChartBar = { beat: number; chord: string }[];

export interface PortsState {
  input: string;
  output: string;
  backend: string;
  virtual: boolean;
  inputs: string[];
  outputs: string[];
  own: [string, string];
  latency_ms: Record<string, number>;
}

export interface Health {
  heard: number;
  played: number;
  dropped: number;
  vamped: number;
  late_ms: { p50: number | null; p99: number | null; max: number | null };
  plan_ms: number;
  planning_ms: { p50: number; p99: number };
  headroom: number;
  replan_beats: number;
  commit_ms: number;
  ready: number | null;
  fallbacks: Record<string, number>;
  band: boolean;
  realtime: string;
  memory_locked: boolean;
}

/** The parts of the snapshot that a `change` replaces whole. */
export interface Sections {
  clock: ClockState;
  jam: JamState;
  place: PlaceState;
  parts: Record<BandPart, PartState>;
  chart: Chart | null;
  library: { set_list: OpenSetList | null; edition: number };
  ports: PortsState;
  controls: {
    list: ControlEntry[];
    learning: boolean;
    moved: MovedControl | null;
    acted: { name: string; times: number };
    is_saved: boolean;
  };
  tape: { recording: string | null; warning: string; keep: number | null; edition: number };
  health: Health;
}

/** GET /api/state */
export interface Snapshot extends Sections {
  run: string;
  version: string;
  t: Instant;
}

// -- WS /ws, from the daemon

export type SnapshotMessage = { type: "snapshot"; you: number } & Snapshot;
export type ChangeMessage = { type: "change"; t: Instant } & Partial<Sections>;
export interface Heard {
  type: "heard";
  t: Instant;
  tick: Tick | null;
  data: number[];
  by: number | null;
}
export interface Played {
  type: "played";
  t: Instant;
  tick: Tick | null;
  part: Part;
  data: number[];
  late_ms: number;
}
export interface Dropped {
  type: "dropped";
  t: Instant;
  tick: Tick | null;
  part: Part;
  late_ms: number;
}
export interface Vamped {
  type: "vamped";
  t: Instant;
  tick: Tick;
}
/** [start, pitch, end, velocity] */
export type PlanNote = [start: Tick, pitch: number, end: Tick, velocity: number];
export interface Plan {
  type: "plan";
  t: Instant;
  start: Tick;
  end: Tick;
  parts: Partial<Record<BandPart, PlanNote[]>>;
}
export interface Notice {
  type: "notice";
  t: Instant;
  text: string;
}
export interface TimeAnswer {
  type: "time";
  client: number;
  server: Instant;
}
export interface Done {
  type: "done";
  id: number;
}
export interface CommandError {
  type: "error";
  id: number | null;
  error: string;
}
export type ServerMessage =
  | SnapshotMessage
  | ChangeMessage
  | Heard
  | Played
  | Dropped
  | Vamped
  | Plan
  | Notice
  | TimeAnswer
  | Done
  | CommandError;

// -- WS /ws, from the page

export type ClientMessage =
  | { type: "time"; client: number }
  | { type: "key"; pitch: number; velocity: number }
  | { type: "pedal"; down: boolean }
  | { type: "do"; id: number; name: string; value?: unknown };

// -- requests

/** A row of GET /api/commands; `min`, `max` and `choices` where its kind has them. */
export interface Command {
  name: string;
  kind: "none" | "number" | "integer" | "choice" | "switch" | "text" | "names" | "pair";
  label: string;
  takes: string;
  sticky: boolean;
  min?: number;
  max?: number;
  choices?: (string | number)[];
  max_names?: number;
  unit?: string;
  nullable?: boolean;
  default?: unknown;
  gestures: Gesture[];
}

export type Gesture =
  | "tap"
  | "double tap"
  | "hold"
  | "while held"
  | "knob"
  | "relative twos complement"
  | "relative signed bit"
  | "relative binary offset";

/** As in `controls:` of config.yaml. */
export interface ControlEntry {
  midi: string;
  does: string;
  channel?: number;
  value?: unknown;
  gesture?: Gesture;
  toggle?: boolean;
  when?: string;
  while?: string;
  range?: [number, number];
  step?: number;
}

export interface MovedControl {
  midi: string;
  channel: number;
  gesture: Gesture;
}

/** POST /api/settings */
export interface SavedSettings {
  file: string;
  is_new: boolean;
  changes: string[];
  remarks: string[];
}

/** GET /api/stand: an address of this machine for other devices, and its QR code in rows of 0 and 1. */
export interface StandAddress {
  address: string;
  code: string[];
}

/** GET /api/takes */
export interface Take {
  name: string;
  bytes: number | null;
  modified: number;
  recording: boolean;
  tune: string;
  bpm: number;
  seconds: number | null;
  kept: boolean;
}

/** GET /api/library */
export interface LibraryAnswer {
  charts: LibraryChart[];
  set_lists: ListedSetList[];
}

export interface LibraryChart {
  name: string;
  title: string;
  key: string;
  style: string;
  meter: string;
  bars: number;
  bpm: number | null;
  fault: string;
  own: boolean;
  favourite: boolean;
  played: number | null;
}

export interface ListedSetList {
  name: string;
  title: string;
  tunes: string[];
  fault: string;
}

/** POST /api/song with a MIDI file, and GET /api/takes/<name>.json */
export interface Song {
  bpm: number; // where it begins
  beats: number; // in a bar
  tracks: SongTrack[];
  notices: string[];
  marks: SongMark[];
  bar_lines: number[]; // in seconds
}

/** A chord, `[A]` where a section begins, `Chorus 2`, `Count-in`; `start` in beats, `on` in seconds. */
export interface SongMark {
  text: string;
  start: number;
  on: number;
  tones: number[]; // pitch classes of a chord
}

export interface SongTrack {
  name: string;
  notes: SongNote[];
}

/** `start` and `end` in beats; `on` and `off` in seconds, under the pedal. `channel` from 0 */
export interface SongNote {
  pitch: number;
  velocity: number;
  channel: number;
  start: number;
  end: number;
  on: number;
  off: number;
}

/** POST /api/continue */
export interface ContinueNote {
  pitch: number;
  start: number;
  end: number;
  velocity: number;
}
export interface ContinueRequest {
  part: DrawnPart;
  notes: ContinueNote[];
  steps_per_beat: number;
  bpm: number;
  bars: number;
  temperature: number;
  scale: string | null;
  chart: string | null;
  seed: number | null;
}
export interface ContinueAnswer {
  notes: ContinueNote[];
  seed: number;
  ms: number;
}
/** The body of every refused request. */
export interface Refusal {
  error: string;
}
