import * as z from "zod";
import { Timestamp } from "../fields.ts";

/** What the office looks after; each has its list at `GET /office/{topic}`. */
export const OfficeTopic = z.enum([
  "imports",
  "disputes",
  "closings",
  "audits",
  "demand",
  "experiments",
  "stock",
]);

/**
 * A message on the realtime channel `/office/{topic}`, for staff: something in that list is new or has changed. What it
 * is now, the list tells.
 */
export const OfficeMessage = z.object({
  topic: OfficeTopic,
  id: z
    .string()
    .regex(/^[A-Za-z0-9:_-]{1,128}$/)
    .describe("Of the import, dispute, store or audit."),
  at: Timestamp,
});

export type OfficeTopic = z.infer<typeof OfficeTopic>;
export type OfficeMessage = z.infer<typeof OfficeMessage>;
