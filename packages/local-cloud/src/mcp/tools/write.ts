import { z } from "zod";
import { findFunction, invokeFunction } from "../../commands/functions.ts";
import { sendEvent } from "../../commands/send-event.ts";
import { fitting } from "../page.ts";
import { name, tool } from "../tool.ts";

const YEAR_MS = 366 * 24 * 3_600_000;

/** Tools that change what the app holds. */
export const writeTools = [
  tool({
    name: "send_event",
    title: "Send an event",
    description:
      "Puts an event on the bus and answers its id and that of its trace. One that breaks the contract of its type is refused with what does not hold. Without a detail it is an example of the contract.",
    input: z.strictObject({
      detailType: name,
      detail: z.record(z.string(), z.unknown()).optional(),
      source: name.optional().describe("default: that of the contract, or of the last event of the type"),
      bus: name.optional().describe("needed where the app has several"),
      force: z.boolean().optional().describe("send it although its contract does not hold"),
    }),
    run: sendEvent,
  }),
  tool({
    name: "invoke_function",
    title: "Invoke a function",
    description: "Invokes a function and answers its result or error, and the end of its log.",
    input: z.strictObject({
      function: name.describe("name in the config, of its handler's file, on AWS, or ARN"),
      payload: z.unknown().optional().describe("JSON; {} unless stated"),
    }),
    run: async (cloud, { function: wanted, payload = {} }) =>
      fitting(await invokeFunction(cloud, await findFunction(cloud, wanted), payload)),
  }),
  tool({
    name: "redrive",
    title: "Redrive dead letters",
    description: "Moves messages of a dead-letter queue back to the queue they came from.",
    input: z.strictObject({
      queue: name.describe("name of the dead-letter queue"),
      messageIds: z.array(name).min(1).optional().describe("all of them unless stated"),
    }),
    run: ({ console: api }, { queue, messageIds }) =>
      api.post("/api/queues/{name}/redrive", { messageIds }, { name: queue }),
  }),
  tool({
    name: "move_clock",
    title: "Move the clock",
    description:
      "Moves the clock of the local cloud forward once nothing goes on: timeouts, retries and schedules that fall due by then happen now. It cannot go back.",
    input: z.strictObject({ milliseconds: z.int().min(1).max(YEAR_MS) }),
    run: ({ console: api }, { milliseconds }) => api.post("/api/clock", { advanceMs: milliseconds }),
  }),
];
