import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { Buses } from "./buses.ts";
import type { Deliveries } from "./delivery.ts";
import { createEvent, sizeOf } from "./event.ts";
import { type Entry, putEvents } from "./inputs.ts";
import { ruleDimensions } from "./metrics.ts";
import { busNameOf, eventsArn } from "./resources.ts";

// Since January 2026; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const MAX_BYTES = 1024 * 1024;

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** `PutEvents`: accepts events one by one and hands them to the targets of the rules that match. */
export const createPutEvents = (cloud: Cloud, buses: Buses, deliveries: Deliveries) => {
  const accept = (entry: Entry, causes: readonly number[], ofService: boolean): EntryResult => {
    const event = createEvent(entry, cloud, cloud.clock.now(), ofService);
    const name = busNameOf(entry.EventBusName);
    const bus = buses.find(name);
    const accepted = cloud.journal.record({
      service: "events",
      action: "AcceptEvent",
      resource: eventsArn(cloud, `event-bus/${name}`),
      source: event.body.source,
      causes,
      input: event.body,
      error: bus
        ? undefined
        : { code: "ResourceNotFoundException", message: `Event bus ${name} does not exist.` },
    });
    if (!bus) {
      cloud.warn(
        `PutEvents names the event bus ${name}, which does not exist: AWS answers 200 and drops the event (source ${entry.Source}, detail type ${entry.DetailType}).`,
      );
      return { EventId: event.id };
    }
    for (const rule of bus.rules.values()) {
      if (!rule.enabled || rule.targets.size === 0 || !rule.matcher?.matches(event.body)) continue;
      const counters = cloud.metrics.of("AWS/Events", rule.arn, ruleDimensions);
      counters.add("MatchedEvents", 1);
      counters.add("TriggeredRules", 1);
      if (rule.takes) rule.takes(event);
      else for (const target of rule.targets.values()) void deliveries.deliver(event, accepted, rule, target);
    }
    return { EventId: event.id };
  };

  cloud.onPublish(({ source: Source, detailType: DetailType, detail, resources, causes }) => {
    if (buses.get().rules.size === 0) return;
    const Detail = JSON.stringify(detail);
    accept({ Source, DetailType, Detail, Resources: resources && [...resources] }, causes, true);
  });

  return (input: unknown, caller: Caller) => {
    const { Entries } = parseInput(putEvents, input);
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES) {
      throw new AwsError(
        "ValidationException",
        "Total size of the entries in the request is over the limit.",
      );
    }
    const results = Entries.map((entry): EntryResult => {
      try {
        return accept(entry, caller.causes, caller.principal.kind === "service");
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ErrorCode: error.code, ErrorMessage: error.message };
      }
    });
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  };
};
