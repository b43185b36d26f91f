import { MenuImported, MenuImportProgressed } from "@sourdough/events-schema";
import { OfficeMessage } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { importMessage } from "./import-message.ts";

test.each([MenuImportProgressed, MenuImported])("$name tells the office where to look", ({ examples }) => {
  const [{ importId, at }] = examples;
  const values: Record<string, string> = { importId, at };
  const text = importMessage.template.replace(/<(\w+)>/g, (_, name: string) => values[name] ?? "");
  const { channel, events } = JSON.parse(text) as { channel: string; events: [string] };

  expect(channel).toBe("/office/imports");
  expect(OfficeMessage.parse(JSON.parse(events[0]))).toEqual({ topic: "imports", id: importId, at });
});
