import * as z from "zod";

/** `application/problem+json`, RFC 9457. */
export const Problem = z.looseObject({
  type: z.string().optional(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
});

export type Problem = z.infer<typeof Problem>;
