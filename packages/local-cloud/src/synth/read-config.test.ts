import { expect, test } from "vitest";
import { appProblem, configProblem } from "./read-config.ts";

const app = () => ({ name: "bakery", home: "aws" });
const run = async () => {};
const rule = "It has to be: export default $config({ app(input) { … }, async run() { … } });";

test.each([
  [undefined, "sst.config.ts exports no config by default."],
  ["text", "sst.config.ts exports no config by default."],
  [{}, "app is not a function, run is not a function."],
  [{ app }, "run is not a function."],
  [{ app: 3, run }, "app is not a function."],
])("says what a default export lacks: %j", (given, problem) => {
  expect(configProblem(given)).toBe(`${problem} ${rule}`);
});

test.each([
  [undefined, "it is not an object"],
  [{ home: "aws" }, "name is missing"],
  [{ name: "", home: "aws" }, "name is empty"],
  [{ name: "bakery" }, "home is missing"],
])("says what app answers in vain: %j", (given, problem) => {
  expect(appProblem(given)).toBe(
    `What app answers is not understood: ${problem}. For example: { name: "bakery", home: "aws" }.`,
  );
});

test("has nothing to say of a config as SST wants it", () => {
  expect(configProblem({ app, run, console: {} })).toBeUndefined();
  expect(appProblem(app())).toBeUndefined();
});
