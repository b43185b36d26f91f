import jsonata from "jsonata";
import { expect, test } from "vitest";
import { createClock } from "../../../core/clock.ts";
import { failingCases, libraryCases, pathData, pathExpressions } from "./expression.cases.ts";
import { createExpressionCompiler } from "./expression.ts";
import { plain } from "./plain.ts";

const clock = { ...createClock(), now: () => 1_000_000_000_000 };
const compile = createExpressionCompiler(clock);
const evaluate = async (expression: string, input?: unknown) =>
  await compile(expression, "Output")({ states: { input } });

test.each(libraryCases)("$name", async ({ expression, input, expected }) => {
  expect(await evaluate(expression, input)).toEqual(expected);
});

test.each(failingCases)("fails with $name", async ({ expression, message }) => {
  await expect(evaluate(expression, {})).rejects.toThrow(message);
});

test("the shortcut for paths answers as JSONata does, whatever the data", async () => {
  for (const expression of pathExpressions) {
    const compiled = compile(expression, "Output");
    const reference = jsonata(expression);
    for (const input of pathData) {
      // JSONata marks even arrays it is given (`[]`), hence a copy for each evaluation.
      const bindings = () => structuredClone({ states: { input }, a: input, list: [input, input] });
      const expected = await reference
        .evaluate(undefined, bindings())
        .then(plain)
        .catch(() => undefined);
      const actual = await Promise.resolve()
        .then(() => compiled(bindings()))
        .catch(() => undefined);
      expect({ expression, input, value: actual }).toEqual({ expression, input, value: expected });
    }
  }
});

test("evaluates one expression for several executions at once without mixing them up", async () => {
  const compiled = compile("$sum($states.input.($x := $; $x * 2))", "Output");
  const results = await Promise.all([1, 2, 3].map((n) => compiled({ states: { input: [n, n] } })));
  expect(results).toEqual([4, 8, 12]);
});

test("drops JSONata's marks from results, so that they are read as JSON later", async () => {
  // An array constructor's array stays nested where a path's is flattened; as data both are just arrays.
  const made = await evaluate("[[1], [$states.input.a]]", { a: [{ b: 1 }, { b: 2 }] });
  expect(made).toEqual([[1], [{ b: 1 }, { b: 2 }]]);
  expect(Object.getOwnPropertyNames(made)).toEqual(["0", "1", "length"]);
  expect(await evaluate("$states.input.x.y", { x: { y: made } })).toBe(made);
  expect(await evaluate("$states.input.($)", made)).toEqual(
    await evaluate("$states.input.($)", structuredClone(made)),
  );
});

test("leaves its input alone", async () => {
  const input = { a: [{ b: 1 }] };
  expect(await evaluate("$states.input ~> |a|{'b': 2}|", input)).toEqual({ a: [{ b: 2 }] });
  expect(await evaluate("$sort($states.input.a, function($l, $r){$l.b > $r.b})", input)).toEqual([{ b: 1 }]);
  expect(input).toEqual({ a: [{ b: 1 }] });
});

test("stops an expression that would run forever", async () => {
  const impatient = createExpressionCompiler(clock, { timeLimitMs: 20 });
  for (const endless of [
    "($f := function($n){$f($n + 1)}; $f(0))",
    "($f := function($n){1 + $f($n + 1)}; $f(0))",
  ])
    await expect((async () => impatient(endless, "Output")({}))()).rejects.toThrow(/took longer than/);
});

test("evaluates what calls itself more deeply than there is stack", async () => {
  const count = "($count := function($n){$n = 0 ? 0 : 1 + $count($n - 1)}; $count(5000))";
  expect(await evaluate(count)).toBe(5000);
});

test("refuses at compile time what is not JSONata", () => {
  expect(() => compile("$sum(", "Output")).toThrow();
});

test("gives one time to all of an evaluation, and the next time to the next", async () => {
  let now = 1_000_000_000_000;
  const ticking = createExpressionCompiler({ now: () => (now += 1000) });
  const times = ticking("[1..3].[$millis(), $toMillis($now())]", "Output");

  expect(await times({})).toEqual(Array(3).fill(Array(2).fill(1_000_000_001_000)));
  expect(await times({})).toEqual(Array(3).fill(Array(2).fill(1_000_000_002_000)));
});
