import { AwsError } from "../../../core/aws-error.ts";
import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { Poll } from "../../../core/polling.ts";
import { type StreamPosition, shardSource } from "../../../core/shards.ts";
import { compileFilterCriteria, type FilteredSource } from "../../../patterns/index.ts";
import type { Readers } from "../../../polling/readers.ts";
import type { FoundFunction, LambdaFunction } from "../functions.ts";
import type { Lineage } from "../lineage.ts";
import type { Runner } from "../runner.ts";
import {
  checkDestination,
  checkDurableMapping,
  checkQueueMapping,
  checkReading,
  checkSettings,
  checkSource,
  invalid,
  type ShortVisibility,
} from "./checks.ts";
import { describeMapping, type MappingState } from "./describe.ts";
import type { EventSourceMappingProperties } from "./properties.ts";
import { pollQueueSource } from "./queue-source.ts";
import { pollStreamSource } from "./stream-source.ts";

/** What a mapping is made of. */
export interface KnownMapping {
  readonly uuid: string;
  readonly arn: string;
  /** For messages: the name in the config. */
  readonly name: string;
  readonly settings: EventSourceMappingProperties;
  /** Whether the config has it. */
  readonly declared: boolean;
}

/** A queue or stream whose records invoke a function. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly name: string;
  /** As it is now. */
  readonly known: KnownMapping;
  readonly fn: LambdaFunction;
  /** As invoked, with a qualifier. */
  readonly functionArn: string;
  readonly sourceArn: string;
  readonly shortVisibility?: ShortVisibility;
  /** Begins to poll, unless it is disabled. Throws what AWS says of a source or a role that will not do. */
  start(): void;
  /** Takes over new settings, from where it is; throws ResourceInUseException while another change is under way. */
  update(changes: Partial<EventSourceMappingProperties>): void;
  /** Resolves when it is gone. */
  delete(): Promise<void>;
  stop(): Promise<void>;
  /** As `GetEventSourceMapping` answers it. */
  describe(): OutputOf<"lambda", "GetEventSourceMapping">;
}

/** What a source needs to hand its batches to the function. */
export interface SourceContext {
  readonly cloud: Cloud;
  readonly runner: Runner;
  readonly lineage: Lineage;
  readonly uuid: string;
  readonly found: FoundFunction;
  readonly properties: EventSourceMappingProperties;
  readonly reportsItems: boolean;
  readonly filter?: (event: object) => boolean;
  /** How many threads the function may have here; more batches at once would only wait. */
  readonly maximumWorkers: number;
  /** What became of the last batch. */
  processed(result: string): void;
}

export interface MappingSurroundings
  extends Pick<SourceContext, "cloud" | "runner" | "lineage" | "maximumWorkers"> {
  readonly readers: Readers;
  find(functionName: string): FoundFunction;
}

/** What follows from the settings; throws when they will not do. */
interface Prepared {
  readonly kind: FilteredSource;
  readonly properties: EventSourceMappingProperties;
  readonly found: FoundFunction;
  readonly filter?: (event: object) => boolean;
  readonly shortVisibility?: ShortVisibility;
}

export const createEventSourceMapping = (
  known: KnownMapping,
  surroundings: MappingSurroundings,
): EventSourceMapping => {
  const { uuid, arn, name, settings } = known;
  const { cloud } = surroundings;

  const prepare = (properties: EventSourceMappingProperties): Prepared => {
    const kind = checkSettings(properties);
    const found = findFunction(surroundings, properties.functionName);
    checkDurableMapping(found);
    const shortVisibility = kind === "sqs" ? checkQueueMapping(properties, found.fn, cloud) : undefined;
    return { kind, properties, found, filter: filterOf(properties, kind), shortVisibility };
  };
  /** What can be told when everything is there. */
  const check = ({ kind, properties, found }: Prepared) => {
    checkSource(properties.eventSourceArn, cloud);
    checkReading(properties.eventSourceArn, found.fn, cloud);
    if (kind !== "sqs") checkDestination(properties, found.fn, cloud);
  };

  let prepared = prepare(settings);
  let state: MappingState = settings.enabled === false ? "Disabled" : "Creating";
  let lastModified = cloud.clock.now();
  let lastResult = "No records processed";
  let poll: Poll | undefined;
  const isEnabled = () => prepared.properties.enabled !== false;

  const startPolling = () => {
    const { kind, properties, found, filter } = prepared;
    const source: SourceContext = {
      ...surroundings,
      uuid,
      found,
      properties,
      filter,
      reportsItems: properties.functionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
      processed: (result) => {
        lastResult = result;
      },
    };
    if (kind === "sqs") poll = pollQueueSource(source);
    else {
      const stream = shardSource(cloud, properties.eventSourceArn)!;
      poll = pollStreamSource(source, surroundings.readers.checkpoints(uuid, stream, positionOf(properties)));
    }
  };
  const stopPolling = async () => {
    const running = poll;
    poll = undefined;
    await running?.stop();
  };
  const settle = () => {
    if (isEnabled()) startPolling();
    state = isEnabled() ? "Enabled" : "Disabled";
  };
  const begin = (change: MappingState) => {
    if (state !== "Enabled" && state !== "Disabled")
      throw new AwsError(
        "ResourceInUseException",
        `Cannot ${change === "Deleting" ? "delete" : "update"} the event source mapping because it is in use.`,
        { fields: { Type: "User" } },
      );
    state = change;
  };

  return {
    uuid,
    name,
    get known() {
      return { ...known, settings: prepared.properties };
    },
    get fn() {
      return prepared.found.fn;
    },
    get functionArn() {
      return prepared.found.invokedArn;
    },
    sourceArn: settings.eventSourceArn,
    get shortVisibility() {
      return prepared.shortVisibility;
    },
    start: () => {
      check(prepared);
      settle();
    },
    update(changes) {
      const next = prepare({ ...prepared.properties, ...changes });
      check(next);
      const only = Object.keys(changes).length === 1 ? changes.enabled : undefined;
      begin(only === undefined ? "Updating" : only ? "Enabling" : "Disabling");
      lastModified = cloud.clock.now();
      prepared = next;
      void stopPolling()
        .then(settle)
        .catch((error: Error) => {
          state = "Disabled";
          cloud.warn(`${name} no longer polls ${settings.eventSourceArn}: ${error.message}`);
        });
    },
    async delete() {
      begin("Deleting");
      await stopPolling();
      surroundings.readers.forget(uuid);
    },
    stop: stopPolling,
    describe: () =>
      describeMapping({
        uuid,
        arn,
        functionArn: prepared.found.invokedArn,
        kind: prepared.kind,
        properties: prepared.properties,
        state,
        lastModified,
        lastResult,
      }),
  };
};

const findFunction = ({ find }: MappingSurroundings, name: string): FoundFunction => {
  try {
    return find(name);
  } catch (cause) {
    if (cause instanceof AwsError && cause.code === "ResourceNotFoundException")
      throw invalid("Function does not exist");
    throw cause;
  }
};

const filterOf = ({ filterCriteria }: EventSourceMappingProperties, kind: FilteredSource) => {
  const patterns = filterCriteria?.filters?.map(({ pattern }) => pattern) ?? [];
  if (patterns.length === 0) return undefined;
  try {
    return compileFilterCriteria(patterns, kind);
  } catch (cause) {
    throw new AwsError("InvalidParameterValueException", "Invalid filter pattern definition.", {
      fields: { Type: "User" },
      cause,
    });
  }
};

const positionOf = (properties: EventSourceMappingProperties): StreamPosition => {
  const { startingPosition: type = "LATEST", startingPositionTimestamp: at = "" } = properties;
  return type === "AT_TIMESTAMP" ? { type, at: Date.parse(at) } : { type };
};
