import type { Archive, Replay } from "sourdough-local/console-api";
import { useArchives } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { Chip } from "../components/chip.tsx";
import { fullTime } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo } from "../shell/route.ts";
import "./archives.css";

const tones = {
  STARTING: "info",
  RUNNING: "info",
  CANCELLING: "warn",
  COMPLETED: "good",
  CANCELLED: "",
  FAILED: "bad",
} as const;

const size = (bytes: number) =>
  bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;

const When = ({ at }: { at: number }) => (
  <time className="number" dateTime={new Date(at).toISOString()}>
    {fullTime(at)}
  </time>
);

const ReplayRow = ({ replay }: { replay: Replay }) => (
  <tr>
    <th scope="row">
      {breakable(replay.name)}
      <span className="row-sub">{replay.rules ? `only ${replay.rules.join(", ")}` : "all rules"}</span>
    </th>
    <td>
      <Chip tone={tones[replay.state]}>{replay.state.toLowerCase()}</Chip>
      {replay.reason && <span className="row-sub">{replay.reason}</span>}
    </td>
    <td>
      <progress
        max={Math.max(replay.total, 1)}
        value={replay.replayed}
        aria-label={`Events of ${replay.name}`}
      />
      <span className="row-sub number">
        {replay.replayed.toLocaleString("en")} of {replay.total.toLocaleString("en")}
      </span>
    </td>
    <td>
      <When at={replay.from} />
      <span className="row-sub">
        to <When at={replay.to} />
      </span>
    </td>
    <td>
      <When at={replay.startedAt} />
      {replay.endedAt !== undefined && (
        <span className="row-sub">
          to <When at={replay.endedAt} />
        </span>
      )}
    </td>
  </tr>
);

const ArchiveSection = ({ archive }: { archive: Archive }) => (
  <section className="archive" aria-label={archive.name}>
    <h2>
      {archive.node ? (
        <a href={linkTo("map", [archive.node])}>{breakable(archive.name)}</a>
      ) : (
        breakable(archive.name)
      )}{" "}
      {!archive.enabled && <Chip tone="warn">disabled</Chip>}
    </h2>
    <p className="row-sub">
      <AreaChip area={archive.area} />
      <span>of {archive.bus}</span>
      <span>{archive.retentionDays === 0 ? "kept for ever" : `kept for ${archive.retentionDays} days`}</span>
      <span className="number">
        {archive.kept.events.toLocaleString("en")} events, {size(archive.kept.bytes)}
      </span>
      {archive.counted.events !== archive.kept.events && (
        <span className="number">
          DescribeArchive still says {archive.counted.events.toLocaleString("en")}
        </span>
      )}
    </p>
    {archive.replays.length === 0 ? (
      <Empty title="Nothing of it was replayed" />
    ) : (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <section className="table-scroll" tabIndex={0} aria-label={`Replays of ${archive.name}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Replay</th>
              <th scope="col">State</th>
              <th scope="col">Events</th>
              <th scope="col">Of the time</th>
              <th scope="col">Ran</th>
            </tr>
          </thead>
          <tbody>
            {archive.replays.map((replay) => (
              <ReplayRow key={replay.name} replay={replay} />
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);

export const ArchivesView = () => (
  <Page
    title="Archives"
    lead="What buses keep of their events, and what of it was brought again. Events take some seconds to arrive."
  >
    <Loaded result={useArchives()} what="The list of archives">
      {({ archives }) =>
        archives.length === 0 ? (
          <Empty title="No bus has an archive" />
        ) : (
          archives.map((archive) => <ArchiveSection key={archive.arn} archive={archive} />)
        )
      }
    </Loaded>
  </Page>
);
