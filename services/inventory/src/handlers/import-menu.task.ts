import { taskHandler } from "@sourdough/lambda-kit";
import { ImportMenuCommand } from "../consumes.ts";
import { columnNames } from "../domain/import-layout.ts";
import { closeImport } from "../use-cases/close-import.ts";
import { endImport } from "../use-cases/end-import.ts";
import { importBatch } from "../use-cases/import-batch.ts";
import { offerProblems, offerUpload } from "../use-cases/offer-files.ts";
import { openImport } from "../use-cases/open-import.ts";
import type { ImportPorts } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

/** All that an import needs of code, in one function: docs/decisions/menu-import.md. */
export const createHandler = (ports: ImportPorts) =>
  taskHandler({
    name: "ImportMenu",
    input: ImportMenuCommand,
    run: async (command): Promise<unknown> => {
      switch (command.type) {
        case "OfferUpload":
          return offerUpload(ports, { groups: command.groups, ...command.body });
        case "OfferProblems":
          return offerProblems(ports, command);
        case "OpenImport":
          return openImport(ports, command);
        case "ImportBatch": {
          const rows = command.rows.map(({ row, cells }) => ({
            row,
            cells: columnNames.map((name) => cells[name] ?? ""),
          }));
          return importBatch(ports, { ...command, rows });
        }
        case "CloseImport":
          return closeImport(ports, command);
        case "EndImport":
          return endImport(ports, command);
      }
    },
  });

export const handler = createHandler(wiring());
