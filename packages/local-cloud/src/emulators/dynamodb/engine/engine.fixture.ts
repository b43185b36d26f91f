import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AwsError } from "../../../core/aws-error.ts";
import type { Written } from "./core.ts";
import { openEngine } from "./engine.ts";

const schema = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" }]),
];

/** Orders of customers, with an index of each kind. */
export const orders = {
  TableName: "orders",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "N" },
    { AttributeName: "shop", AttributeType: "S" },
    { AttributeName: "amount", AttributeType: "N" },
  ],
  KeySchema: schema("pk", "sk"),
  GlobalSecondaryIndexes: [
    { IndexName: "shops", KeySchema: schema("shop", "amount"), Projection: { ProjectionType: "ALL" } },
    { IndexName: "names", KeySchema: schema("shop"), Projection: { ProjectionType: "KEYS_ONLY" } },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "amounts",
      KeySchema: schema("pk", "amount"),
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["note"] },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};

export interface TestEngine {
  /** The answer, with an error as `{ code, message, … }`. */
  call(operation: string, input: object): Record<string, unknown>;
  readonly written: Written[];
  /** What its clock shows; may be set. */
  now: number;
  /** How far those are who read the stream on and on. */
  readers: readonly (string | undefined)[];
  close(): void;
}

export const openTestEngine = (folder?: string): TestEngine => {
  const written: Written[] = [];
  const database = new DatabaseSync(folder === undefined ? "" : join(folder, "dynamodb.sqlite"));
  if (folder !== undefined) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  const engine = openEngine({
    database,
    account: { region: "eu-west-1", accountId: "123456789012" },
    now: () => test.now,
    dropping(what) {
      throw new Error(what);
    },
    warn(message) {
      throw new Error(message);
    },
    written: (writes) => written.push(...writes),
    readers: () => test.readers,
  });
  const test: TestEngine = {
    call(operation, input) {
      const run = engine.operations[operation] ?? engine.streamOperations[operation]!;
      try {
        return run(input, { causes: [] }) as Record<string, unknown>;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { code: error.code, message: error.message, ...error.fields };
      }
    },
    written,
    now: Date.UTC(2026, 0, 5),
    readers: [],
    close: () => database.close(),
  };
  return test;
};
