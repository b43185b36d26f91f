import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { catalogueRepository } from "./adapters/catalogue-repository.ts";
import { demandRepository } from "./adapters/demand-repository.ts";
import { fileStore, placeOf } from "./adapters/file-store.ts";
import { importRepository } from "./adapters/import-repository.ts";
import type { CountDemandPorts } from "./use-cases/count-demand.ts";
import type { ImportPorts } from "./use-cases/ports.ts";

const TableLink = z.object({ InventoryTable: z.object({ name: z.string() }) });
const BucketLink = z.object({ MenuFiles: z.object({ name: z.string() }) });

/** Name of the linked table; throws when there is none. */
export const inventoryTable = () => TableLink.parse(Resource).InventoryTable.name;

/** Ports are built when first used, so that a module loads without a deployment around it. */
export const wiring = (): ImportPorts => {
  const catalogue = once(() => catalogueRepository(documentClient(), inventoryTable()));
  const imports = once(() => importRepository(documentClient(), inventoryTable()));
  const files = once(() => fileStore(placeOf(BucketLink.parse(Resource).MenuFiles.name, process.env)));
  return {
    ...ports,
    get catalogue() {
      return catalogue();
    },
    get imports() {
      return imports();
    },
    get files() {
      return files();
    },
  };
};

/** Of the function that counts demand. */
export const demandWiring = (): CountDemandPorts => {
  const demand = once(() => demandRepository(documentClient(), inventoryTable()));
  return {
    ...ports,
    get demand() {
      return demand();
    },
  };
};
