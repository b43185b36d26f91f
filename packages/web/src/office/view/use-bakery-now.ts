import type { ClosingsView } from "@sourdough/events-schema/http";
import { useNow } from "../../kitchen/use-now.ts";
import type { Live } from "../live/use-live.ts";

const minute = 60_000;

/**
 * How far the bakery's clock is ahead of this machine's, in milliseconds, whole minutes: a request takes a while. A
 * reader's clock may be wrong, that of a local cloud was perhaps moved, and a day's sales are by the bakery's.
 */
export const useClockAhead = ({ list, asOf }: Pick<Live<ClosingsView>, "list" | "asOf">) =>
  list && asOf ? Math.round((Date.parse(list.now) - asOf) / minute) * minute : 0;

/** The time at the bakery. */
export const useBakeryNow = (ahead: number) => useNow() + ahead;
