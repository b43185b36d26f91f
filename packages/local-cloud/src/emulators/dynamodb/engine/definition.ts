import { z } from "zod";
import type { KeyAttribute, KeySchema } from "./keys.ts";

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface IndexDefinition {
  /** Of its entries in the store; one that comes later has another. */
  readonly number: number;
  readonly name: string;
  readonly isGlobal: boolean;
  readonly key: KeySchema;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly included: readonly string[];
  readonly throughput?: Throughput;
}

export type ViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** A table as it is kept, as JSON. */
export interface TableDefinition {
  /** Names what is stored of the table: a table that takes the name of one that is gone has another. */
  readonly number: number;
  readonly name: string;
  /** A UUID. */
  readonly id: string;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly attributes: readonly KeyAttribute[];
  readonly key: KeySchema;
  readonly indexes: readonly IndexDefinition[];
  readonly isOnDemand: boolean;
  /** Absent of a table that pays by request. */
  readonly throughput?: Throughput;
  readonly stream?: ViewType;
  readonly ttlAttribute?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  readonly storageClass?: string;
  readonly recovery?: { readonly days: number };
}

const keyAttribute = z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) });
const keySchema = z.object({ hash: z.array(keyAttribute).min(1), range: z.array(keyAttribute) });
/** Of what is kept of a table. */
export const tableDefinition = z.looseObject({
  number: z.int(),
  name: z.string(),
  id: z.string(),
  createdAt: z.number(),
  attributes: z.array(keyAttribute),
  key: keySchema,
  indexes: z.array(
    z.looseObject({
      number: z.int(),
      name: z.string(),
      isGlobal: z.boolean(),
      key: keySchema,
      projection: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
      included: z.array(z.string()),
    }),
  ),
  isOnDemand: z.boolean(),
  stream: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]).optional(),
  ttlAttribute: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  isProtected: z.boolean(),
  recovery: z.object({ days: z.number() }).optional(),
});

export const hasLocalIndexes = ({ indexes }: TableDefinition): boolean =>
  indexes.some(({ isGlobal }) => !isGlobal);
