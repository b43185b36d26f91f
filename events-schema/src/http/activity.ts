import * as z from "zod";
import { activitySize } from "../activity-size.ts";
import { Sku, StoreId, Timestamp } from "../fields.ts";
import { ActivityRecord } from "../streams/activity-record.ts";

/** Body of `POST /activity`, as `application/json`: what happened since the last one. */
export const ActivityBody = z.strictObject({
  records: z.array(ActivityRecord).min(1).max(activitySize.recordsPerRequest),
});

/**
 * The `202` of `POST /activity`: all of them are in the stream. After a `503` some may be, and the same body is to be
 * sent again within a minute: a record counts once by its id.
 */
export const ActivityAnswer = z.object({ received: z.int().min(1).max(activitySize.recordsPerRequest) });

/** `GET /stores/{storeId}/popular`, public: what was wanted most in the last ten minutes that anybody looked. */
export const PopularView = z.object({
  skus: z.array(Sku).max(5).describe("Most wanted first."),
  at: Timestamp.optional().describe("The end of these ten minutes; absent when nobody ever looked."),
});

/** A message on the realtime channel `/shop/{storeId}`, for whoever is signed in. */
export const PopularMessage = z.object({
  storeId: StoreId,
  /** As text, since a rule can put no list into a message. */
  skus: z
    .string()
    .regex(/^(?:[a-z0-9-]{1,64}(?:,[a-z0-9-]{1,64}){0,4})?$/)
    .describe("Five at most, separated by commas, most wanted first."),
  at: Timestamp,
});

export type ActivityBody = z.infer<typeof ActivityBody>;
export type ActivityAnswer = z.infer<typeof ActivityAnswer>;
export type PopularView = z.infer<typeof PopularView>;
export type PopularMessage = z.infer<typeof PopularMessage>;
