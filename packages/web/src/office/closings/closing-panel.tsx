import type { ClosingsView, StoreDays } from "@sourdough/events-schema/http";
import { useShop } from "../../shop/shop-context.tsx";
import { counted } from "../counts.ts";
import { StoreClock } from "../drawings.tsx";
import { Panel } from "../panel.tsx";
import { until } from "../until.ts";
import type { OfficeList } from "../use-office.ts";
import { dayInWords, storeTime } from "./store-time.ts";

interface Props {
  live: OfficeList<ClosingsView>;
  now: number;
}

/** When the stores close their day, each by its own clock, and how they closed it last. */
export const ClosingPanel = ({ live, now }: Props) => (
  <Panel name="Closing time" tone="night" live={live} skeleton={3}>
    <ul className="closings">
      {live.list?.closings.map((days) => (
        <Closing key={days.storeId} days={days} now={now} />
      ))}
    </ul>
  </Panel>
);

const Closing = ({ days, now }: { days: StoreDays; now: number }) => {
  const { stores } = useShop();
  const { storeId, timeZone, closesAt, remindersPending, lastClosing } = days;
  const store = stores.data?.find((one) => one.storeId === storeId);
  const closing = storeTime(closesAt, timeZone);
  return (
    <li className="closing" data-store={storeId}>
      <StoreClock now={storeTime(now, timeZone).hours} closes={closing.hours} />
      <div>
        <h3>{store?.name.replace(/^Sourdough /, "") ?? storeId}</h3>
        <p className="closing-next">
          closes at <time dateTime={closesAt}>{closing.words}</time>, {until(closesAt, now)}
        </p>
        <p className="closing-last">
          {lastClosing
            ? `${dayInWords(lastClosing.businessDay)}: ${lastClosing.notCollected === 0 ? "all collected" : `${counted(lastClosing.notCollected, "order")} not collected`}`
            : "Never closed yet"}
          {remindersPending > 0 && ` · ${counted(remindersPending, "reminder")} to come`}
        </p>
        {lastClosing && lastClosing.failed > 0 && (
          <p className="closing-failed">{counted(lastClosing.failed, "order")} could not be closed</p>
        )}
      </div>
    </li>
  );
};
