import { globSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { parseEvent } from "./consume.ts";
import { contracts as events } from "./contracts.ts";
import { type JsonSchema, OrderStatusChangedV2, toJsonSchema } from "./index.ts";
import { toEntry } from "./publish.ts";
import { metadata } from "./testing/metadata.ts";

test("lists every version of every event, a file each", () => {
  const files = globSync("*/*.v*.ts", { cwd: import.meta.dirname }).map((file) => basename(file, ".ts"));
  const listed = events.map(
    ({ name, version }) => `${name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase()}.v${version}`,
  );

  expect(listed.sort()).toEqual(files.sort());
});

test.each(events.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "%s survives the bus",
  (_, event) => {
    for (const example of event.examples) {
      const entry = toEntry(event, example, metadata);
      const delivered = {
        source: entry.Source,
        "detail-type": entry.DetailType,
        detail: JSON.parse(entry.Detail),
      };

      expect(parseEvent([event], delivered)).toEqual({
        source: event.source,
        name: event.name,
        metadata: { ...metadata, version: event.version },
        data: example,
      });
    }
  },
);

const leaves = (schema: JsonSchema): JsonSchema[] =>
  schema.properties ? Object.values(schema.properties).flatMap(leaves) : [schema];

test("the channel message has no free text, because input transformers do not escape", () => {
  for (const { type, enum: choices, pattern, description } of leaves(
    toJsonSchema(OrderStatusChangedV2.data),
  )) {
    const safe = pattern && !['"', "\\", "\n"].some((text) => new RegExp(pattern).test(text));

    const isPlain = type === "integer" || type === "boolean" || choices !== undefined;
    expect(isPlain || safe, description).toBe(true);
  }
});
