import type { Cancel } from "../../core/clock.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { StreamHours } from "./billing.ts";
import type { ConsumerStore } from "./consumers.ts";
import type { StreamStore } from "./stream-store.ts";

const HOUR_MS = 3_600_000;

/** Records what streams cost by the hour: at the beginning of each, as an hour that began is paid. Returns how to stop. */
export const countHours = (
  { clock, journal }: Pick<Cloud, "clock" | "journal">,
  store: StreamStore,
  consumers: ConsumerStore,
): (() => void) => {
  const startedAt = clock.now();
  let counted = 0;
  let cancel: Cancel | undefined;
  const count = () => {
    // A clock that was moved may have passed several.
    const begun = Math.floor((clock.now() - startedAt) / HOUR_MS) + 1;
    const hours = begun - counted;
    counted = begun;
    for (const stream of store.all()) {
      const output: StreamHours = {
        hours,
        mode: stream.mode,
        shards: stream.openShards().length,
        consumers: consumers.of(stream).length,
        retentionHours: stream.retentionHours,
      };
      journal.record({ service: "kinesis", action: "HoursPassed", resource: stream.arn, output });
    }
    cancel = clock.schedule(startedAt + begun * HOUR_MS - clock.now(), count);
  };
  count();
  return () => cancel?.();
};
