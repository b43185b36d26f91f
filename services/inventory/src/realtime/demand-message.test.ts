import { DemandCounted } from "@sourdough/events-schema";
import { OfficeMessage, PopularMessage } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { demandMessage, popularMessage } from "./demand-message.ts";

const published = (template: string, values: Readonly<Record<string, unknown>>) => {
  const text = template.replace(/<(\w+)>/g, (_, name: string) => String(values[name]));
  const { channel, events } = JSON.parse(text) as { channel: string; events: [string] };
  return { channel, message: JSON.parse(events[0]) as unknown };
};

test.each(DemandCounted.examples)("a store's shop hears what is popular: $popular", (data) => {
  const { storeId, popular, at } = data;
  const { channel, message } = published(popularMessage.template, data);

  expect(channel).toBe(`/shop/${storeId}`);
  expect(PopularMessage.parse(message)).toEqual({ storeId, skus: popular, at });
});

test("the office hears where to look", () => {
  const [data] = DemandCounted.examples;
  const { channel, message } = published(demandMessage.template, data);

  expect(channel).toBe("/office/demand");
  expect(OfficeMessage.parse(message)).toEqual({ topic: "demand", id: data.storeId, at: data.at });
});
