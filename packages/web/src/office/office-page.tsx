import "../styles/office.css";
import type { AuditsView, ClosingsView, DisputesView, ImportsView } from "@sourdough/events-schema/http";
import type { Connection } from "@sourdough/order-client";
import { useCustomer } from "../account/customer-context.tsx";
import { StaffOnly } from "../account/staff-only.tsx";
import { useNow } from "../kitchen/use-now.ts";
import { ConnectionSign } from "../orders/connection-sign.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { AuditPanel } from "./audits/audit-panel.tsx";
import { ClosingPanel } from "./closings/closing-panel.tsx";
import { DisputePanel } from "./disputes/dispute-panel.tsx";
import { ImportPanel } from "./imports/import-panel.tsx";
import { useOffice } from "./use-office.ts";

/** What the chain's office looks after, live: the menu, money that customers want back, closing times, the audit. */
export const OfficePage = () => {
  const { customer } = useCustomer();
  if (customer === undefined) return null;
  if (!customer?.groups.includes("staff")) return <StaffOnly place="office" toSee="what the office does" />;
  return <Office />;
};

/** As good as the worst of them. */
const worst = (connections: readonly Connection[]): Connection =>
  connections.find((one) => one === "reconnecting") ??
  connections.find((one) => one === "connecting") ??
  "live";

const Office = () => {
  const now = useNow();
  const imports = useOffice<ImportsView>("imports");
  const disputes = useOffice<DisputesView>("disputes");
  const closings = useOffice<ClosingsView>("closings");
  const audits = useOffice<AuditsView>("audits");
  return (
    <div className="office">
      <header className="office-head">
        <PageTitle tab="Office">Office</PageTitle>
        <ConnectionSign
          connection={worst([imports, disputes, closings, audits].map(({ connection }) => connection))}
        />
      </header>
      <div className="desk">
        <ImportPanel live={imports} now={now} />
        <DisputePanel live={disputes} now={now} />
        <div className="desk-side">
          <ClosingPanel live={closings} now={now} />
          <AuditPanel live={audits} now={now} />
        </div>
      </div>
    </div>
  );
};
