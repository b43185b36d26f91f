import type { TableDefinition } from "./definition.ts";
import { isInIndex, type KeySchema } from "./keys.ts";
import type { Item } from "./values.ts";

/** An item as JSON, or why it is none that its table can have. */
export const readItem = (
  key: KeySchema,
  text: string,
): { readonly item: Item } | { readonly why: string } => {
  try {
    const item = JSON.parse(text) as Item;
    if (typeof item === "object" && item !== null && isInIndex(key, item)) return { item };
    return { why: "it lacks its key" };
  } catch (error) {
    return { why: (error as Error).message };
  }
};

/** `pk "ann", sk 0x03c1`: text as it is, all else as the bytes that it is sorted by. */
const keyText = (key: KeySchema, parts: { readonly hash: Uint8Array; readonly range: Uint8Array }): string =>
  (["hash", "range"] as const)
    .filter((part) => key[part].length > 0)
    .map((part) => {
      const bytes = Buffer.from(parts[part]);
      const isText = key[part].every(({ type }) => type === "S");
      const value = isText ? JSON.stringify(bytes.toString()) : `0x${bytes.toString("hex")}`;
      return `${key[part].map(({ name }) => name).join(", ")} ${value}`;
    })
    .join(", ");

/** What a person is told of one. */
export const damagedItem = (
  { name, key }: Pick<TableDefinition, "name" | "key">,
  parts: { readonly hash: Uint8Array; readonly range: Uint8Array },
  why: string,
): string =>
  `The item ${keyText(key, parts)} of table ${name} is damaged on disk and is passed over (${why}). Put it again, or load a snapshot.`;
