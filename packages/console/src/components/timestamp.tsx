import { clockTime, fullTime } from "./format.ts";

/** The time of day; the date is in its title. */
export const Timestamp = ({ at }: { at: number }) => (
  <time className="number faint small at" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
    {clockTime(at)}
  </time>
);
