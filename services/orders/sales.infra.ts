import type { DirectRoute } from "../../infra/api.ts";
import { publishShared } from "../../infra/shared.ts";
import { stateMachine } from "../../infra/state-machine.ts";
import { table } from "../../infra/table.ts";
import { queueToFunction } from "../../infra/targets/queue.ts";
import { listSales as askForSales, salesFound, salesRefused } from "./src/routes/list-sales.ts";
import { unavailable } from "./src/routes/problems.ts";
import { listSales } from "./src/workflows/list-sales.ts";

/**
 * What was sold, by store, hour and product, counted from the events on the bus alone. It has a table of its own: whoever
 * counts may touch nothing else, and nothing of it is an order's only copy.
 */
export const sales = () => {
  const salesTable = table("SalesTable", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
  });
  const listSalesMachine = stateMachine("ListSales", {
    type: "EXPRESS",
    definition: listSales<$util.Input<string>>({ table: salesTable.name }),
    grants: [{ actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [salesTable.arn] }],
  });
  publishShared("sales-table", salesTable.name);

  return {
    salesTable,
    /** The consumer: the only one that replays are for, when it is built again. */
    projection: queueToFunction({
      replays: "SalesProjection-",
      timeoutSeconds: 30,
      // More at once would only wait for each other: they add to the same sums.
      maximumConcurrency: 2,
      link: [salesTable],
      permissions: [
        {
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          resources: [salesTable.arn],
        },
      ],
    }),
    route: {
      route: "GET /office/sales",
      signedIn: true,
      action: "states:action/StartSyncExecution",
      request: listSalesMachine.arn.apply(askForSales),
      responses: [
        { status: "200", when: "200", template: salesFound },
        { status: "400", when: "400", template: salesRefused },
        { status: "503", template: unavailable },
      ],
    } satisfies DirectRoute,
    grant: listSalesMachine.startingSync,
  };
};
