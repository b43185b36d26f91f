import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import * as z from "zod";
import { allPages, eachOf } from "./pages.ts";
import type { Target } from "./target.ts";

/** A function of the stage and where it logs. */
export interface LoggingFunction {
  /** `PlaceOrder`: as in its log lines. */
  readonly name: string;
  readonly logGroup: string;
}

export interface LogLine {
  readonly id: string;
  readonly at: Date;
  readonly fn: string;
  readonly text: string;
}

/** SST tells each function which app and stage it is of; its name may be too long to. */
const App = z.object({ name: z.string(), stage: z.string() });

/** `sourdough-local-PlaceOrderQueueSubscriberCuhkuoFunctionFunction-osnhcdwm` is PlaceOrder. */
const shortName = (physical: string) =>
  physical
    .replace(/Queue(Subscriber)?[A-Z][a-z]{5}Function.*$|Function(Functio?n?)?-[a-z]+$/, "")
    .replace(/QueueSubscriber.*$/, "")
    .replace(/^.*-/, "");

/** All functions of the stage that log. */
export const loggingFunctions = async ({ lambda, stage }: Target): Promise<LoggingFunction[]> => {
  const all = await allPages(async (Marker) => {
    const page = await lambda.send(new ListFunctionsCommand({ Marker }));
    return { items: page.Functions, next: page.NextMarker };
  });
  return all.flatMap(({ FunctionName = "", LoggingConfig, Environment }) => {
    const text = Environment?.Variables?.SST_RESOURCE_App;
    const app = text ? App.safeParse(JSON.parse(text)).data : undefined;
    if (app?.stage !== stage || !app.name.startsWith("sourdough")) return [];
    return [
      { name: shortName(FunctionName), logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}` },
    ];
  });
};

/** Lines of functions, in order of time. A function that never ran has no log yet. */
export const logLines = async (
  { logs }: Target,
  functions: readonly LoggingFunction[],
  { since, pattern }: { since: number; pattern?: string | undefined },
): Promise<LogLine[]> => {
  const found = await eachOf(functions, async ({ name, logGroup }) => {
    try {
      const events = await allPages(async (nextToken) => {
        const page = await logs.send(
          new FilterLogEventsCommand({
            logGroupName: logGroup,
            startTime: Math.max(0, Math.floor(since)),
            filterPattern: pattern,
            nextToken,
          }),
        );
        return { items: page.events, next: page.nextToken };
      });
      return events.map(
        ({ eventId = "", timestamp = 0, message = "" }): LogLine => ({
          id: `${name} ${eventId}`,
          at: new Date(timestamp),
          fn: name,
          text: message.trimEnd(),
        }),
      );
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return [];
      throw error;
    }
  });
  return found.flat().sort((one, other) => one.at.getTime() - other.at.getTime());
};
