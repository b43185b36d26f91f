import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as events from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as ses from "@aws-sdk/client-sesv2";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { refusalsOf } from "./refusals.ts";

type Traits = { error: "client" | "server"; httpError?: number };
const clients = { dynamodb, events, lambda, scheduler, ses, sns, sqs };

test.each(Object.entries(clients))("%s refuses in the words of its model", (service, client) => {
  const said = refusalsOf(service, "PutItem");
  expect(said.length).toBeGreaterThan(0);
  for (const { code, status } of said) {
    const [, , name, traits] = Reflect.get(client, `${code}$`) as [number, string, string, Traits];
    const usually = traits.error === "client" ? 400 : 500;
    expect({ code, status }).toEqual({ code: name, status: traits.httpError ?? usually });
  }
});

test("another transaction is in the way of a write to a table alone", () => {
  const codes = (service: string, operation: string) =>
    refusalsOf(service, operation).map(({ code }) => code);
  expect(codes("dynamodb", "UpdateItem")).toContain("TransactionConflictException");
  expect(codes("dynamodb", "GetItem")).not.toContain("TransactionConflictException");
  expect(codes("kinesis", "PutItem")).toEqual(["ThrottlingException"]);
});
