import { expect, test } from "vitest";
import { dynamoDbPermissions } from "./permissions.ts";

const needed = dynamoDbPermissions({ region: "eu-west-1", accountId: "123456789012" });
const table = (name: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${name}`;

test.each([
  ["GetItem", { TableName: "orders" }, [["GetItem", table("orders")]]],
  ["GetItem", { TableName: table("orders") }, [["GetItem", table("orders")]]],
  ["Query", { TableName: "orders", IndexName: "gsi1" }, [["Query", `${table("orders")}/index/gsi1`]]],
  [
    "BatchWriteItem",
    { RequestItems: { orders: [], stock: [] } },
    [
      ["BatchWriteItem", table("orders")],
      ["BatchWriteItem", table("stock")],
    ],
  ],
  [
    "TransactWriteItems",
    {
      TransactItems: [
        { Put: { TableName: "orders" } },
        { Put: { TableName: "orders" } },
        { Update: { TableName: "stock" } },
        { Delete: { TableName: "stock" } },
        { ConditionCheck: { TableName: "limits" } },
      ],
    },
    [
      ["PutItem", table("orders")],
      ["UpdateItem", table("stock")],
      ["DeleteItem", table("stock")],
      ["ConditionCheckItem", table("limits")],
    ],
  ],
  ["TransactGetItems", { TransactItems: [{ Get: { TableName: "orders" } }] }, [["GetItem", table("orders")]]],
  ["ExecuteStatement", { Statement: `SELECT * FROM "orders"."gsi1"` }, [["PartiQLSelect", table("orders")]]],
  ["ExecuteStatement", { Statement: "INSERT INTO orders VALUE {}" }, [["PartiQLInsert", table("orders")]]],
  ["ExecuteStatement", { Statement: "UPDATE orders SET a=1" }, [["PartiQLUpdate", table("orders")]]],
  ["ListTables", {}, [["ListTables", "*"]]],
  [
    "DescribeStream",
    { StreamArn: `${table("orders")}/stream/1` },
    [["DescribeStream", `${table("orders")}/stream/1`]],
  ],
])("%s needs the action on each resource it touches", (operation, input, permissions) => {
  expect(needed(operation, input)).toEqual(
    permissions.map(([action, resource]) => ({ action: `dynamodb:${action}`, resource })),
  );
});
