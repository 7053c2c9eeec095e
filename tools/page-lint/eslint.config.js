// Run in the repository's root (`make lint-page`). The limits on size are those of the whole project.
import js from "@eslint/js";
import globals from "globals";

const PAGE = "jamd/stage/static";

export default [
  { ignores: [`${PAGE}/vendor/`, `${PAGE}/sound/`, "**/*.d.ts"] },
  js.configs.recommended,
  { files: ["tools/**"], languageOptions: { globals: globals.node } },
  { files: [`${PAGE}/**`], languageOptions: { globals: globals.browser } },
  { files: [`${PAGE}/synth-worklet.js`], languageOptions: { globals: globals.audioWorklet } },
  {
    rules: {
      "array-callback-return": "error",
      complexity: ["error", 15],
      curly: ["error", "multi-line"],
      "default-case-last": "error",
      eqeqeq: "error",
      "max-depth": ["error", 3],
      "max-len": ["error", 120],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 60],
      "max-params": ["error", 5],
      "no-else-return": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
