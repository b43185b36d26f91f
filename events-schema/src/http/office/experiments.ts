import * as z from "zod";
import { ExperimentName, VariantName } from "../../streams/activity-record.ts";

/** A variant of an experiment on a day. */
export const VariantDay = z.object({
  experiment: ExperimentName,
  variant: VariantName,
  day: z.iso.date().describe("UTC."),
  exposures: z.int().min(0).describe("Visits it was shown in."),
  conversions: z.int().min(0).describe("Of these, visits that ordered."),
});

/** `GET /office/experiments`, for staff: the newest days first, 500 entries at most. */
export const ExperimentsView = z.object({ variants: z.array(VariantDay) });

export type VariantDay = z.infer<typeof VariantDay>;
export type ExperimentsView = z.infer<typeof ExperimentsView>;
