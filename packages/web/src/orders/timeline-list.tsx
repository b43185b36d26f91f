import { timeOf } from "../ui/time.ts";
import { statusName } from "./status-texts.ts";
import type { Stop } from "./timeline.ts";

export const TimelineList = ({ stops }: { stops: readonly Stop[] }) => (
  <ol className="timeline">
    {stops.map(({ step, state, at, sequence }) => (
      <li
        key={step}
        data-state={state}
        data-status={step}
        aria-current={state === "now" ? "step" : undefined}
      >
        <span className="timeline-mark" aria-hidden="true" />
        <span className="timeline-name">{statusName[step]}</span>
        <span className="timeline-facts">
          {at && <time dateTime={at}>{timeOf(at)}</time>}
          {sequence && state !== "next" && (
            <abbr title={`Change number ${sequence} of this order`}>#{sequence}</abbr>
          )}
        </span>
      </li>
    ))}
  </ol>
);
