import type { DisputesView, DisputeView } from "@sourdough/events-schema/http";
import { Shelf } from "../../drawings/shelf.tsx";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { DisputeSlip } from "./dispute-slip.tsx";

interface Props {
  live: Live<DisputesView>;
  now: number;
}

/** Whoever has to be answered comes first, and the most urgent of them; the others as they came. */
const rank = ({ status, answerBy }: DisputeView) => (status === "OPEN" ? Date.parse(answerBy) : Infinity);

/** Money that customers want back through their bank. */
export const DisputePanel = ({ live, now }: Props) => {
  const disputes = (live.list?.disputes ?? []).toSorted((a, b) =>
    rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0,
  );
  const open = disputes.filter(({ status }) => status === "OPEN");
  return (
    <Panel
      id="disputes"
      name="Disputes"
      tone={open.length > 0 ? "bad" : "plain"}
      live={live}
      aside={open.length > 0 ? `${open.length} to answer` : undefined}
      empty={
        disputes.length === 0 ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "cheesecake" }, { sku: "carrot-cake" }]} />
            <p>Nobody wants their money back.</p>
          </div>
        ) : undefined
      }
    >
      <ul className="slips">
        {disputes.map((dispute) => (
          <DisputeSlip
            key={dispute.disputeId}
            dispute={dispute}
            now={now}
            onAnswer={async (disputeId, answer) => live.office?.answerDispute(disputeId, answer)}
          />
        ))}
      </ul>
    </Panel>
  );
};
