import { GetDurableExecutionHistoryCommand } from "@aws-sdk/client-lambda";
import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { allPages } from "../pages.ts";
import type { Target } from "../target.ts";

/** A step of an execution. */
export interface Step {
  readonly at: Date;
  readonly what: string;
  readonly failed: boolean;
}

export const isDurable = (arn: string): boolean => arn.includes(":function:");

const failure = /Failed|TimedOut|Aborted|Stopped/;

const ofMachine = async ({ sfn }: Target, executionArn: string): Promise<Step[]> => {
  const events = await allPages(async (nextToken) => {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        nextToken,
        maxResults: 1000,
        includeExecutionData: true,
      }),
    );
    return { items: page.events, next: page.nextToken };
  });
  return events.map((event) => {
    const { timestamp, type = "" } = event;
    const details = Object.entries(event).find(([name]) => name.endsWith("EventDetails"))?.[1] as
      | { name?: string; error?: string; cause?: string; resource?: string }
      | undefined;
    const { name, error, cause, resource } = details ?? {};
    return {
      at: timestamp ?? new Date(0),
      what: [type, name ?? resource, error, cause].filter(Boolean).join(" · "),
      failed: failure.test(type),
    };
  });
};

const ofFunction = async ({ lambda }: Target, DurableExecutionArn: string): Promise<Step[]> => {
  const events = await allPages(async (Marker) => {
    const page = await lambda.send(
      new GetDurableExecutionHistoryCommand({
        DurableExecutionArn,
        Marker,
        MaxItems: 1000,
        IncludeExecutionData: true,
      }),
    );
    return { items: page.Events, next: page.NextMarker };
  });
  return events.map((event) => {
    const { EventTimestamp, EventType = "", Name } = event;
    const details = Object.entries(event).find(([name]) => name.endsWith("Details"))?.[1] as
      | { Error?: { Payload?: { ErrorType?: string; ErrorMessage?: string } } }
      | undefined;
    const { ErrorType, ErrorMessage } = details?.Error?.Payload ?? {};
    return {
      at: EventTimestamp ?? new Date(0),
      what: [EventType, Name, ErrorType, ErrorMessage].filter(Boolean).join(" · "),
      failed: failure.test(EventType),
    };
  });
};

/** What an execution did, from its beginning: of a Standard state machine, or of a durable function. */
export const historyOf = (target: Target, arn: string): Promise<Step[]> =>
  (isDurable(arn) ? ofFunction : ofMachine)(target, arn);
