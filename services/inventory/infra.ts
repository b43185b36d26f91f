import { directApi } from "../../infra/api.ts";
import { busArn, busName } from "../../infra/bus.ts";
import { consumers } from "../../infra/consumers.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { streamPipe } from "../../infra/pipe.ts";
import { deadLetterQueue } from "../../infra/queue.ts";
import { protectData, publishShared } from "../../infra/shared.ts";
import { stateMachine } from "../../infra/state-machine.ts";
import { queueToStateMachine } from "../../infra/targets/queue.ts";
import { menuAttributes } from "./src/adapters/inventory-table.ts";
import { consumes } from "./src/consumes.ts";
import { listMenu, menuAnswer } from "./src/routes/list-menu.ts";
import { listStores, storesAnswer } from "./src/routes/list-stores.ts";
import { unavailableAnswer } from "./src/routes/problems.ts";
import { becameLow, reportLowStock } from "./src/workflows/report-low-stock.ts";
import { reserveStock } from "./src/workflows/reserve-stock.ts";
import { settleReservation } from "./src/workflows/settle-reservation.ts";

/** Menu, stock and reservations of all stores; not a single function. */
export const inventory = () => {
  const inventoryTable = new sst.aws.Dynamo("InventoryTable", {
    fields: { pk: "string", sk: "string", menuPk: "string", menuSk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: { menu: { hashKey: "menuPk", rangeKey: "menuSk", projection: [...menuAttributes] } },
    stream: "new-and-old-images",
    ttl: "ttl",
    deletionProtection: protectData(),
  });

  const reportLowStockMachine = stateMachine("ReportLowStock", {
    type: "EXPRESS",
    definition: reportLowStock(busName()),
    grants: [{ actions: ["events:PutEvents"], resources: [busArn()] }],
  });

  outboxRelay("Inventory", inventoryTable);
  const lowStockDeadLetterQueue = deadLetterQueue("LowStockDeadLetterQueue");
  streamPipe("LowStockPipe", inventoryTable, {
    filters: [becameLow],
    stateMachineArn: reportLowStockMachine.arn,
    deadLetterQueue: lowStockDeadLetterQueue,
  });

  const responses = (template: string) => [
    { status: "200", when: "200", template },
    { status: "503", template: unavailableAnswer },
  ];
  const api = directApi("InventoryApi", {
    key: "inventory-api-url",
    grants: [
      {
        actions: ["dynamodb:Query"],
        resources: [inventoryTable.arn, $interpolate`${inventoryTable.arn}/index/menu`],
      },
    ],
    routes: [
      {
        route: "GET /stores",
        signedIn: false,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listStores),
        responses: responses(storesAnswer),
      },
      {
        route: "GET /stores/{storeId}/menu",
        signedIn: false,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listMenu),
        responses: responses(menuAnswer),
      },
    ],
  });

  consumers("Inventory", consumes, {
    ReserveStock: queueToStateMachine({
      queue: "StockReservation",
      definition: reserveStock(inventoryTable.name),
      grants: [
        {
          actions: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem", "dynamodb:BatchGetItem"],
          resources: [inventoryTable.arn],
        },
      ],
    }),
    SettleReservation: queueToStateMachine({
      queue: "ReservationSettlement",
      definition: settleReservation(inventoryTable.name),
      grants: [
        {
          actions: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
          resources: [inventoryTable.arn],
        },
      ],
    }),
  });

  publishShared("inventory-table", inventoryTable.name);
  return { inventoryTable: inventoryTable.name, inventoryApiUrl: api.url };
};
