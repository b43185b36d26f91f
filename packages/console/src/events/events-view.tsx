import { useMemo, useState } from "react";
import type { EventCatalogue } from "sourdough-local/console-api";
import { useEvents } from "../api/use-api.ts";
import { Chip } from "../components/chip.tsx";
import { count } from "../components/format.ts";
import { pretty } from "../components/json.tsx";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { Composer, parse, type Sendable } from "./composer.tsx";
import { takeDraft } from "./draft.ts";
import "./events.css";

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
            draft={picked === drafted?.found ? drafted.text : undefined}
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
