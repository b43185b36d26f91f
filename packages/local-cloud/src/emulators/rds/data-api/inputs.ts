import { z } from "zod";

const blob = z.union([
  z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes)),
  z.base64().transform((text) => Buffer.from(text, "base64")),
]);

const field = z.union(
  [
    z.strictObject({ isNull: z.literal(true) }),
    z.strictObject({ booleanValue: z.boolean() }),
    z.strictObject({ longValue: z.number().int() }),
    z.strictObject({ doubleValue: z.number() }),
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ blobValue: blob }),
  ],
  {
    error:
      "one of isNull, booleanValue, longValue, doubleValue, stringValue and blobValue; arrays are not supported",
  },
);

const parameter = z.strictObject({
  name: z.string().min(1),
  value: field,
  typeHint: z.enum(["DATE", "DECIMAL", "JSON", "TIME", "TIMESTAMP", "UUID"]).optional(),
});

export type SqlParameter = z.output<typeof parameter>;

const target = { resourceArn: z.string().min(11), secretArn: z.string().min(11) };
const statement = {
  ...target,
  sql: z.string().min(1).max(65_536),
  database: z.string().optional(),
  transactionId: z.string().optional(),
};

export const executeStatement = z.strictObject({
  ...statement,
  parameters: z.array(parameter).default([]),
  includeResultMetadata: z.boolean().default(false),
  formatRecordsAs: z.enum(["NONE", "JSON"]).default("NONE"),
  resultSetOptions: z
    .strictObject({
      decimalReturnType: z.enum(["STRING", "DOUBLE_OR_LONG"]).default("STRING"),
      longReturnType: z.enum(["STRING", "LONG"]).default("LONG"),
    })
    .prefault({}),
  // Nothing here takes the 45 seconds after which a statement is ended.
  continueAfterTimeout: z.boolean().optional(),
});

export type ResultSetOptions = z.output<typeof executeStatement>["resultSetOptions"];

export const batchExecuteStatement = z.strictObject({
  ...statement,
  parameterSets: z.array(z.array(parameter)).max(1000).default([]),
});

export const beginTransaction = z.strictObject({ ...target, database: z.string().optional() });

export const endTransaction = z.strictObject({ ...target, transactionId: z.string().min(1) });
