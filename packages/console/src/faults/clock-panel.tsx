import { useMutation, useQuery } from "@tanstack/react-query";
import { FastForward } from "lucide-react";
import { get, post } from "../api/http.ts";
import { queries } from "../api/live.ts";

const hour = 3_600_000;
const jumps = [
  { name: "5 minutes", ms: hour / 12 },
  { name: "1 hour", ms: hour },
  { name: "1 day", ms: 24 * hour },
  { name: "1 week", ms: 7 * 24 * hour },
];

const shown = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

/** The one clock that everything waits on, and how to move it. */
export const ClockPanel = () => {
  const { data } = useQuery({
    queryKey: ["clock"],
    queryFn: ({ signal }) => get("/api/clock", {}, {}, signal),
    refetchInterval: 1_000,
  });
  const move = useMutation({
    mutationFn: (advanceMs: number) => post("/api/clock", {}, { advanceMs }),
    onSuccess: (state) => queries.setQueryData(["clock"], state),
  });
  return (
    <section className="fault-bar panel" data-on={data && data.aheadMs > 0 ? "" : undefined}>
      <div>
        <h2>{data ? shown.format(data.now) : "The clock"}</h2>
        <p className="small quiet">
          {data && data.aheadMs > 0
            ? "Ahead of this machine's. Only a restart brings it back."
            : "Schedules, timeouts and retries wait on this clock. What falls due in a jump happens at once."}
        </p>
        {move.error && (
          <p className="notice bad" role="alert">
            {move.error.message}
          </p>
        )}
      </div>
      <div className="page-actions">
        {jumps.map(({ name, ms }) => (
          <button
            key={name}
            type="button"
            className="button"
            aria-label={`Move the clock by ${name}`}
            disabled={move.isPending}
            onClick={() => move.mutate(ms)}
          >
            <FastForward aria-hidden="true" /> {name}
          </button>
        ))}
      </div>
    </section>
  );
};
