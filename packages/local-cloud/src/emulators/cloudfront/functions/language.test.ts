import { expect, test } from "vitest";
import { problemsOf } from "./language.ts";

const handler = (body: string) => `async function handler(event) { ${body} }`;

test.each([
  ["for-of (use a counter or forEach)", "for (const a of []) {}"],
  ["the spread syntax (use concat, apply or Object.assign)", "const a = [...[]];"],
  ["destructuring", "const { a } = event;"],
  ["destructuring", "const [a] = [];"],
  ["default values of parameters", "const f = (a = 1) => a;"],
  ["?.", "event?.request;"],
  ["classes", "class A {}"],
  ["generators", "function* f() {}"],
  ["async arrow functions", "const f = async () => 1;"],
  ["catch without a name for the error", "try {} catch {}"],
  ["??=", "event.a ??= 1;"],
  ["BigInt", "const a = 1n;"],
  ["dynamic import", "import('crypto');"],
  ["tagged templates", "String.raw`a`;"],
  ["eval(): code is not made while it runs", "eval('1');"],
  ["Function(): code is not made while it runs", "new Function('1');"],
  ["flags of regular expressions but g, i, m, u and y", "/a/s;"],
])("refuses %s", (what, body) => {
  expect(problemsOf(handler(body))).toContain(`line 1: cloudfront-js-2.0 does not support ${what}`);
});

test.each([
  "setTimeout(f)",
  "fetch('x')",
  "new Map()",
  "process.env",
  "structuredClone(event)",
  "f(Reflect)",
])("says that %s is not there", (expression) => {
  expect(problemsOf(handler(`${expression};`)).join()).toMatch(/^line 1: cloudfront-js-2.0 has no \w+$/);
});

test("takes what the runtime has, names of one's own among it", () => {
  const code = `import cf from "cloudfront";
    import crypto from "crypto";
    const fetch = (name, ...rest) => name ?? rest;
    ${handler(`
      const made = { event, key: \`a\${event}\`, Map: 1 };
      let total = 2 ** 3;
      async function inner() { return await cf.kvs().get("a"); }
      try { await inner(); } catch (error) { total += made.Map; }
      fetch(made.Map, /(?<year>\\d+)/gi);
      return event.request;`)}`;
  expect(problemsOf(code)).toEqual([]);
});

test("counts bytes, and wants a handler", () => {
  expect(problemsOf(`${handler("")} //${"é".repeat(5200)}`)).toEqual([
    expect.stringMatching(/^its code has 104\d\d bytes, and a function has 10240 at most$/),
  ]);
  expect(problemsOf("function other() {}")).toEqual(["its code has no function of the name handler"]);
  expect(problemsOf("function {")).toEqual([expect.stringMatching(/^its code does not parse/)]);
  expect(problemsOf("var handler = function (event) { return event.request; };")).toEqual([]);
});
