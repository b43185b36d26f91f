import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contracts as events } from "../contracts.ts";
import { parseEvent, toEntry } from "../index.ts";
import { arbitraryData } from "./arbitrary.ts";
import { metadata } from "./metadata.ts";

test.each(events.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "whatever %s allows can be published and consumed",
  (_, event) => {
    const outcome = fc.check(
      fc.property(arbitraryData(event), (data) => {
        const entry = toEntry(event, event.data.parse(data), metadata);
        const delivered = { source: entry.Source, "detail-type": entry.DetailType };
        parseEvent([event], { ...delivered, detail: JSON.parse(entry.Detail) });
      }),
      { numRuns: 100, seed: 20261123 },
    );

    expect(outcome.errorInstance).toBeNull();
  },
);
