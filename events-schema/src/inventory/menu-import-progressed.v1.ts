import * as z from "zod";
import { defineEvent } from "../event.ts";
import { ImportId, Timestamp } from "../fields.ts";

export const MenuImportProgressed = defineEvent({
  source: "sourdough.inventory",
  name: "MenuImportProgressed",
  version: 1,
  description: "An import of a menu began, or got a batch of rows further.",
  data: z.object({
    importId: ImportId,
    totalRows: z.int().min(0).describe("Rows of the whole file, without its header."),
    rows: z.int().min(0).describe("Rows looked at in this step; 0 at the beginning."),
    changed: z.int().min(0).describe("Of these, rows whose product was written."),
    refused: z.int().min(0).describe("Of these, rows that did not go in."),
    at: Timestamp.describe("When."),
  }),
  examples: [
    {
      importId: "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      totalRows: 1200,
      rows: 0,
      changed: 0,
      refused: 0,
      at: "2026-11-23T05:00:00.000Z",
    },
    {
      importId: "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      totalRows: 1200,
      rows: 500,
      changed: 38,
      refused: 2,
      at: "2026-11-23T05:00:02.000Z",
    },
  ],
  delivery:
    "Once per batch of rows, in any order; its `eventId` is that of the batch, so a repeated one is known by it.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
