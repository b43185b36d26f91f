import { ActivityBody, OfferImportBody, toDraft4 } from "@sourdough/events-schema/http";
import { alarm } from "../../infra/alarm.ts";
import { type DirectRoute, directApi, failedFunction, invoke } from "../../infra/api.ts";
import { privateBucket } from "../../infra/bucket.ts";
import { busArn, busName } from "../../infra/bus.ts";
import { consumers } from "../../infra/consumers.ts";
import { graph } from "../../infra/dashboard.ts";
import { createFunction } from "../../infra/function.ts";
import { dataKey } from "../../infra/key.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { streamPipe } from "../../infra/pipe.ts";
import { deadLetterQueue } from "../../infra/queue.ts";
import { serviceRole } from "../../infra/role.ts";
import { createRule, ruleArn } from "../../infra/rule.ts";
import { publishShared, shared } from "../../infra/shared.ts";
import { distributedMapOf, stateMachine } from "../../infra/state-machine.ts";
import { streamFunction } from "../../infra/stream-function.ts";
import { table } from "../../infra/table.ts";
import { toApiDestination } from "../../infra/targets/api-destination.ts";
import { queueToStateMachine } from "../../infra/targets/queue.ts";
import { menuAttributes } from "./src/adapters/inventory-table.ts";
import { consumes, countedRecords } from "./src/consumes.ts";
import { problemFiles, results, uploads } from "./src/domain/menu-file.ts";
import { demandMessage, popularMessage } from "./src/realtime/demand-message.ts";
import { importMessage } from "./src/realtime/import-message.ts";
import { lowStockMessage } from "./src/realtime/low-stock-message.ts";
import {
  getProblems,
  importsFound,
  importsRefused,
  listImports,
  problemsFound,
  problemsRefused,
} from "./src/routes/list-imports.ts";
import { listLowStock, lowStockFound, lowStockRefused } from "./src/routes/list-low-stock.ts";
import { listMenu, menuAnswer, menuRefused } from "./src/routes/list-menu.ts";
import { listStores, storesAnswer } from "./src/routes/list-stores.ts";
import { notOffered, offered, offerProblems, offerUpload } from "./src/routes/offer-files.ts";
import { unavailableAnswer } from "./src/routes/problems.ts";
import {
  demandFound,
  demandRefused,
  experimentsFound,
  experimentsRefused,
  getPopular,
  listDemand,
  listExperiments,
  popularFound,
} from "./src/routes/read-demand.ts";
import { putRecords, recordsPut, recordsRefused } from "./src/routes/record-activity.ts";
import { endStoppedImport } from "./src/workflows/end-stopped-import.ts";
import { importMenuFile } from "./src/workflows/import-menu-file.ts";
import { becameLow, reportLowStock } from "./src/workflows/report-low-stock.ts";
import { reserveStock } from "./src/workflows/reserve-stock.ts";
import { settleReservation } from "./src/workflows/settle-reservation.ts";

/** Menu, stock and reservations of all stores, the import of menus, and what visitors look at. */
export const inventory = () => {
  const inventoryTable = table("InventoryTable", {
    fields: { pk: "string", sk: "string", menuPk: "string", menuSk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: { menu: { hashKey: "menuPk", rangeKey: "menuSk", projection: [...menuAttributes] } },
    stream: "new-and-old-images",
  });

  const reportLowStockMachine = stateMachine("ReportLowStock", {
    type: "EXPRESS",
    pipe: "LowStockPipe",
    definition: reportLowStock(busName()),
    grants: [{ actions: ["events:PutEvents"], resources: [busArn()] }],
  });

  outboxRelay("Inventory", inventoryTable);
  const lowStockDeadLetterQueue = deadLetterQueue("LowStockDeadLetterQueue");
  streamPipe("LowStockPipe", inventoryTable, {
    filters: [becameLow],
    machine: reportLowStockMachine,
    deadLetterQueue: lowStockDeadLetterQueue,
  });

  const menuFiles = privateBucket("MenuFiles", "menu-files");
  publishShared("menu-files-bucket", menuFiles.name);
  const objects = (folder: string) => $interpolate`${menuFiles.arn}/${folder}*`;
  const importMenu = createFunction("ImportMenu", {
    handler: "services/inventory/src/handlers/import-menu.task.handler",
    // It looks through a whole file once.
    timeout: "1 minute",
    link: [inventoryTable, menuFiles],
    permissions: [
      {
        actions: [
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ],
        resources: [inventoryTable.arn],
      },
      // Whoever has a form of the function's uploads in its name; and it reads what came.
      { actions: ["s3:PutObject", "s3:GetObjectVersion"], resources: [objects(uploads)] },
      { actions: ["s3:PutObject", "s3:GetObject"], resources: [objects(problemFiles)] },
    ],
  });
  const importMenuFileMachine = stateMachine("ImportMenuFile", {
    type: "STANDARD",
    definition: importMenuFile<$util.Input<string>>({
      importMenuArn: importMenu.arn,
      bucket: menuFiles.name,
    }),
    grants: [
      importMenu.invoking,
      { actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: [objects(uploads)] },
      { actions: ["s3:PutObject"], resources: [objects(results)] },
      ...distributedMapOf("ImportMenuFile"),
    ],
    whenFailed:
      "Rows of a menu were not looked at: its import is UNFINISHED in the office. Import the file again once the cause is mended.",
  });
  const endStoppedImportMachine = stateMachine("EndStoppedImport", {
    type: "EXPRESS",
    definition: endStoppedImport<$util.Input<string>>(importMenu.arn),
    grants: [importMenu.invoking],
    whenFailed:
      "An import whose execution was stopped still says RUNNING. Start an execution with the same input once the cause is mended.",
  });
  const uploadsDeadLetterQueue = deadLetterQueue("MenuFilesDeadLetterQueue", {
    sender: {
      service: "events.amazonaws.com",
      sourceArns: [ruleArn("MenuFiles", "default"), ruleArn("StoppedImports", "default")],
    },
  });
  createRule("MenuFiles", {
    bus: "default",
    pattern: menuFiles.name.apply((bucket) => ({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [bucket] }, object: { key: [{ prefix: uploads }] } },
    })),
    destination: {
      arn: importMenuFileMachine.arn,
      roleArn: serviceRole("MenuFiles", "events.amazonaws.com", [importMenuFileMachine.starting]).arn,
    },
    deadLetterQueue: uploadsDeadLetterQueue,
  });

  createRule("StoppedImports", {
    bus: "default",
    pattern: importMenuFileMachine.machine.arn.apply((stateMachineArn) => ({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { stateMachineArn: [stateMachineArn], status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    })),
    destination: {
      arn: endStoppedImportMachine.arn,
      roleArn: serviceRole("StoppedImports", "events.amazonaws.com", [endStoppedImportMachine.starting]).arn,
    },
    deadLetterQueue: uploadsDeadLetterQueue,
  });

  const activityStream = new sst.aws.KinesisStream("ActivityStream", {
    transform: {
      stream: (args) => {
        args.streamModeDetails = { streamMode: "PROVISIONED" };
        args.shardCount = 1;
        args.retentionPeriod = 24;
        args.encryptionType = "KMS";
        args.kmsKeyId = dataKey() ?? "alias/aws/kinesis";
      },
    },
  });
  streamFunction("CountDemand", activityStream, {
    handler: "services/inventory/src/handlers/count-demand.stream.handler",
    timeoutSeconds: 30,
    filters: [countedRecords],
    windowSeconds: 60,
    link: [inventoryTable],
    permissions: [
      {
        actions: [
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ],
        resources: [inventoryTable.arn],
      },
    ],
  });
  alarm("stream-refused", "ActivityStream", { dimensions: { StreamName: activityStream.name } });

  const responses = (template: string, refused?: string) => [
    { status: "200", when: "200", template },
    ...(refused ? [{ status: "400", when: "400", template: refused }] : []),
    { status: "503", template: unavailableAnswer },
  ];
  const offer = (route: string, request: string): DirectRoute => ({
    route,
    signedIn: true,
    action: invoke(importMenu.arn),
    request,
    responses: [
      { status: "200", template: offered },
      { status: "503", when: failedFunction, template: notOffered },
    ],
  });
  const api = directApi("InventoryApi", {
    key: "inventory-api-url",
    grants: [
      {
        actions: ["dynamodb:Query"],
        resources: [inventoryTable.arn, $interpolate`${inventoryTable.arn}/index/menu`],
      },
      { actions: ["dynamodb:GetItem"], resources: [inventoryTable.arn] },
      importMenu.invoking,
      { actions: ["kinesis:PutRecords"], resources: [activityStream.arn] },
    ],
    routes: [
      {
        route: "POST /activity",
        signedIn: false,
        body: { name: "RecordActivity", schema: toDraft4(ActivityBody) },
        action: "kinesis:action/PutRecords",
        headers: { "Content-Type": "application/x-amz-json-1.1" },
        request: activityStream.name.apply(putRecords),
        responses: [
          { status: "202", when: "200", template: recordsPut },
          { status: "503", template: recordsRefused },
        ],
      },
      {
        ...offer("POST /office/imports", offerUpload),
        body: { name: "OfferImport", schema: toDraft4(OfferImportBody) },
      },
      offer("POST /office/imports/{importId}/problems", offerProblems),
      {
        route: "GET /office/imports",
        signedIn: true,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listImports),
        responses: responses(importsFound, importsRefused),
      },
      {
        route: "GET /office/imports/{importId}/problems",
        signedIn: true,
        action: "dynamodb:action/GetItem",
        request: inventoryTable.name.apply(getProblems),
        responses: responses(problemsFound, problemsRefused),
      },
      {
        route: "GET /office/stock/{storeId}",
        signedIn: true,
        parameters: { "method.request.querystring.cursor": false },
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listLowStock),
        responses: responses(lowStockFound, lowStockRefused),
      },
      {
        route: "GET /stores",
        signedIn: false,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listStores),
        responses: responses(storesAnswer),
      },
      {
        route: "GET /stores/{storeId}/popular",
        signedIn: false,
        action: "dynamodb:action/GetItem",
        request: inventoryTable.name.apply(getPopular),
        responses: responses(popularFound),
      },
      {
        route: "GET /office/demand",
        signedIn: true,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listDemand),
        responses: responses(demandFound, demandRefused),
      },
      {
        route: "GET /office/experiments",
        signedIn: true,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listExperiments),
        responses: responses(experimentsFound, experimentsRefused),
      },
      {
        route: "GET /stores/{storeId}/menu",
        signedIn: false,
        action: "dynamodb:action/Query",
        request: inventoryTable.name.apply(listMenu),
        responses: responses(menuAnswer, menuRefused),
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
    ImportMessages: toApiDestination({
      destinationArn: shared("realtime-destination-arn"),
      ...importMessage,
    }),
    LowStockMessages: toApiDestination({
      destinationArn: shared("realtime-destination-arn"),
      ...lowStockMessage,
    }),
    PopularMessages: toApiDestination({
      destinationArn: shared("realtime-destination-arn"),
      ...popularMessage,
    }),
    DemandMessages: toApiDestination({
      destinationArn: shared("realtime-destination-arn"),
      ...demandMessage,
    }),
  });

  graph("Visitors", { CountDemand: ["ActivityWindowsCounted", "ActivityRecordsIgnored"] });

  publishShared("inventory-table", inventoryTable.name);
  return { inventoryTable: inventoryTable.name, inventoryApiUrl: api.url };
};
