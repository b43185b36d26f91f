import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Aws, connectAws } from "../aws.ts";
import { figuresOf } from "../report.ts";
import { median } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const script = fileURLToPath(new URL("../dynamodb-server.ts", import.meta.url));
const table = "orders";
const clients = 16;
const roundMs = 3_000;
const rounds = 3;
const keys = 2_000;

type Server = "ours" | "dynalite";
type Kind = "puts" | "gets" | "transactions";

const start = async (server: Server) => {
  const child = spawn(process.execPath, [script, server], { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const aws = connectAws({ awsEndpoint: url, region: "eu-west-1" });
  await aws.call("dynamodb", "CreateTable", {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  return { aws, stop: () => child.kill("SIGKILL") };
};

const keyOf = (number: number) => ({
  pk: { S: `customer-${number % 50}` },
  sk: { S: `order-${number % keys}` },
});
/** An order of some 600 bytes. */
const itemOf = (number: number) => ({
  ...keyOf(number),
  status: { S: "CONFIRMED" },
  sequence: { N: String(number) },
  lines: { L: [{ M: { sku: { S: "roll" }, quantity: { N: "2" } } }] },
  note: { S: "x".repeat(450) },
});

const calls: Record<Kind, (aws: Aws, number: number) => Promise<unknown>> = {
  puts: (aws, number) => aws.call("dynamodb", "PutItem", { TableName: table, Item: itemOf(number) }),
  gets: (aws, number) => aws.call("dynamodb", "GetItem", { TableName: table, Key: keyOf(number) }),
  transactions: (aws, number) =>
    aws.call("dynamodb", "TransactWriteItems", {
      TransactItems: [0, 1, 2].map((part) => ({
        Put: {
          TableName: table,
          Item: itemOf(3 * number + part),
          ConditionExpression: "attribute_not_exists(pk) OR #s <> :s",
          ExpressionAttributeNames: { "#s": "status" },
          ExpressionAttributeValues: { ":s": { S: "CANCELLED" } },
        },
      })),
    }),
};

/** Calls a second that some clients get through, each one after the other. */
const rate = async (aws: Aws, kind: Kind): Promise<number> => {
  const startedAt = performance.now();
  let done = 0;
  const work = async () => {
    while (performance.now() - startedAt < roundMs) {
      const number = done++;
      await calls[kind](aws, number);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return (done * 1000) / (performance.now() - startedAt);
};

/** DynamoDB by itself, behind the gateway, beside dynalite, by turns: what both of them do a second. */
export const dynamodb: Benchmark = async ({ progress }) => {
  const servers = { ours: await start("ours"), dynalite: await start("dynalite") };
  const measured: Record<Server, Record<Kind, number[]>> = {
    ours: { puts: [], gets: [], transactions: [] },
    dynalite: { puts: [], gets: [], transactions: [] },
  };
  try {
    for (let round = 0; round <= rounds; round++) {
      progress(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
      for (const server of ["ours", "dynalite"] as const)
        for (const kind of ["puts", "gets", "transactions"] as const) {
          // dynalite has no transactions.
          if (server === "dynalite" && kind === "transactions") continue;
          const found = await rate(servers[server].aws, kind);
          if (round > 0) measured[server][kind].push(found);
        }
    }
  } finally {
    servers.ours.stop();
    servers.dynalite.stop();
  }
  const figure = figuresOf("dynamodb");
  const ofServer = (server: Server, kind: Kind) => median(measured[server][kind]);
  const compared = (["puts", "gets"] as const).flatMap((kind) => [
    figure(kind, ofServer("ours", kind), "calls/s", { note: `median of ${rounds}, ${clients} clients` }),
    figure(`${kind}, dynalite`, ofServer("dynalite", kind), "calls/s"),
    figure(`${kind}, of dynalite's`, ofServer("ours", kind) / ofServer("dynalite", kind), "x", {
      note: "ours has a journal, and permissions to ask for",
    }),
  ]);
  const ownTransactions = figure("transactions of 3 items", ofServer("ours", "transactions"), "calls/s", {
    note: "dynalite has none",
  });
  return [...compared, ownTransactions];
};
