import * as z from "zod";
import { problemOfEntry } from "../../context.ts";
import type { CallSite, Operations } from "./call-site.ts";
import { answers, errors, parseJson } from "./outcomes.ts";

const Entries = z.looseObject({ Entries: z.array(z.looseObject({})).max(10) });

/** An entry for the bus goes by a contract. */
export const checkEntry = (
  { context, claim }: CallSite,
  state: string,
  { Source, DetailType, Detail, EventBusName }: Record<string, unknown>,
) => {
  if (
    EventBusName !== undefined &&
    !context.system.buses.some(({ name, arn }) => name === EventBusName || arn === EventBusName)
  )
    claim(state, "publish.bus", {
      problem: `It publishes to the bus ${JSON.stringify(EventBusName)}.`,
      rule: `There is ${context.system.buses.map(({ name }) => name).join(", ")}.`,
      remedy: "Take the name from busName().",
    });
  const problem = problemOfEntry(context.contracts, {
    source: Source,
    name: DetailType,
    detail: parseJson(Detail),
  });
  if (problem) claim(state, "publish.contract", problem);
};

export const eventsOperations = (site: CallSite): Operations => {
  const { memory } = site;
  return {
    "events:PutEvents": (call) => {
      const entries = Entries.safeParse(call.input).data?.Entries ?? [];
      for (const each of entries) checkEntry(site, call.state, each);
      const taken = answers({ Entries: entries.map(() => ({ EventId: "1" })), FailedEntryCount: 0 });
      if (call.waits) {
        const failures = [...memory.failures.values()].filter(({ error }) => call.caught.includes(error));
        return [
          ...[...memory.successes].map((text) => ({ ...taken, reply: { output: parseJson(text) } })),
          ...failures.map((reply) => ({ ...taken, reply })),
          ...errors(call, ...failures.map(({ error }) => error)),
        ];
      }
      const refused = answers({
        Entries: entries.map(() => ({ ErrorCode: "InternalFailure", ErrorMessage: "Later" })),
        FailedEntryCount: entries.length,
      });
      return [taken, refused, ...errors(call)];
    },
  };
};
