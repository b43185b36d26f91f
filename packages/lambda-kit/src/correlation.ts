import * as z from "zod";

const Correlated = z.object({
  metadata: z.object({
    eventId: z.string().optional(),
    correlationId: z.string(),
    causationId: z.string(),
    traceparent: z.string(),
  }),
});

/** The ids by which the log lines of one order are found, from a message or event that carries `metadata`. */
export const correlationOf = (message: unknown): Record<string, string | undefined> =>
  Correlated.safeParse(message).data?.metadata ?? {};
