import type { MetricsName } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import type { ConsumerStore } from "./consumers.ts";
import { describeStream } from "./descriptions.ts";
import { inUse, invalid, invalidValue, limitExceeded } from "./errors.ts";
import * as inputs from "./inputs.ts";
import { checkActive, type LocalStream } from "./local-stream.ts";
import { DEFAULT_RECORD_KIB, ON_DEMAND_SHARDS, STREAM } from "./resources.ts";
import type { StreamReference, StreamStore } from "./stream-store.ts";
import { addTags } from "./tags.ts";

/** How long a stream takes to be made, changed or deleted; on AWS it is some seconds up to minutes. */
export const TRANSITION_MS = 500;
/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const LIMITS = { shards: 500, onDemandStreams: 50, modeChangesADay: 2, hours: { least: 24, most: 8760 } };
const DAY_MS = 86_400_000;
const PAGE = 100;

/** Making, listing, changing and deleting streams. */
export const streamOperations = (
  cloud: Pick<Cloud, "accountId" | "clock" | "made" | "region" | "resourcePolicies">,
  store: StreamStore,
  consumers: ConsumerStore,
): KinesisOperations => {
  const { clock, accountId } = cloud;
  const modeChanges = new WeakMap<LocalStream, number[]>();

  const active = (reference: StreamReference): LocalStream => checkActive(store.find(reference), accountId);
  const ofMode = (mode: LocalStream["mode"]) => store.all().filter((stream) => stream.mode === mode);
  const provisionedShards = () =>
    ofMode("PROVISIONED").reduce((sum, stream) => sum + stream.openShards().length, 0);

  const checkHours = (hours: number) => {
    if (hours < LIMITS.hours.least)
      throw invalid(
        `Minimum allowed retention period is ${LIMITS.hours.least} hours. Requested retention period (${hours} hours) is too short.`,
      );
    if (hours > LIMITS.hours.most)
      throw invalid(
        `Maximum allowed retention period is ${LIMITS.hours.most} hours. Requested retention period (${hours} hours) is too long.`,
      );
  };

  /** Adds or removes metrics that nobody measures here; answers what AWS does. */
  const monitor = (raw: unknown, change: (stream: LocalStream, names: readonly MetricsName[]) => void) => {
    const { ShardLevelMetrics, ...reference } = parseRequest(inputs.monitoring, raw);
    const stream = active(reference);
    const CurrentShardLevelMetrics = [...stream.metrics] as MetricsName[];
    change(stream, ShardLevelMetrics.includes("ALL") ? inputs.METRICS : ShardLevelMetrics);
    stream.becomes("UPDATING", TRANSITION_MS);
    return {
      StreamName: stream.name,
      StreamARN: stream.arn,
      CurrentShardLevelMetrics,
      DesiredShardLevelMetrics: [...stream.metrics] as MetricsName[],
    };
  };

  return {
    CreateStream(raw) {
      const input = parseRequest(inputs.createStream, raw);
      const mode = input.StreamModeDetails?.StreamMode ?? "PROVISIONED";
      if (mode === "PROVISIONED" && input.ShardCount === undefined)
        throw invalidValue("ShardCount is required for a stream in mode PROVISIONED.");
      if (mode === "ON_DEMAND" && input.ShardCount !== undefined)
        throw invalidValue("ShardCount must not be given for a stream in mode ON_DEMAND.");
      const { ShardCount: added = 0 } = input;
      const present = provisionedShards();
      if (present + added > LIMITS.shards)
        throw limitExceeded(
          `This request would exceed the shard limit for the account ${accountId} in ${cloud.region}. Current shard count for the account: ${present}. Limit: ${LIMITS.shards}. Number of additional shards that would have resulted from this request: ${added}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
        );
      if (mode === "ON_DEMAND" && ofMode("ON_DEMAND").length >= LIMITS.onDemandStreams)
        throw limitExceeded(
          `This request would exceed the on-demand stream limit for the account ${accountId} in ${cloud.region}: ${LIMITS.onDemandStreams}.`,
        );
      const stream = store.create({
        name: input.StreamName,
        mode,
        shardCount: mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : added,
        retentionHours: LIMITS.hours.least,
        maxRecordKiB: input.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIB,
      });
      stream.becomes("CREATING", TRANSITION_MS);
      cloud.made.note(STREAM, stream.name, {
        name: stream.name,
        shardCount: mode === "ON_DEMAND" ? undefined : added,
        streamModeDetails: { streamMode: mode },
      });
      if (input.Tags) addTags(stream.tags, input.Tags, `stream ${stream.name}`, accountId);
      stream.keep();
      return {};
    },

    DeleteStream(raw) {
      const { EnforceConsumerDeletion = false, ...reference } = parseRequest(inputs.deleteStream, raw);
      const stream = store.find(reference);
      if (consumers.of(stream).length > 0 && !EnforceConsumerDeletion)
        throw inUse(
          `Stream ${stream.name} under account ${accountId} has consumers registered: deregister them, or set EnforceConsumerDeletion.`,
        );
      consumers.forget(stream);
      cloud.resourcePolicies.attach(stream.arn, undefined);
      stream.becomes("DELETING", TRANSITION_MS, () => {
        store.delete(stream);
        cloud.made.forget(STREAM, stream.arn);
      });
      return {};
    },

    ListStreams(raw) {
      const { Limit = PAGE, ExclusiveStartStreamName, NextToken } = parseRequest(inputs.listStreams, raw);
      const after =
        NextToken === undefined ? ExclusiveStartStreamName : Buffer.from(NextToken, "base64").toString();
      const rest = store
        .all()
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .filter(({ name }) => after === undefined || name > after);
      const page = rest.slice(0, Limit);
      const more = rest.length > page.length;
      return {
        StreamNames: page.map(({ name }) => name),
        StreamSummaries: page.map((stream) => {
          const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } =
            describeStream(stream);
          return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
        }),
        HasMoreStreams: more,
        ...(more && { NextToken: Buffer.from(page.at(-1)!.name).toString("base64") }),
      };
    },

    DescribeLimits(raw) {
      parseRequest(inputs.nothing, raw);
      return {
        ShardLimit: LIMITS.shards,
        OpenShardCount: provisionedShards(),
        OnDemandStreamCount: ofMode("ON_DEMAND").length,
        OnDemandStreamCountLimit: LIMITS.onDemandStreams,
      };
    },

    IncreaseStreamRetentionPeriod(raw) {
      const { RetentionPeriodHours: hours, ...reference } = parseRequest(inputs.retention, raw);
      const stream = active(reference);
      checkHours(hours);
      if (stream.retentionHours > hours)
        throw invalid(
          `Requested retention period (${hours} hours) for stream ${stream.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
        );
      stream.retentionHours = hours;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },

    DecreaseStreamRetentionPeriod(raw) {
      const { RetentionPeriodHours: hours, ...reference } = parseRequest(inputs.retention, raw);
      const stream = active(reference);
      checkHours(hours);
      if (stream.retentionHours < hours)
        throw invalid(
          `Requested retention period (${hours} hours) for stream ${stream.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
        );
      stream.retentionHours = hours;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },

    UpdateStreamMode(raw) {
      const { StreamModeDetails, StreamARN } = parseRequest(inputs.streamMode, raw);
      const stream = active({ StreamARN });
      const since = clock.now() - DAY_MS;
      const recent = (modeChanges.get(stream) ?? []).filter((at) => at > since);
      if (recent.length >= LIMITS.modeChangesADay)
        throw limitExceeded(
          `The mode of stream ${stream.name} under account ${accountId} was changed ${LIMITS.modeChangesADay} times within 24 hours, which is the most there can be.`,
        );
      modeChanges.set(stream, [...recent, clock.now()]);
      stream.mode = StreamModeDetails.StreamMode;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },

    UpdateMaxRecordSize(raw) {
      const { MaxRecordSizeInKiB, StreamARN } = parseRequest(inputs.maxRecordSize, raw);
      const stream = active({ StreamARN });
      stream.maxRecordKiB = MaxRecordSizeInKiB;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },

    EnableEnhancedMonitoring: (raw) =>
      monitor(raw, (stream, names) => {
        for (const name of names) stream.metrics.add(name);
      }),

    DisableEnhancedMonitoring: (raw) =>
      monitor(raw, (stream, names) => {
        for (const name of names) stream.metrics.delete(name);
      }),

    StartStreamEncryption(raw) {
      const { KeyId, EncryptionType, ...reference } = parseRequest(inputs.encryption, raw);
      const stream = active(reference);
      if (EncryptionType === "NONE")
        throw invalid("EncryptionType NONE is not valid for StartStreamEncryption.");
      stream.keyId = KeyId;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },

    StopStreamEncryption(raw) {
      const { KeyId: _, EncryptionType: __, ...reference } = parseRequest(inputs.encryption, raw);
      const stream = active(reference);
      stream.keyId = undefined;
      stream.becomes("UPDATING", TRANSITION_MS);
      return {};
    },
  };
};
