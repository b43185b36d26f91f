import { Resource } from "sst/resource";
import * as z from "zod";

const Links = z.object({ InventoryTable: z.object({ name: z.string() }) });

/** Name of the linked table; throws when there is none. */
export const inventoryTable = () => Links.parse(Resource).InventoryTable.name;
