import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Send } from "lucide-react";
import { useState } from "react";
import type { EventCatalogue, EventContractInfo } from "sourdough-local/console-api";
import { post, RequestError } from "../api/http.ts";
import { Chip } from "../components/chip.tsx";
import { JsonEditor, pretty } from "../components/json.tsx";
import { linkTo } from "../shell/route.ts";
import { Problem } from "../trace/problem.tsx";

/** One kind of event that can be sent: by contract, or only seen. */
export interface Sendable {
  key: string;
  source: string;
  detailType: string;
  example: unknown;
  count: number;
  contract?: EventContractInfo;
}

export const parse = (text: string): { detail?: unknown; error?: string } => {
  try {
    return { detail: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message };
  }
};

/** Writes an event from an example and sends it; what breaks the contract is marked where it stands. */
export const Composer = ({
  event,
  buses,
  draft,
}: {
  event: Sendable;
  buses: EventCatalogue["buses"];
  draft?: string;
}) => {
  const [bus, setBus] = useState(buses[0]?.name ?? "default");
  const [text, setText] = useState(() => draft ?? pretty(event.example));
  const { detail, error } = parse(text);
  const send = useMutation({
    mutationFn: (force: boolean) =>
      post("/api/events", {}, { bus, source: event.source, detailType: event.detailType, detail, force }),
  });
  const invalid = send.error instanceof RequestError && send.error.code === "InvalidEvent" && send.error;
  const marks = invalid
    ? invalid.issues.map((issue) => ({ ...issue, path: issue.path.replace(/^detail\./, "") }))
    : [];
  return (
    <form
      className="composer"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        send.mutate(false);
      }}
    >
      <header>
        <h2>
          {event.detailType} {event.contract && <Chip>v{event.contract.version}</Chip>}
        </h2>
        <p className="quiet">
          {event.contract?.description ?? "Seen on the bus; no contract describes it."} From{" "}
          <code>{event.source}</code>.
        </p>
        {event.contract && event.contract.rules.length > 0 && (
          <p className="small quiet">
            Caught by{" "}
            {event.contract.rules.map((rule, index) => (
              <span key={rule}>
                {index > 0 && ", "}
                <b>{rule}</b>
              </span>
            ))}
            .
          </p>
        )}
        {event.contract?.rules.length === 0 && (
          <p className="small quiet">No rule catches it: it will reach nobody.</p>
        )}
      </header>
      <div className="page-actions">
        {buses.length > 1 && (
          <select
            className="input"
            aria-label="Bus"
            value={bus}
            onChange={(changed) => setBus(changed.target.value)}
          >
            {buses.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        )}
        {event.contract && event.contract.examples.length > 1 && (
          <select
            className="input"
            aria-label="Begin from an example"
            defaultValue="0"
            onChange={(changed) => setText(pretty(event.contract?.examples[Number(changed.target.value)]))}
          >
            {event.contract.examples.map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: examples have no name but their place
              <option key={index} value={index}>
                Example {index + 1}
              </option>
            ))}
          </select>
        )}
      </div>
      <JsonEditor label={`Detail of ${event.detailType}`} text={text} onChange={setText} marks={marks} />
      <div className="page-actions">
        <button type="submit" className="button primary" disabled={send.isPending || error !== undefined}>
          <Send aria-hidden="true" /> Send
        </button>
        {invalid && (
          <button
            type="button"
            className="button danger"
            disabled={send.isPending}
            onClick={() => send.mutate(true)}
          >
            Send it although it breaks the contract
          </button>
        )}
        {error && <span className="small quiet">Not JSON yet: {error}</span>}
      </div>
      {send.error && (
        <div role="alert">
          <Problem
            error={{
              code: invalid ? invalid.code : "Not sent",
              message: send.error.message,
              issues: invalid ? marks : undefined,
            }}
          />
        </div>
      )}
      {send.data && (
        <div className="notice good" role="status">
          <CircleCheck aria-hidden="true" />
          <p>
            Sent as <code>{send.data.eventId}</code>.{" "}
            <a href={linkTo("trace", [send.data.traceId])}>See what it set off</a>
          </p>
        </div>
      )}
    </form>
  );
};
