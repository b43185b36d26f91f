import { z } from "zod";

/** Parts that kept things of several emulators have. */
export const texts = z.record(z.string(), z.string());
export const pairs = z.array(z.tuple([z.string(), z.string()]));
export const causes = z.array(z.number());
/** A hop that something follows from. */
export const hop = z.object({ id: z.number(), traceId: z.string() });
