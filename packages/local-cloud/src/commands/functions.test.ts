import { expect, test } from "vitest";
import type { MapNode } from "../console/api.ts";
import type { ConsoleClient } from "./console-client.ts";
import { findFunction } from "./functions.ts";

const node = (name: string, awsName: string, partOf?: string[]): MapNode => ({
  id: `function:${awsName}`,
  kind: "function",
  name,
  area: "app",
  type: "aws:lambda/function:Function",
  facts: {},
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:${awsName}`,
  partOf,
});
const nodes = [
  node("Greet", "app-JobsSubscriberAbc-1", ["JobsSubscriberAbcFunction", "JobsSubscriberAbc"]),
  node("Greet", "app-OnNote-2", ["NotesSubscriberOnNoteFunction", "NotesSubscriberOnNote"]),
  node("Bake", "app-Nightly-3", ["NightlyHandler", "Nightly"]),
  node("Bake", "app-Bake-4"),
];
const found = async (name: string) => {
  const console_ = { get: async () => ({ nodes }) } as unknown as ConsoleClient;
  const url = "http://127.0.0.1:1";
  const outputs = { awsEndpoint: url, webUrl: url, consoleUrl: url, region: "eu-west-1" };
  return (await findFunction({ outputs, console: console_ }, name)).id.replace("function:", "");
};

test.each([
  ["app-OnNote-2", "app-OnNote-2"],
  ["arn:aws:lambda:eu-west-1:000000000000:function:app-OnNote-2", "app-OnNote-2"],
  ["JobsSubscriberAbc", "app-JobsSubscriberAbc-1"],
  ["JobsSubscriberAbcFunction", "app-JobsSubscriberAbc-1"],
  ["Nightly", "app-Nightly-3"],
])("finds a function by %s", async (name, expected) => {
  expect(await found(name)).toBe(expected);
});

test("a name in the config comes before that of a handler's file", async () => {
  expect(await found("Bake")).toBe("app-Bake-4");
});

test("takes none of several, and tells them apart", async () => {
  await expect(found("Greet")).rejects.toThrow(
    'Several functions are called "Greet". Name one as on AWS: Greet (app-JobsSubscriberAbc-1), Greet (app-OnNote-2).',
  );
  await expect(found("JobsSubscriber")).rejects.toThrow(
    'There is no function "JobsSubscriber". There are: Bake (app-Bake-4), Bake (app-Nightly-3), Greet (app-JobsSubscriberAbc-1), Greet (app-OnNote-2).',
  );
});
