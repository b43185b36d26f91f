import type { AuditsView, ClosingsView, StoreDays } from "@sourdough/events-schema/http";
import { dayOf } from "../../ui/time.ts";
import { counted } from "../counts.ts";
import { StoreClock } from "../drawings.tsx";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { until } from "../until.ts";
import { useStoreName } from "../view/use-store-name.ts";
import { dayInWords, nextClosing, storeHours } from "./store-time.ts";

interface Props {
  live: Live<ClosingsView>;
  audits: AuditsView | undefined;
  now: number;
}

/** What the clock does by itself: when, each by its own time zone, and how it went last. */
export const SchedulePanel = ({ live, audits, now }: Props) => {
  const reminders = live.list?.remindersPending ?? 0;
  return (
    <Panel
      id="schedules"
      name="Schedules"
      tone="night"
      live={live}
      skeleton={3}
      aside={reminders > 0 ? `${counted(reminders, "reminder")} to come` : undefined}
    >
      <ul className="closings">
        {live.list?.closings.map((days) => (
          <Closing key={days.storeId} days={days} now={now} />
        ))}
        {audits && <NextAudit audits={audits} now={now} />}
      </ul>
    </Panel>
  );
};

interface RunProps {
  name: string;
  /** For screen readers, between name and time. */
  does: string;
  at: string;
  timeZone: string;
  now: number;
  last: string;
  failure?: string | undefined;
  store?: string;
}

const Run = ({ name, does, at, timeZone, now, last, failure, store }: RunProps) => {
  const next = nextClosing(at, timeZone, now);
  return (
    <li className="closing" data-store={store}>
      <StoreClock now={storeHours(now, timeZone)} closes={storeHours(next, timeZone)} />
      <div>
        <h3>
          {name} <span className="visually-hidden">{does} at </span>
          <time dateTime={new Date(next).toISOString()}>{at}</time>
        </h3>
        <p className="closing-next">
          <span className="visually-hidden">next </span>
          {until(next, now)}
        </p>
        <p className="closing-last">{last}</p>
        {failure && <p className="closing-failed">{failure}</p>}
      </div>
    </li>
  );
};

const Closing = ({ days, now }: { days: StoreDays; now: number }) => {
  const nameOf = useStoreName();
  const { storeId, timeZone, closingTime, lastClosing } = days;
  return (
    <Run
      store={storeId}
      name={nameOf(storeId)}
      does="closes"
      at={closingTime}
      timeZone={timeZone}
      now={now}
      last={lastClosing ? lastWords(lastClosing) : "Never closed yet"}
      failure={
        lastClosing && lastClosing.failed > 0
          ? `${counted(lastClosing.failed, "order")} could not be closed`
          : undefined
      }
    />
  );
};

const lastWords = ({ businessDay, notCollected }: NonNullable<StoreDays["lastClosing"]>) =>
  `${dayInWords(businessDay)}: ${notCollected === 0 ? "nothing left over" : `${counted(notCollected, "order")} not collected`}`;

const verdicts = { RUNNING: "counting now", PASSED: "the books agree", FAILED: "differences" } as const;

const NextAudit = ({ audits: { audits, nightly }, now }: { audits: AuditsView; now: number }) => {
  const [last] = audits;
  return (
    <Run
      name="Audit"
      does="is"
      at={nightly.at}
      timeZone={nightly.timeZone}
      now={now}
      last={last ? `${dayOf(last.startedAt)}: ${verdicts[last.status]}` : "Never run yet"}
    />
  );
};
