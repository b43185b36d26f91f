import "../styles/office.css";
import "../styles/office-charts.css";
import "../styles/office-figures.css";
import type {
  AuditsView,
  ClosingsView,
  DisputesView,
  ExperimentsView,
  ImportsView,
} from "@sourdough/events-schema/http";
import { useCallback, useEffect, useMemo } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { StaffOnly } from "../account/staff-only.tsx";
import { ConnectionSign } from "../orders/connection-sign.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { AuditPanel } from "./audits/audit-panel.tsx";
import { SchedulePanel } from "./closings/schedule-panel.tsx";
import { DemandPanel } from "./demand/demand-panel.tsx";
import { DisputePanel } from "./disputes/dispute-panel.tsx";
import { ExperimentPanel } from "./experiments/experiment-panel.tsx";
import { ImportPanel } from "./imports/import-panel.tsx";
import { worst } from "./live/together.ts";
import { useTopic } from "./live/use-live.ts";
import { useStores } from "./live/use-stores.ts";
import { SalesPanel } from "./sales/sales-panel.tsx";
import { watchSales } from "./sales/watch-sales.ts";
import { SectionNav } from "./section-nav.tsx";
import { StockPanel } from "./stock/stock-panel.tsx";
import { DayPicker } from "./view/day-picker.tsx";
import { StoreFilter } from "./view/store-filter.tsx";
import { inView, zonesOf } from "./view/stores-in-view.ts";
import { useBakeryNow, useClockAhead } from "./view/use-bakery-now.ts";
import { useView } from "./view/use-view.ts";

/** What the chain's office looks after, live: what is sold and wanted, and what wants somebody. */
export const OfficePage = () => {
  const { customer } = useCustomer();
  if (customer === undefined) return null;
  if (!customer?.groups.includes("staff")) return <StaffOnly place="office" toSee="what the office does" />;
  return <Office />;
};

/** What an address with an anchor names is there only now. */
const useScrollToAnchor = () =>
  useEffect(() => {
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);

const Office = () => {
  const { view, look } = useView();
  const { stores } = useShop();
  const imports = useTopic<ImportsView>("imports");
  const disputes = useTopic<DisputesView>("disputes");
  const closings = useTopic<ClosingsView>("closings");
  const audits = useTopic<AuditsView>("audits");
  const experiments = useTopic<ExperimentsView>("experiments");
  useScrollToAnchor();

  const ahead = useClockAhead(closings);
  const now = useBakeryNow(ahead);
  const zones = useMemo(
    () => zonesOf(closings.list, closings.problem && stores.data),
    [closings.list, closings.problem, stores.data],
  );
  const seen = zones && inView(zones, view, now);
  const storeIds = seen?.chosen.map(({ storeId }) => storeId);
  const timeZones = seen?.chosen.map(({ timeZone }) => timeZone).join(" ");
  const day = seen?.day;

  const sales = useStores(
    storeIds,
    // biome-ignore lint/correctness/useExhaustiveDependencies: the zones by what they are, not by the list they are in.
    useCallback(
      (office, storeId, options) => {
        const { timeZone } = zones!.find((zone) => zone.storeId === storeId)!;
        return watchSales(office, { storeId, timeZone, day: day! }, options);
      },
      [timeZones, day],
    ),
  );
  const demand = useStores(
    storeIds,
    useCallback(
      (office, storeId, options) =>
        office.watchDemand(storeId, { ...options, now: () => Date.now() + ahead }),
      [ahead],
    ),
  );
  const stock = useStores(
    storeIds,
    useCallback((office, storeId, options) => office.watchLowStock(storeId, options), []),
  );

  const parts = [sales, demand, stock, experiments, disputes, imports, closings, audits];
  const low = (stock.list ?? []).reduce((sum, { items }) => sum + items.length, 0);
  const open = disputes.list?.disputes.filter(({ status }) => status === "OPEN").length;
  const differences = audits.list?.audits[0]?.differences.length;
  const onStore = (storeId: string | undefined) => look({ storeId });
  return (
    <div className="office">
      <header className="office-head">
        <PageTitle tab="Office">Office</PageTitle>
        {seen && zones.length > 1 && (
          <StoreFilter
            storeIds={zones.map(({ storeId }) => storeId)}
            chosen={seen.storeId}
            onChoose={onStore}
          />
        )}
        {seen && <DayPicker day={seen.day} today={seen.today} onChoose={(chosen) => look({ day: chosen })} />}
        <ConnectionSign connection={worst(parts.map(({ connection }) => connection))} />
      </header>
      <SectionNav
        sections={[
          { id: "sales", name: "Sales" },
          { id: "demand", name: "Demand" },
          { id: "stock", name: "Low stock", urgent: low },
          { id: "experiments", name: "A/B test" },
          { id: "disputes", name: "Disputes", urgent: open },
          { id: "menu", name: "Menu" },
          { id: "schedules", name: "Schedules" },
          { id: "audits", name: "Audits", urgent: differences },
        ]}
      />
      <div className="desk">
        <SalesPanel live={sales} now={now} onStore={onStore} />
        <DemandPanel live={demand} now={now} timeZone={seen?.timeZone} />
        <StockPanel live={stock} />
        <ExperimentPanel live={experiments} />
        <DisputePanel live={disputes} now={now} />
        <ImportPanel live={imports} />
        <SchedulePanel live={closings} audits={audits.list} now={now} />
        <AuditPanel live={audits} />
      </div>
    </div>
  );
};
