import { Slider } from "@base-ui/react/slider";
import { useMutation } from "@tanstack/react-query";
import { Dices, OctagonX } from "lucide-react";
import { useState } from "react";
import type { FaultSettings, FaultState } from "sourdough-local/console-api";
import { post } from "../api/http.ts";
import { queries } from "../api/live.ts";
import { useFaults } from "../api/use-api.ts";
import { Chip } from "../components/chip.tsx";
import { CopyButton } from "../components/copy.tsx";
import { count, duration } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Loaded } from "../components/state.tsx";
import { ClockPanel } from "./clock-panel.tsx";
import "./faults.css";

type Kind = "duplicate" | "delay" | "reorder" | "fail" | "throttle";

const kinds: readonly { kind: Kind; title: string; what: string }[] = [
  {
    kind: "duplicate",
    title: "Duplicate",
    what: "The same message arrives twice. SQS, SNS and EventBridge all may.",
  },
  {
    kind: "delay",
    title: "Delay",
    what: "A message arrives later than it was sent, by up to the time below.",
  },
  { kind: "reorder", title: "Reorder", what: "A message lets those behind it pass." },
  {
    kind: "fail",
    title: "Fail",
    what: "A delivery is lost until it is tried again, or a function dies at a call.",
  },
  {
    kind: "throttle",
    title: "Throttle",
    what: "A Kinesis stream refuses a record of a request, as if its shard were full.",
  },
];

const seldom: Omit<FaultSettings, "seed"> = {
  duplicate: 0.05,
  delay: 0.1,
  delayMs: 500,
  reorder: 0.05,
  fail: 0.01,
  throttle: 0.05,
};
const storm: Omit<FaultSettings, "seed"> = {
  duplicate: 0.3,
  delay: 0.4,
  delayMs: 2_000,
  reorder: 0.3,
  fail: 0.1,
  throttle: 0.3,
};
const calm: Omit<FaultSettings, "seed"> = {
  duplicate: 0,
  delay: 0,
  delayMs: 500,
  reorder: 0,
  fail: 0,
  throttle: 0,
};

const settingsOf = ({
  seed,
  duplicate,
  delay,
  delayMs,
  reorder,
  fail,
  throttle,
}: FaultState): FaultSettings => ({
  seed,
  duplicate,
  delay,
  delayMs,
  reorder,
  fail,
  throttle,
});

const Share = ({
  title,
  what,
  share,
  done,
  onChange,
}: {
  title: string;
  what: string;
  share: number;
  done: number;
  onChange: (share: number) => void;
}) => (
  <Slider.Root
    className="fault panel"
    value={Math.round(share * 100)}
    max={100}
    onValueChange={(value) => onChange(Number(value) / 100)}
    format={{ style: "unit", unit: "percent" }}
    data-on={share > 0 ? "" : undefined}
  >
    <div className="row-top">
      <Slider.Label className="fault-title">{title}</Slider.Label>
      <Slider.Value className="fault-value number" />
    </div>
    <p className="small quiet">{what}</p>
    <Slider.Control className="slider">
      <Slider.Track className="slider-track">
        <Slider.Indicator className="slider-indicator" />
        <Slider.Thumb className="slider-thumb" aria-label={title} />
      </Slider.Track>
    </Slider.Control>
    <p className="small faint number">{done === 0 ? "None yet" : `${count(done)} so far`}</p>
  </Slider.Root>
);

const Faults = ({ state }: { state: FaultState }) => {
  const [draft, setDraft] = useState(settingsOf(state));
  const apply = useMutation({
    mutationFn: (settings: FaultSettings) => post("/api/faults", {}, settings),
    onSuccess: (now) => {
      queries.setQueryData(["faults"], now);
      setDraft(settingsOf(now));
    },
  });
  const set = (change: Partial<FaultSettings>) => setDraft({ ...draft, ...change });
  const changed = JSON.stringify(draft) !== JSON.stringify(settingsOf(state));
  return (
    <>
      <section className="fault-bar panel" data-on={state.active ? "" : undefined}>
        <div>
          <h2>{state.active ? "Trouble is on" : "All is calm"}</h2>
          <p className="small quiet number">
            {state.active
              ? `${count(state.deliveries)} deliveries since, from seed ${state.seed}.`
              : "Every message arrives once, at once and in order."}
          </p>
        </div>
        <div className="page-actions">
          {[
            { name: "Now and then", preset: seldom },
            { name: "Storm", preset: storm },
          ].map(({ name, preset }) => (
            <button
              key={name}
              type="button"
              className="button"
              disabled={apply.isPending}
              onClick={() => apply.mutate({ ...preset, seed: draft.seed })}
            >
              {name}
            </button>
          ))}
          {state.active && (
            <button
              type="button"
              className="button danger"
              disabled={apply.isPending}
              onClick={() => apply.mutate({ ...calm, seed: draft.seed })}
            >
              <OctagonX aria-hidden="true" /> Calm down
            </button>
          )}
        </div>
      </section>
      <div className="fault-grid">
        {kinds.map(({ kind, title, what }) => (
          <Share
            key={kind}
            title={title}
            what={what}
            share={draft[kind]}
            done={state.injected[kind]}
            onChange={(share) => set({ [kind]: share })}
          />
        ))}
      </div>
      <div className="page-actions fault-apply">
        <label className="field">
          Longest delay
          <select
            className="input"
            value={draft.delayMs}
            onChange={(event) => set({ delayMs: Number(event.target.value) })}
          >
            {[...new Set([100, 500, 1_000, 2_000, 5_000, 15_000, draft.delayMs])]
              .sort((a, b) => a - b)
              .map((ms) => (
                <option key={ms} value={ms}>
                  {duration(ms)}
                </option>
              ))}
          </select>
        </label>
        <label className="field">
          Seed
          <input
            className="input number"
            style={{ width: "8rem" }}
            type="number"
            min={0}
            step={1}
            value={draft.seed}
            onChange={(event) => set({ seed: Math.max(0, Math.trunc(Number(event.target.value))) })}
          />
        </label>
        <button
          type="button"
          className="icon-button"
          aria-label="Another seed"
          title="Another seed"
          onClick={() => set({ seed: Math.floor(Math.random() * 10_000) })}
        >
          <Dices aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button primary"
          disabled={!changed || apply.isPending}
          onClick={() => apply.mutate(draft)}
        >
          Apply
        </button>
        {changed && <Chip tone="info">not applied yet</Chip>}
      </div>
      {apply.error && (
        <div className="notice bad" role="alert">
          {apply.error.message}
        </div>
      )}
      <section className="repeat">
        <h2>Repeat this run</h2>
        <p className="quiet small">The same seed draws the same lots, delivery by delivery.</p>
        <div className="page-actions">
          <code className="command">{state.command}</code>
          <CopyButton text={state.command}>Copy</CopyButton>
        </div>
      </section>
    </>
  );
};

export const FaultsView = () => {
  const result = useFaults();
  return (
    <Page
      title="Faults"
      lead="What AWS does on a bad day, on purpose, and the time it takes. A system that is right absorbs it: what was begun ends, and nothing is lost or happens twice."
    >
      <Loaded result={result} what="The faults in force">
        {(state) => <Faults state={state} />}
      </Loaded>
      <ClockPanel />
    </Page>
  );
};
