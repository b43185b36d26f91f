import * as z from "zod";
import { defineEvent } from "../event.ts";
import { ImportId, Timestamp } from "../fields.ts";

export const MenuImported = defineEvent({
  source: "sourdough.inventory",
  name: "MenuImported",
  version: 1,
  description: "An import of a menu is over.",
  data: z.object({
    importId: ImportId,
    outcome: z
      .enum(["DONE", "UNFINISHED", "REFUSED"])
      .describe("All rows were looked at; some were not, and the file should come again; or it is no menu."),
    totalRows: z.int().min(0).describe("Rows of the file, without its header; 0 when it is no menu."),
    rows: z.int().min(0).describe("Rows looked at."),
    changed: z.int().min(0).describe("Of these, rows whose product was written."),
    refused: z.int().min(0).describe("Of these, rows that did not go in."),
    at: Timestamp.describe("When it ended."),
  }),
  examples: [
    {
      importId: "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      outcome: "DONE",
      totalRows: 1200,
      rows: 1200,
      changed: 91,
      refused: 3,
      at: "2026-11-23T05:00:05.000Z",
    },
    {
      importId: "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
      outcome: "REFUSED",
      totalRows: 0,
      rows: 0,
      changed: 0,
      refused: 0,
      at: "2026-11-23T05:10:00.000Z",
    },
  ],
  delivery: "Once per import; each changed product has its own MenuItemChanged.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
