import type { Expression } from "@sourdough/workflow-kit";

/**
 * The day at a store, `YYYY-MM-DD`, when it is `closingTime` (`HH:MM`) by the store's clock and `instant` (ISO 8601) in
 * the world. JSONata knows no time zones; but the two tell how far the store's clock is ahead of UTC, from 10 hours
 * behind it to less than 14 before.
 */
export const businessDay = (instant: Expression, closingTime: Expression): Expression => `(
  $instant := $toMillis(${instant});
  $clock := $split(${closingTime}, ':').$number($);
  $ahead := ($clock[0] * 60 + $clock[1] - $floor($instant / 60000) % 1440 + 1440) % 1440;
  $substring($fromMillis($instant + ($ahead >= 840 ? $ahead - 1440 : $ahead) * 60000), 0, 10)
)`;
