import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("EventBridge", "eventbridge/pricing");
export const events = price(
  "Custom events",
  1,
  million,
  "For each 64 KB; delivery to targets of the same account is free.",
);
export const apiDestinationCalls = price("API destination calls", 0.2, million);
export const replayedEvents = price("Replayed events", 1, million, "For each 64 KB, as custom events.");
export const archiveProcessing = price("GB archived", 0.1, 1);
export const archiveStorage = price(
  "GB-months in archives",
  0.023,
  1,
  "For a month: counted for as long as the archive keeps an event, or a month where it keeps it for ever.",
);
