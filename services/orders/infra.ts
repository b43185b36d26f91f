import { PlaceOrderBody, toDraft4 } from "@sourdough/events-schema/http";
import { stores } from "@sourdough/events-schema/stores";
import { alarm } from "../../infra/alarm.ts";
import { type DirectRoute, directApi, sendTo } from "../../infra/api.ts";
import { busArn, busName } from "../../infra/bus.ts";
import { consumers } from "../../infra/consumers.ts";
import { graph } from "../../infra/dashboard.ts";
import { createFunction } from "../../infra/function.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { deadLetterQueue, queueWithDeadLetterQueue } from "../../infra/queue.ts";
import { subscribeFunction } from "../../infra/queue-function.ts";
import { serviceRole } from "../../infra/role.ts";
import { dailyExecutions, scheduleGroup, schedulesOf } from "../../infra/schedule.ts";
import { publishShared, shared } from "../../infra/shared.ts";
import { stateMachine } from "../../infra/state-machine.ts";
import { table } from "../../infra/table.ts";
import { toApiDestination } from "../../infra/targets/api-destination.ts";
import { queueToStateMachine } from "../../infra/targets/queue.ts";
import { toStateMachine } from "../../infra/targets/state-machine.ts";
import { fulfilment } from "./fulfilment.infra.ts";
import { sales } from "./sales.infra.ts";
import { orderAnswers } from "./slo.infra.ts";
import { kitchenAttributes } from "./src/adapters/orders-table.ts";
import { consumes } from "./src/consumes.ts";
import {
  idRefusalMessage,
  kitchenMessage,
  officeClosingMessage,
  rejectionMessage,
  statusMessage,
  unpaidKitchenMessage,
  unpaidMessage,
} from "./src/realtime/status-message.ts";
import { commandOrder, orderChanged, orderNotChanged } from "./src/routes/command-order.ts";
import { getOrder, orderFound } from "./src/routes/get-order.ts";
import {
  listClosings as askForClosings,
  closingsFound,
  closingsRefused,
} from "./src/routes/list-closings.ts";
import {
  kitchenOrdersFound,
  kitchenOrdersRefused,
  listKitchenOrders,
} from "./src/routes/list-kitchen-orders.ts";
import { listOrders, ordersFound, ordersRefused } from "./src/routes/list-orders.ts";
import { enqueueOrder, orderNotReceived, orderReceived } from "./src/routes/place-order.ts";
import { unavailable } from "./src/routes/problems.ts";
import { changeOrder } from "./src/workflows/change-order.ts";
import { closeOfDay } from "./src/workflows/close-of-day.ts";
import { listClosings } from "./src/workflows/list-closings.ts";
import { markUnpaid } from "./src/workflows/mark-unpaid.ts";
import { projectMenu } from "./src/workflows/project-menu.ts";
import { recordReturns } from "./src/workflows/record-returns.ts";
import { remindCustomer } from "./src/workflows/remind-customer.ts";

const functionTimeoutSeconds = 10;

/** Orders, their fulfilment, and the API customers place and follow them with. */
export const orders = () => {
  const ordersTable = table("OrdersTable", {
    fields: { pk: "string", sk: "string", kitchen: "string", updatedAt: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: {
      kitchen: { hashKey: "kitchen", rangeKey: "updatedAt", projection: [...kitchenAttributes] },
    },
    stream: "new-image",
  });

  const changeOrderStatus = createFunction("ChangeOrderStatus", {
    handler: "services/orders/src/handlers/change-order-status.task.handler",
    timeout: `${functionTimeoutSeconds} seconds`,
    link: [ordersTable],
    permissions: [{ actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [ordersTable.arn] }],
  });

  const fulfilOrder = fulfilment({ ordersTable, changeOrderStatus });
  const changeOrderMachine = stateMachine("ChangeOrder", {
    type: "EXPRESS",
    definition: changeOrder<$util.Input<string>>({
      table: ordersTable.name,
      changeOrderStatusArn: changeOrderStatus.arn,
      fulfilOrderArn: fulfilOrder.stop?.fulfilOrderArn,
    }),
    grants: [
      { actions: ["dynamodb:GetItem"], resources: [ordersTable.arn] },
      changeOrderStatus.invoking,
      ...(fulfilOrder.stop ? [fulfilOrder.stop.grant] : []),
    ],
  });

  const closeOfDayMachine = stateMachine("CloseOfDay", {
    type: "STANDARD",
    definition: closeOfDay<$util.Input<string>>({
      table: ordersTable.name,
      changeOrderStatusArn: changeOrderStatus.arn,
    }),
    grants: [
      { actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [ordersTable.arn] },
      { actions: ["dynamodb:Query"], resources: [$interpolate`${ordersTable.arn}/index/kitchen`] },
      changeOrderStatus.invoking,
    ],
    whenFailed:
      "The day of a store is not closed, and its customers are not told: mend the cause and redrive the execution.",
  });
  const schedulesDeadLetterQueue = deadLetterQueue("OrdersSchedulesDeadLetterQueue");
  const closings = scheduleGroup("Closing", "closings");
  const reminders = scheduleGroup("Reminder", "reminders");
  dailyExecutions(
    "CloseOfDay",
    closeOfDayMachine,
    schedulesDeadLetterQueue,
    stores.map(({ storeId, timeZone, closingTime }) => ({
      name: storeId,
      group: closings,
      at: closingTime,
      timeZone,
      input: { storeId, closesAt: "<aws.scheduler.scheduled-time>", closingTime },
    })),
  );
  const reminderRole = serviceRole("ReminderSchedule", "scheduler.amazonaws.com", [
    { actions: ["events:PutEvents"], resources: [busArn()] },
    { actions: ["sqs:SendMessage"], resources: [schedulesDeadLetterQueue.arn] },
  ]);

  const listClosingsMachine = stateMachine("ListClosings", {
    type: "EXPRESS",
    definition: listClosings<$util.Input<string>>({
      table: ordersTable.name,
      closingsGroup: closings.name,
      remindersGroup: reminders.name,
    }),
    grants: [
      { actions: ["dynamodb:Query"], resources: [ordersTable.arn] },
      { actions: ["scheduler:GetSchedule"], resources: [schedulesOf(closings)] },
      { actions: ["scheduler:ListSchedules"], resources: ["*"] },
    ],
  });

  const { queue: placeOrderQueue } = queueWithDeadLetterQueue("PlaceOrder", {
    consumerTimeoutSeconds: functionTimeoutSeconds,
  });
  subscribeFunction(placeOrderQueue, "services/orders/src/handlers/place-order.queue.handler", {
    timeoutSeconds: functionTimeoutSeconds,
    maximumConcurrency: 50,
    nodejs: { esbuild: { define: fulfilOrder.define } },
    link: [ordersTable, new sst.Linkable("FulfilOrderExecutions", { properties: { arn: fulfilOrder.arn } })],
    permissions: [
      { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [ordersTable.arn] },
      fulfilOrder.starting,
    ],
  });
  outboxRelay("Orders", ordersTable);
  const { salesTable, projection, route: salesRoute, grant: mayListSales } = sales();

  const commandRoute = (route: string, command: "MarkReady" | "MarkCollected" | "Cancel"): DirectRoute => ({
    route,
    signedIn: true,
    action: "states:action/StartSyncExecution",
    request: changeOrderMachine.arn.apply(commandOrder(command)),
    responses: [
      { status: "200", when: "200", template: orderChanged },
      { status: "400", when: "400", template: orderNotChanged(command) },
      { status: "503", template: unavailable },
    ],
  });
  const api = directApi("OrdersApi", {
    key: "orders-api-url",
    grants: [
      { actions: ["sqs:SendMessage"], resources: [placeOrderQueue.arn] },
      { actions: ["dynamodb:GetItem"], resources: [ordersTable.arn] },
      {
        actions: ["dynamodb:Query"],
        resources: [ordersTable.arn, $interpolate`${ordersTable.arn}/index/kitchen`],
      },
      changeOrderMachine.startingSync,
      listClosingsMachine.startingSync,
      mayListSales,
    ],
    routes: [
      {
        route: "PUT /orders/{orderId}",
        signedIn: true,
        body: { name: "PlaceOrder", schema: toDraft4(PlaceOrderBody) },
        action: sendTo(placeOrderQueue),
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        request: enqueueOrder,
        responses: [
          { status: "202", when: "200", template: orderReceived },
          { status: "400", when: "400", template: orderNotReceived },
          { status: "503", template: unavailable },
        ],
      },
      {
        route: "GET /orders/{orderId}",
        signedIn: true,
        action: "dynamodb:action/GetItem",
        request: ordersTable.name.apply(getOrder),
        responses: [
          { status: "200", when: "200", template: orderFound },
          { status: "503", template: unavailable },
        ],
      },
      {
        route: "GET /orders",
        signedIn: true,
        action: "dynamodb:action/Query",
        request: ordersTable.name.apply(listOrders),
        responses: [
          { status: "200", when: "200", template: ordersFound },
          { status: "400", when: "400", template: ordersRefused },
          { status: "503", template: unavailable },
        ],
      },
      {
        route: "GET /kitchen/{storeId}/orders",
        signedIn: true,
        parameters: { "method.request.querystring.status": true },
        action: "dynamodb:action/Query",
        request: ordersTable.name.apply(listKitchenOrders),
        responses: [
          { status: "200", when: "200", template: kitchenOrdersFound },
          { status: "400", when: "400", template: kitchenOrdersRefused },
          { status: "503", template: unavailable },
        ],
      },
      {
        route: "GET /office/closings",
        signedIn: true,
        action: "states:action/StartSyncExecution",
        request: listClosingsMachine.arn.apply(askForClosings),
        responses: [
          { status: "200", when: "200", template: closingsFound },
          { status: "400", when: "400", template: closingsRefused },
          { status: "503", template: unavailable },
        ],
      },
      salesRoute,
      commandRoute("POST /orders/{orderId}/ready", "MarkReady"),
      commandRoute("POST /orders/{orderId}/collected", "MarkCollected"),
      commandRoute("POST /orders/{orderId}/cancel", "Cancel"),
    ],
  });

  const publishMessage = (message: { paths: Record<string, string>; template: string }) =>
    toApiDestination({ destinationArn: shared("realtime-destination-arn"), ...message });
  consumers("Orders", consumes, {
    ProjectMenu: queueToStateMachine({
      queue: "MenuItems",
      pipe: "MenuItemsPipe",
      definition: projectMenu(ordersTable.name),
      grants: [{ actions: ["dynamodb:PutItem"], resources: [ordersTable.arn] }],
    }),
    ResumeFulfilment: toStateMachine({
      rule: "FulfilmentReplies",
      definition: fulfilOrder.resume,
      grants: [fulfilOrder.resuming],
      whenFailed: "A reply was lost, so its order will be rejected when nobody waits for it any more.",
    }),
    RecordReturns: toStateMachine({
      rule: "Returns",
      definition: (deadLetterQueueUrl) =>
        recordReturns<$util.Input<string>>({ table: ordersTable.name, deadLetterQueueUrl }),
      grants: [
        {
          actions: ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem"],
          resources: [ordersTable.arn],
        },
      ],
    }),
    SalesProjection: projection,
    MarkUnpaid: toStateMachine({
      rule: "LostPayments",
      definition: (deadLetterQueueUrl) =>
        markUnpaid<$util.Input<string>>({ changeOrderStatusArn: changeOrderStatus.arn, deadLetterQueueUrl }),
      grants: [changeOrderStatus.invoking],
    }),
    RemindCustomer: toStateMachine({
      rule: "Reminders",
      definition: (deadLetterQueueUrl) =>
        remindCustomer<$util.Input<string>>({
          table: ordersTable.name,
          busName: busName(),
          busArn: busArn(),
          scheduleGroup: reminders.name,
          scheduleRoleArn: reminderRole.arn,
          schedulesDeadLetterQueueArn: schedulesDeadLetterQueue.arn,
          deadLetterQueueUrl,
        }),
      grants: [
        {
          actions: ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"],
          resources: [schedulesOf(reminders)],
        },
        { actions: ["iam:PassRole"], resources: [reminderRole.arn] },
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [ordersTable.arn] },
      ],
    }),
    OfficeClosingMessages: publishMessage(officeClosingMessage),
    OrderStatusMessages: publishMessage(statusMessage),
    OrderRejectionMessages: publishMessage(rejectionMessage),
    OrderIdRefusalMessages: publishMessage(idRefusalMessage),
    KitchenMessages: publishMessage(kitchenMessage),
    UnpaidOrderMessages: publishMessage(unpaidMessage),
    UnpaidKitchenMessages: publishMessage(unpaidKitchenMessage),
  });

  orderAnswers();
  graph("Orders", {
    PlaceOrder: ["OrdersPlaced", "OrderIdsRefused"],
    FulfilOrder: ["OrdersConfirmed", "OrdersRejected"],
    ChangeOrderStatus: [
      "OrdersReady",
      "OrdersCollected",
      "OrdersNotCollected",
      "OrdersCancelled",
      "OrdersUnpaid",
    ],
  });
  alarm("orders-unpaid", "Kitchen", { dimensions: { service: "ChangeOrderStatus" } });

  publishShared("orders-table", ordersTable.name);
  publishShared("fulfil-order-arn", fulfilOrder.arn);
  return { ordersTable: ordersTable.name, salesTable: salesTable.name, ordersApiUrl: api.url };
};
