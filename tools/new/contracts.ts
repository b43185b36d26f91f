import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EventContract } from "@sourdough/events-schema";
import * as z from "zod";
import { RefusalError } from "./refusal.ts";

/** A contract, and the name by which services import it. */
export interface Exported {
  exportName: string;
  contract: EventContract;
}

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "lifecycle" in value && "examples" in value;

/** Every version of every event that `events-schema` below `root` exports. */
export async function loadEvents(root: string): Promise<Exported[]> {
  const index: object = await import(pathToFileURL(join(root, "events-schema/src/index.ts")).href);
  return Object.entries(index).flatMap(([exportName, contract]) =>
    isContract(contract) ? [{ exportName, contract }] : [],
  );
}

/** The newest version of an event. Throws `RefusalError` with the names there are. */
export function findEvent(events: readonly Exported[], name: string): Exported {
  const [newest] = events
    .filter(({ contract }) => contract.name === name)
    .sort((one, other) => other.contract.version - one.contract.version);
  if (newest) return newest;
  const names = [...new Set(events.map(({ contract }) => contract.name))].sort();
  throw new RefusalError(
    `There is no event "${name}". There are ${names.join(", ")}; npm run new -- event makes another.`,
  );
}

/** Fields of `data` that every event has, as text. */
export function textFields({ contract }: Exported): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(contract.data, { io: "input" });
  return required.filter((field) => {
    const schema = properties[field];
    return typeof schema === "object" && schema.type === "string" && schema["x-personal"] !== true;
  });
}
