import type { EventCatalogue, EventContractInfo } from "@sourdough/local-cloud/src/console/api.ts";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Send } from "lucide-react";
import { useMemo, useState } from "react";
import { post, RequestError } from "../api/http.ts";
import { useEvents } from "../api/use-api.ts";
import { Chip } from "../parts/bits.tsx";
import { count } from "../parts/format.ts";
import { JsonEditor, pretty } from "../parts/json.tsx";
import { Page } from "../parts/page.tsx";
import { Split } from "../parts/split.tsx";
import { Empty, Loaded } from "../parts/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { takeDraft } from "./draft.ts";
import "./events.css";

/** One kind of event that can be sent: by contract, or only seen. */
interface Sendable {
  key: string;
  source: string;
  detailType: string;
  example: unknown;
  count: number;
  contract?: EventContractInfo;
}

const sendables = (catalogue: EventCatalogue): Sendable[] => {
  const known = new Set(catalogue.contracts.map(({ source, detailType }) => `${source} ${detailType}`));
  return [
    ...catalogue.contracts.map((contract) => ({
      key: `${contract.source} ${contract.detailType} v${contract.version}`,
      source: contract.source,
      detailType: contract.detailType,
      example: contract.examples[0] ?? {},
      count: contract.count,
      contract,
    })),
    ...catalogue.seen
      .filter(({ source, detailType }) => !known.has(`${source} ${detailType}`))
      .map((seen) => ({
        key: `${seen.source} ${seen.detailType}`,
        source: seen.source,
        detailType: seen.detailType,
        example: seen.last ?? {},
        count: seen.count,
      })),
  ];
};

const parse = (text: string): { detail?: unknown; error?: string } => {
  try {
    return { detail: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message };
  }
};

const Composer = ({
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
      post(
        "/api/events",
        {},
        { bus, source: event.source, detailType: event.detailType, detail, ...(force ? { force } : {}) },
      ),
  });
  const invalid = send.error instanceof RequestError && send.error.code === "InvalidEvent";
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
      <JsonEditor label={`Detail of ${event.detailType}`} text={text} onChange={setText} />
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
        <div className="notice bad" role="alert">
          <p style={{ whiteSpace: "pre-wrap" }}>{send.error.message}</p>
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

const Catalogue = ({ catalogue }: { catalogue: EventCatalogue }) => {
  const { rest } = useRoute();
  const [draft] = useState(takeDraft);
  const [search, setSearch] = useState("");
  const all = useMemo(() => sendables(catalogue), [catalogue]);
  const drafted = useMemo(() => {
    const parsed =
      draft === undefined ? undefined : (parse(draft).detail as Record<string, unknown> | undefined);
    if (!parsed) return undefined;
    const type = parsed["detail-type"] ?? parsed.DetailType ?? parsed.detailType;
    const found = all.find(({ detailType }) => detailType === type);
    const detail = parsed.detail ?? parsed.Detail;
    return found && { found, text: pretty(typeof detail === "string" ? parse(detail).detail : detail) };
  }, [all, draft]);
  const shown = all.filter(({ key }) => key.toLowerCase().includes(search.toLowerCase()));
  const picked = all.find(({ key }) => key === rest[0]) ?? drafted?.found;
  const first = all[0];
  if (all.length === 0)
    return (
      <Empty title="No events are known yet">
        An app names its contracts with <code>localCloud.events</code> in package.json; without them, each
        event seen on a bus appears here.
      </Empty>
    );
  const sources = [...new Set(shown.map(({ source }) => source))];
  return (
    <Split
      back={linkTo("events")}
      list={
        <div className="panel rows">
          <div className="list-search">
            <input
              className="input"
              type="search"
              aria-label="Search the events"
              placeholder="Search the events"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          {sources.map((source) => (
            <div key={source}>
              <h2 className="group-title">{source}</h2>
              <ol className="rows">
                {shown
                  .filter((event) => event.source === source)
                  .map((event) => (
                    <li key={event.key}>
                      <a
                        className="row event-row"
                        href={linkTo("events", [event.key])}
                        aria-current={event === (picked ?? first) ? "true" : undefined}
                      >
                        <span className="row-title">
                          {event.detailType}{" "}
                          {event.contract && event.contract.version > 1 && (
                            <Chip>v{event.contract.version}</Chip>
                          )}
                        </span>
                        <span className="row-sub number">
                          {!event.contract && <Chip tone="warn">no contract</Chip>}
                          {event.count > 0 ? `${count(event.count)} seen` : "not yet seen"}
                        </span>
                      </a>
                    </li>
                  ))}
              </ol>
            </div>
          ))}
        </div>
      }
      detail={
        picked && (
          <Composer
            key={picked.key}
            event={picked}
            buses={catalogue.buses}
            {...(picked === drafted?.found ? { draft: drafted.text } : {})}
          />
        )
      }
      placeholder={first && <Composer key={first.key} event={first} buses={catalogue.buses} />}
    />
  );
};

export const EventsView = () => {
  const result = useEvents();
  return (
    <Page
      title="Send an event"
      lead="Put an event on the bus as its service would, and watch what it sets off."
    >
      <Loaded result={result} what="The catalogue of events">
        {(catalogue) => <Catalogue catalogue={catalogue} />}
      </Loaded>
    </Page>
  );
};
