import type { ArchiveFacts, ReplayFacts } from "../../console/archives.ts";
import type { Archives } from "./archives.ts";
import type { Replay, Replays } from "./replays.ts";

/** What the console shows of archives and replays, as they are now. */
export const archiveFacts = (archives: Archives, replays: Replays): ArchiveFacts[] =>
  archives.all().map((archive) => ({
    name: archive.name,
    arn: archive.arn,
    bus: archive.bus.arn,
    pattern: archive.pattern,
    retentionDays: archive.retentionDays,
    enabled: archive.state === "ENABLED",
    kept: archives.kept(archive),
    counted: archive.counted,
    replays: replays
      .all()
      .filter((replay) => replay.archive === archive)
      .map(replayFacts)
      .reverse(),
  }));

const replayFacts = (replay: Replay): ReplayFacts => ({
  name: replay.name,
  state: replay.state,
  reason: replay.stateReason,
  from: replay.from,
  to: replay.to,
  rules: replay.filterArns,
  startedAt: replay.startedAt,
  endedAt: replay.endedAt,
  lastReplayed: replay.lastReplayed,
  replayed: replay.replayed,
  total: replay.total,
});
