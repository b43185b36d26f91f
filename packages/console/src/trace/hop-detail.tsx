import { Dialog } from "@base-ui/react/dialog";
import { Tabs } from "@base-ui/react/tabs";
import { Columns2, ExternalLink, Map as MapIcon, Send, X } from "lucide-react";
import { useState } from "react";
import type { HopDetail as Hop, Payload, TraceHop } from "sourdough-local/console-api";
import { useHop } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { CopyableId, CopyButton } from "../components/copy.tsx";
import { bytes, dollars, duration } from "../components/format.ts";
import { Json, JsonDifference } from "../components/json.tsx";
import { Failure, Loading } from "../components/state.tsx";
import { draftEvent } from "../events/draft.ts";
import { LogLines } from "../logs/log-lines.tsx";
import { go, linkTo } from "../shell/route.ts";
import { Problem } from "./problem.tsx";
import { serviceOf } from "./services.ts";

const Shown = ({ title, payload }: { title: string; payload: Payload }) => (
  <section className="payload">
    <h3>
      {title} <span className="faint small number">{bytes(payload.bytes)}</span>
    </h3>
    {payload.dropped ? (
      <p className="quiet small">
        The journal let go of this payload: it keeps a bounded amount, the newest first.
      </p>
    ) : (
      <Json value={payload.value} label={title} />
    )}
  </section>
);

const SideBySide = ({ before, after, from }: { before: Payload; after: Payload; from: string }) => (
  <Dialog.Root>
    <Dialog.Trigger className="button">
      <Columns2 aria-hidden="true" /> Side by side
    </Dialog.Trigger>
    <Dialog.Portal>
      <Dialog.Backdrop className="backdrop" />
      <Dialog.Popup className="modal wide">
        <header className="modal-head">
          <Dialog.Title>What the mapping made of it</Dialog.Title>
          <Dialog.Close className="icon-button" aria-label="Close">
            <X aria-hidden="true" />
          </Dialog.Close>
        </header>
        <div className="compare-heads small quiet" aria-hidden="true">
          <span>Before: {from}</span>
          <span>After</span>
        </div>
        <JsonDifference before={before.value} after={after.value} />
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
);

const Payloads = ({ hop }: { hop: Hop }) => {
  const { before, input, output } = hop;
  if (!before && !input && !output) return <p className="quiet">This hop carries no payload.</p>;
  return (
    <>
      {before && input && (
        <>
          <div className="row-top">
            <span className="small quiet">Mapped on its way from {before.from}.</span>
            {!before.dropped && !input.dropped && (
              <SideBySide before={before} after={input} from={before.from} />
            )}
          </div>
          <Shown title="Before the mapping" payload={before} />
        </>
      )}
      {input && <Shown title={before ? "After the mapping" : "In"} payload={input} />}
      {output && <Shown title="Out" payload={output} />}
    </>
  );
};

const TestEvent = ({ event }: { event: NonNullable<Hop["testEvent"]> }) => (
  <div className="page-actions">
    <CopyButton text={event.json}>Copy as test event</CopyButton>
    {event.kind === "event" && (
      <button
        type="button"
        className="button"
        onClick={() => {
          draftEvent(event.json);
          go(linkTo("events"));
        }}
      >
        <Send aria-hidden="true" /> Edit and send
      </button>
    )}
  </div>
);

const Costs = ({ hop }: { hop: Hop }) =>
  hop.cost.length === 0 ? (
    <p className="quiet">AWS asks nothing for this hop.</p>
  ) : (
    <table className="table">
      <thead>
        <tr>
          <th>Unit</th>
          <th className="right">Quantity</th>
          <th className="right">US dollars</th>
        </tr>
      </thead>
      <tbody>
        {hop.cost.map((cost) => (
          <tr key={cost.unit}>
            <td>{cost.unit}</td>
            <td className="right">{Number(cost.quantity.toPrecision(3))}</td>
            <td className="right">{dollars(cost.usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

interface Props {
  hop: TraceHop;
  traceId: string;
  onClose: () => void;
  onPick: (id: number) => void;
}

export const HopDetail = ({ hop, traceId, onClose, onPick }: Props) => {
  const result = useHop(hop.id);
  const [tab, setTab] = useState("payload");
  const { icon: Icon, label } = serviceOf(hop);
  const detail = result.data;
  const logs = detail?.logs ?? hop.logs ?? [];
  return (
    <aside className="hop-detail panel" aria-label={`${hop.action} ${hop.resource}`}>
      <header>
        <span className="hop-icon">
          <Icon aria-hidden="true" />
        </span>
        <div>
          <h2>{hop.action}</h2>
          <p className="quiet">{hop.resource}</p>
        </div>
        <button type="button" className="icon-button" onClick={onClose} aria-label="Close">
          <X aria-hidden="true" />
        </button>
      </header>
      <div className="row-sub">
        <span>{label}</span>
        <AreaChip area={hop.area} />
        <span className="number">at {duration(hop.startMs)}</span>
        {hop.durationMs !== undefined && <span className="number">took {duration(hop.durationMs)}</span>}
        {hop.attempt !== undefined && <Chip tone={hop.attempt > 1 ? "warn" : ""}>attempt {hop.attempt}</Chip>}
      </div>
      {hop.error && <Problem error={hop.error} />}
      {result.error ? (
        <Failure error={result.error} retry={result.refetch} what="This hop" />
      ) : !detail ? (
        <Loading rows={4} />
      ) : (
        <>
          {detail.testEvent && <TestEvent event={detail.testEvent} />}
          <Tabs.Root value={tab} onValueChange={setTab}>
            <Tabs.List className="choices" aria-label="About this hop">
              <Tabs.Tab className="choice" value="payload">
                Payload
              </Tabs.Tab>
              <Tabs.Tab className="choice" value="logs">
                Logs {logs.length > 0 && logs.length}
              </Tabs.Tab>
              <Tabs.Tab className="choice" value="about">
                About
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="payload" className="hop-panel">
              <Payloads hop={detail} />
            </Tabs.Panel>
            <Tabs.Panel value="logs" className="hop-panel">
              {logs.length > 0 ? (
                <LogLines lines={logs} />
              ) : (
                <p className="quiet">No function wrote a line here.</p>
              )}
            </Tabs.Panel>
            <Tabs.Panel value="about" className="hop-panel">
              <dl className="facts">
                <dt>Hop</dt>
                <dd className="number">{hop.id}</dd>
                <dt>Resource</dt>
                <dd>
                  <CopyableId id={hop.arn} />
                </dd>
                {hop.source && (
                  <>
                    <dt>Called by</dt>
                    <dd>
                      <CopyableId id={hop.source} />
                    </dd>
                  </>
                )}
                {hop.causes.length > 0 && (
                  <>
                    <dt>{hop.causes.length > 1 ? "Causes" : "Cause"}</dt>
                    <dd className="page-actions">
                      {hop.causes.map((cause) => (
                        <a
                          key={cause}
                          className="number"
                          href={linkTo("trace", [traceId, cause])}
                          onClick={(event) => {
                            event.preventDefault();
                            onPick(cause);
                          }}
                        >
                          {cause}
                        </a>
                      ))}
                    </dd>
                  </>
                )}
              </dl>
              {hop.node && (
                <a className="button" href={linkTo("map", [hop.node])}>
                  <MapIcon aria-hidden="true" /> Show on the map
                </a>
              )}
              <h3>What it costs on AWS</h3>
              <Costs hop={detail} />
              <a className="small" href={linkTo("cost", [traceId])}>
                The whole journey's cost <ExternalLink size={12} aria-hidden="true" />
              </a>
            </Tabs.Panel>
          </Tabs.Root>
        </>
      )}
    </aside>
  );
};
