import type { Stream, StreamedRecord, StreamShard } from "sourdough-local/console-api";
import { useRecords, useStreams } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { bytes, fullTime, plural } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { PickList } from "../components/pick-list.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Failure, Loaded, Loading } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import "./streams.css";

const shortId = (shard: string) => shard.replace(/^shardId-0*(?=\d)/, "");
const ofShard = (name: string, shard?: string) => linkTo("streams", [name], { shard });

const Shards = ({ stream, picked }: { stream: Stream; picked: string | undefined }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section className="panel table-scroll" tabIndex={0} aria-label={`Shards of ${stream.label}`}>
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Shard</th>
          <th scope="col">Keys</th>
          <th scope="col">Kept</th>
          <th scope="col">Written</th>
          <th scope="col">Refused</th>
          <th scope="col">Last record</th>
        </tr>
      </thead>
      <tbody>
        {stream.shards.map(({ id, open, share, records, written, refused, lastAt, parents }: StreamShard) => (
          <tr key={id} aria-current={id === picked ? "true" : undefined}>
            <td title={id}>
              <span className="row-sub">
                <a href={ofShard(stream.name, id === picked ? undefined : id)}>Shard {shortId(id)}</a>
                {parents.length > 0 && `from ${parents.map(shortId).join(" and ")}`}
                {!open && <Chip>closed</Chip>}
              </span>
            </td>
            <td className="number">{`${(share * 100).toFixed(1)} %`}</td>
            <td className="number">{records}</td>
            <td className="number">{written}</td>
            <td className="number">{refused > 0 ? <Chip tone="warn">{refused}</Chip> : 0}</td>
            <td>{lastAt === undefined ? "none" : fullTime(lastAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Records = ({ records }: { records: readonly StreamedRecord[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section className="panel table-scroll" tabIndex={0} aria-label="Last records">
    <table className="table stream-records">
      <thead>
        <tr>
          <th scope="col">Came</th>
          <th scope="col">Shard</th>
          <th scope="col">Partition key</th>
          <th scope="col">Size</th>
          <th scope="col">Data</th>
        </tr>
      </thead>
      <tbody>
        {records.map(({ sequenceNumber, shard, partitionKey, at, size, data, base64, traceId }) => (
          <tr key={sequenceNumber}>
            <td title={sequenceNumber}>
              {traceId ? <a href={linkTo("trace", [traceId])}>{fullTime(at)}</a> : fullTime(at)}
            </td>
            <td className="number">{shortId(shard)}</td>
            <td>{partitionKey}</td>
            <td className="number">{bytes(size)}</td>
            <td title={base64 ? "Base64: it is no text" : data}>{data}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Detail = ({ stream }: { stream: Stream }) => {
  const { query } = useRoute();
  const shard = query.get("shard") ?? undefined;
  const result = useRecords(stream.name, shard);
  const slowest = Math.max(0, ...stream.readers.map(({ behindMs }) => behindMs));
  return (
    <div className="stream-detail">
      <header className="page-head">
        <div>
          <h2>{stream.label}</h2>
          <div className="row-sub">
            {stream.area && <AreaChip area={stream.area} />}
            {stream.node && <a href={linkTo("map", [stream.node])}>On the map</a>}
            <Chip>{stream.mode === "ON_DEMAND" ? "on demand" : "provisioned"}</Chip>
            {stream.status !== "ACTIVE" && <Chip>{stream.status.toLowerCase()}</Chip>}
            <Chip>kept for {stream.retentionHours} h</Chip>
            <Chip>
              {stream.readers.length === 0
                ? "nobody reads it"
                : `${plural(stream.readers.length, "reader")}, iterator age ${(slowest / 1000).toFixed(1)} s`}
            </Chip>
            {stream.consumers.map((name) => (
              <Chip key={name}>fan-out to {name}</Chip>
            ))}
          </div>
        </div>
      </header>
      <Shards stream={stream} picked={shard} />
      {result.error ? (
        <Failure error={result.error} retry={result.refetch} what="The records" />
      ) : !result.data ? (
        <Loading />
      ) : result.data.records.length === 0 ? (
        <Empty title={shard ? "No records are in this shard" : "The stream is empty"} />
      ) : (
        <Records records={result.data.records} />
      )}
    </div>
  );
};

export const StreamsView = () => {
  const { rest } = useRoute();
  const result = useStreams();
  return (
    <Page
      title="Streams"
      lead="Records in the order they came, shard by shard. To look at them reads nothing: no reader misses any."
    >
      <Loaded result={result} what="The list of streams">
        {({ streams }) => {
          if (streams.length === 0) return <Empty title="This app has no streams" />;
          const picked = streams.find(({ name }) => name === rest[0]);
          const shown = picked ?? streams[0];
          return (
            <Split
              back={linkTo("streams")}
              list={
                <PickList
                  view="streams"
                  items={streams}
                  shown={shown}
                  about={({ shards }) => plural(shards.filter(({ open }) => open).length, "shard")}
                />
              }
              detail={picked && <Detail key={picked.name} stream={picked} />}
              placeholder={shown && <Detail key={shown.name} stream={shown} />}
            />
          );
        }}
      </Loaded>
    </Page>
  );
};
