// Run from the repository's root. Limits on size are the project's own (docs/CONTRIBUTING): functions of 60 lines,
// files of 300.
import js from "@eslint/js";
import globals from "globals";

const STATIC = "jamd/stage/static";

export default [
  { ignores: [`${STATIC}/vendor/`, `${STATIC}/sound/`, "**/*.d.ts"] },
  js.configs.recommended,
  {
    files: [`${STATIC}/**/*.js`],
    languageOptions: { ecmaVersion: 2023, globals: globals.browser },
    rules: {
      "array-callback-return": "error",
      complexity: ["error", 15],
      curly: ["error", "multi-line"],
      "default-case-last": "error",
      eqeqeq: "error",
      "max-depth": ["error", 3],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 60],
      "max-params": ["error", 5],
      "no-else-return": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  {
    files: [`${STATIC}/synth-worklet.js`],
    languageOptions: { globals: globals.audioWorklet },
  },
];
