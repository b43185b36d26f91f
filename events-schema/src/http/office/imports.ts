import * as z from "zod";
import { ImportId, Timestamp } from "../../fields.ts";

/** Body of `POST /office/imports`, by which staff ask to upload a file. */
export const OfferImportBody = z.strictObject({
  fileName: z.string().min(1).max(120).describe("As it is called on the disk of whoever imports it."),
});

/**
 * What to send, in order, with the file as the last field `file`, as `multipart/form-data` to `url`, within five
 * minutes: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const ImportOffer = z.object({
  importId: ImportId,
  url: z.url(),
  fields: z.record(z.string(), z.string()),
});

/** Why a row, or the whole file, did not go in. */
export const ImportProblem = z.object({
  line: z.int().min(1).describe("As an editor counts the lines of the file."),
  column: z.string().optional().describe("Its name in the header."),
  reason: z.string().describe("A sentence for whoever made the file."),
});

export const ImportStatus = z
  .enum(["RUNNING", "DONE", "UNFINISHED", "REFUSED"])
  .describe("UNFINISHED: some rows were not looked at, import the file again. REFUSED: the file is no menu.");

/** An import as the office sees it. Counts grow while it is RUNNING. */
export const ImportSummary = z.object({
  importId: ImportId,
  fileName: z.string(),
  status: ImportStatus,
  totalRows: z.int().min(0),
  rows: z.int().min(0).describe("Looked at so far."),
  changed: z.int().min(0).describe("Of these, whose product was written."),
  refused: z.int().min(0).describe("Of these, that did not go in."),
  reason: z.string().optional().describe("Why the file is REFUSED."),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
});

/** `GET /office/imports`: the last ones, newest first. */
export const ImportsView = z.object({ imports: z.array(ImportSummary) });

/** `GET /office/imports/{importId}/problems`: the first hundred, once the import is over. */
export const ImportProblemsView = z.object({ problems: z.array(ImportProblem) });

/** `POST /office/imports/{importId}/problems`: where all of them can be downloaded as CSV, for five minutes. */
export const ImportProblemsOffer = z.object({ url: z.url() });

export type ImportOffer = z.infer<typeof ImportOffer>;
export type ImportProblem = z.infer<typeof ImportProblem>;
export type ImportStatus = z.infer<typeof ImportStatus>;
export type ImportSummary = z.infer<typeof ImportSummary>;
export type ImportsView = z.infer<typeof ImportsView>;
export type ImportProblemsView = z.infer<typeof ImportProblemsView>;
export type ImportProblemsOffer = z.infer<typeof ImportProblemsOffer>;
