import type { ClosingsView, StoreDays } from "@sourdough/events-schema/http";
import { useShop } from "../../shop/shop-context.tsx";
import { counted } from "../counts.ts";
import { StoreClock } from "../drawings.tsx";
import { Panel } from "../panel.tsx";
import { until } from "../until.ts";
import type { OfficeList } from "../use-office.ts";
import { dayInWords, nextClosing, storeHours } from "./store-time.ts";

interface Props {
  live: OfficeList<ClosingsView>;
  now: number;
}

/** When the stores close their day, each by its own clock, and how they closed it last. */
export const ClosingPanel = ({ live, now }: Props) => {
  const reminders = live.list?.remindersPending ?? 0;
  return (
    <Panel
      name="Closing time"
      tone="night"
      live={live}
      skeleton={3}
      aside={reminders > 0 ? `${counted(reminders, "reminder")} to come` : undefined}
    >
      <ul className="closings">
        {live.list?.closings.map((days) => (
          <Closing key={days.storeId} days={days} now={now} />
        ))}
      </ul>
    </Panel>
  );
};

const Closing = ({ days, now }: { days: StoreDays; now: number }) => {
  const { stores } = useShop();
  const { storeId, timeZone, closingTime, lastClosing } = days;
  const store = stores.data?.find((one) => one.storeId === storeId);
  const closes = nextClosing(closingTime, timeZone, now);
  return (
    <li className="closing" data-store={storeId}>
      <StoreClock now={storeHours(now, timeZone)} closes={storeHours(closes, timeZone)} />
      <div>
        <h3>
          {store?.name.replace(/^Sourdough /, "") ?? storeId}{" "}
          <span className="visually-hidden">closes at </span>
          <time dateTime={new Date(closes).toISOString()}>{closingTime}</time>
        </h3>
        <p className="closing-next">{until(closes, now)}</p>
        <p className="closing-last">{lastClosing ? lastWords(lastClosing) : "Never closed yet"}</p>
        {lastClosing && lastClosing.failed > 0 && (
          <p className="closing-failed">{counted(lastClosing.failed, "order")} could not be closed</p>
        )}
      </div>
    </li>
  );
};

const lastWords = ({ businessDay, notCollected }: NonNullable<StoreDays["lastClosing"]>) =>
  `${dayInWords(businessDay)}: ${notCollected === 0 ? "nothing left over" : `${counted(notCollected, "order")} not collected`}`;
