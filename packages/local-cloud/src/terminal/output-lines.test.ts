import { expect, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { outputLines } from "./output-lines.ts";

const url = (name: string, functionUrl: string) => ({
  type: "aws:lambda/functionUrl:FunctionUrl",
  name: `${name}Url`,
  urn: `${name}Url`,
  parent: `urn of ${name}`,
  id: name,
  inputs: {},
  outputs: { functionUrl },
});
const graph = {
  components: ["Hello", "Other"].map((name) => ({ type: "sst:aws:Function", name, urn: `urn of ${name}` })),
  resources: [url("Hello", "http://127.0.0.1:4566/_host/a"), url("Other", "http://127.0.0.1:4566/_host/b/")],
  outputs: {
    page: "http://127.0.0.1:3000/",
    url: "http://127.0.0.1:4566/_host/b",
    queueArn: "arn:aws:sqs:eu-west-1:000000000000:q",
    limits: { orders: 3 },
    nothing: null,
  },
} as unknown as ResourceGraph;

const options = { shown: [], file: ".local/outputs.json", verbose: false };

test("tells outputs and URLs of functions, each address once", () => {
  expect(outputLines(graph, { ...options, shown: ["http://127.0.0.1:3000"] })).toEqual([
    "url       http://127.0.0.1:4566/_host/b",
    "queueArn  arn:aws:sqs:eu-west-1:000000000000:q",
    'limits    {"orders":3}',
    "Hello     http://127.0.0.1:4566/_host/a",
  ]);
});

test("tells nothing of an app that has none", () => {
  expect(outputLines({ ...graph, resources: [], outputs: {} }, options)).toEqual([]);
});

test("names the file of many outputs, and tells them when asked to", () => {
  const outputs = Object.fromEntries([..."abcdefghi"].map((name) => [name, `value of ${name}`]));
  expect(outputLines({ ...graph, outputs }, options)).toEqual([
    "Hello  http://127.0.0.1:4566/_host/a",
    "Other  http://127.0.0.1:4566/_host/b/",
    "9 outputs are in .local/outputs.json",
  ]);
  expect(outputLines({ ...graph, outputs }, { ...options, verbose: true })).toHaveLength(11);
});
