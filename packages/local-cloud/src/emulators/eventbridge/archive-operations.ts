import { AwsError } from "../../core/aws-error.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import * as inputs from "./archive-inputs.ts";
import type { Archive, Archives } from "./archives.ts";
import type { Buses } from "./buses.ts";
import { page } from "./page.ts";
import type { Replay, Replays } from "./replays.ts";
import { busNameOf } from "./resources.ts";

const answered = ({ arn, state, stateReason, createdAt }: Archive) => ({
  ArchiveArn: arn,
  State: state,
  StateReason: stateReason,
  CreationTime: new Date(createdAt),
});
const listed = (archive: Archive) => ({
  ArchiveName: archive.name,
  EventSourceArn: archive.bus.arn,
  State: archive.state,
  StateReason: archive.stateReason,
  RetentionDays: archive.retentionDays,
  SizeBytes: archive.counted.bytes,
  EventCount: archive.counted.events,
  CreationTime: new Date(archive.createdAt),
});

const date = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : new Date(milliseconds);
const listedReplay = (replay: Replay) => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archive.arn,
  State: replay.state,
  StateReason: replay.stateReason,
  EventStartTime: new Date(replay.from),
  EventEndTime: new Date(replay.to),
  EventLastReplayedTime: date(replay.lastReplayed),
  ReplayStartTime: new Date(replay.startedAt),
  ReplayEndTime: date(replay.endedAt),
});

const oneFilterOf = (operation: string, filters: readonly unknown[]) => {
  if (filters.filter((filter) => filter !== undefined).length > 1)
    throw new AwsError(
      "ValidationException",
      `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
    );
};

/** Operations on archives and replays. Their answers and refusals are held to those that AWS was recorded to give. */
export const createArchiveOperations = (
  buses: Buses,
  archives: Archives,
  replays: Replays,
): EventBridgeOperations => ({
  CreateArchive: (input) => answered(archives.create(parseInput(inputs.createArchive, input))),
  UpdateArchive: (input) => answered(archives.update(parseInput(inputs.updateArchive, input))),
  DeleteArchive(input) {
    archives.delete(parseInput(inputs.archiveReference, input).ArchiveName);
    return {};
  },
  DescribeArchive(input) {
    const archive = archives.get(parseInput(inputs.archiveReference, input).ArchiveName);
    return {
      ...listed(archive),
      ArchiveArn: archive.arn,
      Description: archive.description,
      EventPattern: archive.pattern,
    };
  },
  ListArchives(input) {
    const { NamePrefix, EventSourceArn, State, ...paging } = parseInput(inputs.listArchives, input);
    oneFilterOf("ListArchives", [NamePrefix, EventSourceArn, State]);
    const bus = EventSourceArn === undefined ? undefined : buses.get(busNameOf(EventSourceArn));
    const found = archives
      .all()
      .filter(({ name }) => name.startsWith(NamePrefix ?? ""))
      .filter((archive) => (!bus || archive.bus === bus) && (!State || archive.state === State));
    const { items, ...rest } = page(found.map(listed), paging);
    return { Archives: items, ...rest };
  },

  StartReplay(input, { causes }) {
    const replay = replays.begin(parseInput(inputs.startReplay, input), causes);
    return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: new Date(replay.startedAt) };
  },
  CancelReplay(input) {
    const { arn, state } = replays.cancel(parseInput(inputs.replayReference, input).ReplayName);
    return { ReplayArn: arn, State: state };
  },
  DescribeReplay(input) {
    const replay = replays.get(parseInput(inputs.replayReference, input).ReplayName);
    return {
      ...listedReplay(replay),
      ReplayArn: replay.arn,
      Description: replay.description,
      Destination: { Arn: replay.archive.bus.arn, FilterArns: replay.filterArns && [...replay.filterArns] },
    };
  },
  ListReplays(input) {
    const { NamePrefix, EventSourceArn, State, ...paging } = parseInput(inputs.listReplays, input);
    oneFilterOf("ListReplays", [NamePrefix, EventSourceArn, State]);
    const found = replays
      .all()
      .filter(({ name }) => name.startsWith(NamePrefix ?? ""))
      .filter(({ archive }) => EventSourceArn === undefined || archive.arn === EventSourceArn)
      .filter(({ state }) => State === undefined || state === State);
    const { items, ...rest } = page(found.map(listedReplay), paging);
    return { Replays: items, ...rest };
  },
});
