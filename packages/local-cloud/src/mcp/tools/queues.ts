import { z } from "zod";
import { pageFrom } from "../page.ts";
import { cursor, name, tool } from "../tool.ts";

const MOST_MESSAGES = "1000";

export const queueTools = [
  tool({
    name: "list_queues",
    title: "Queues",
    description:
      "The queues as they are now: visible, in flight and delayed messages, the age of the oldest, visibility timeout, dead-letter queue. A dead-letter queue names what puts its failures there as sources.",
    input: z.strictObject({ cursor }),
    run: async ({ console: api }, { cursor: from }) => pageFrom((await api.get("/api/queues")).queues, from),
  }),
  tool({
    name: "read_queue",
    title: "Messages of a queue",
    description: "Looks at the messages of a queue, oldest first, without receiving them.",
    input: z.strictObject({ queue: name.describe("name of list_queues"), cursor }),
    run: async ({ console: api }, { queue, cursor: from }) => {
      const { messages, total } = await api.get("/api/queues/{name}/messages", {
        params: { name: queue },
        query: { limit: MOST_MESSAGES },
      });
      return { total, ...pageFrom(messages, from) };
    },
  }),
  tool({
    name: "list_dead_letters",
    title: "Dead letters",
    description:
      "Every message in a dead-letter queue, with why it is there (error, function, hop) and where redrive puts it back.",
    input: z.strictObject({ cursor }),
    run: async ({ console: api }, { cursor: from }) => {
      const { queues } = await api.get("/api/queues");
      const lists = queues
        .filter(({ sources, depth, inFlight, delayed }) => sources && depth + inFlight + delayed > 0)
        .map(async ({ name: queue }) => {
          const { messages } = await api.get("/api/queues/{name}/messages", {
            params: { name: queue },
            query: { limit: MOST_MESSAGES },
          });
          return messages.map((message) => ({ queue, ...message }));
        });
      return pageFrom((await Promise.all(lists)).flat(), from);
    },
  }),
];
