import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  parseEvent,
  StockRejected,
  StockReleased,
  StockReserved,
  StockWrittenOff,
} from "@sourdough/events-schema";
import { AwsError, createWorkflows, startDynamoDb } from "@sourdough/test-kit/emulators";
import { catalogueRepository } from "../src/adapters/catalogue-repository.ts";
import type { Menu } from "../src/domain/menu.ts";
import { importMenu } from "../src/use-cases/import-menu.ts";
import { reserveStock } from "../src/workflows/reserve-stock.ts";
import { settleReservation } from "../src/workflows/settle-reservation.ts";
import { menu, traceparent, ulid } from "./messages.ts";

/** The state machines of inventory on a database of their own, nothing else around them. */
export const openBakeries = async () => {
  /** Whether DynamoDB leaves keys unread, as it may when it is busy. */
  let isBusy = false;
  const server = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const documents = DynamoDBDocumentClient.from(client);
  const asService = (send: () => Promise<unknown>) =>
    send().catch((error: Error) => {
      throw new AwsError(error.name, error.message);
    });
  const workflows = createWorkflows({
    dynamodb: {
      TransactWriteItems: (input) => asService(() => client.send(new TransactWriteItemsCommand(input))),
      BatchGetItem: (input) =>
        isBusy
          ? Promise.resolve({ Responses: {}, UnprocessedKeys: input.RequestItems })
          : asService(() => client.send(new BatchGetItemCommand(input))),
      GetItem: (input) => asService(() => client.send(new GetItemCommand(input))),
      PutItem: (input) => asService(() => client.send(new PutItemCommand(input))),
    },
  });

  let machines = 0;
  const machine = (definition: Parameters<typeof workflows.machine>[1]) =>
    workflows.machine(`Machine${(machines += 1)}`, definition, "EXPRESS");

  let tables = 0;
  /** A bakery with a table of its own. */
  const bakery = async (pieces: Record<string, number>) => {
    const TableName = `inventory-${(tables += 1)}`;
    const key = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: range, KeyType: "RANGE" as const },
    ];
    await documents.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk", "menuPk", "menuSk"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        KeySchema: key("pk", "sk"),
        GlobalSecondaryIndexes: [
          { IndexName: "menu", KeySchema: key("menuPk", "menuSk"), Projection: { ProjectionType: "ALL" } },
        ],
      }),
    );
    const catalogue = catalogueRepository(documents, TableName);
    let events = 0;
    let imports = 0;
    const deliver = (toImport: Menu) => {
      const importId = `imp-${(imports += 1)}`;
      return importMenu(
        {
          catalogue,
          metadata: {
            occurredAt: "2026-11-23T05:00:00.000Z",
            correlationId: importId,
            causationId: importId,
            traceparent,
            newEventId: () => `evt-${ulid((events += 1))}`,
          },
        },
        toImport,
      );
    };
    await deliver(menu(pieces));

    const arns = await Promise.all(
      [reserveStock, settleReservation].map((definition) => machine(definition(TableName))),
    );
    const run = async (arn: string | undefined, bodies: string[]) => {
      const records = bodies.map((body, index) => ({ messageId: `message-${index}`, body }));
      const { output } = await workflows.call("StartSyncExecution", {
        stateMachineArn: arn,
        input: JSON.stringify(records),
      });
      return JSON.parse(output!) as unknown;
    };
    const items = async () =>
      (await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
    return {
      deliver,
      catalogue,
      items,
      put: (item: Record<string, unknown>) => documents.send(new PutCommand({ TableName, Item: item })),
      reserve: (...bodies: string[]) => run(arns[0], bodies),
      settle: (...bodies: string[]) => run(arns[1], bodies),
      stock: async () =>
        Object.fromEntries(
          (await catalogue.load()).stock.map(({ sku, onHand, reserved, sold, writtenOff }) => [
            sku,
            [onHand, reserved, sold, ...(writtenOff ? [writtenOff] : [])],
          ]),
        ),
      published: async () =>
        (await items())
          .filter(({ entity, detailType }) => entity === "outbox" && detailType !== "MenuItemChanged")
          .map(({ source, detailType, detail }) =>
            parseEvent([StockReserved, StockRejected, StockReleased, StockWrittenOff], {
              source,
              "detail-type": detailType,
              detail: JSON.parse(detail),
            }),
          ),
    };
  };

  return {
    bakery,
    busy: (yes: boolean) => {
      isBusy = yes;
    },
    stop: async () => {
      workflows.stop();
      await server.stop();
    },
  };
};
