import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { AuditView } from "@sourdough/events-schema/http";
import { ulid } from "ulid";
import { type Command, nothing, type Out, openOut } from "./command.ts";
import type { Target } from "./target.ts";

const lookEveryMs = 500;

/** The audit as the office sees it, once it has begun. */
const look = async ({ dynamodb }: Target, table: string, auditId: string): Promise<AuditView | undefined> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :audits",
      ExpressionAttributeValues: { ":audits": { S: "audits" } },
      ScanIndexForward: false,
      Limit: 10,
      ConsistentRead: true,
    }),
  );
  const item = Items.find((one) => one.auditId?.S === auditId);
  return item && AuditView.parse(JSON.parse(item.view?.S ?? ""));
};

const progress = ({ checks }: AuditView) => checks.map(({ checked }) => checked).join(" · ");

const report = ({ checks, unsettled, differences }: AuditView, { say }: Out) => {
  for (const { invariant, checked, differences: found } of checks) {
    const mark = found === 0 ? styleText("green", "✓") : styleText("red", "✗");
    say(`${mark} ${invariant.padEnd(38)} ${String(checked).padStart(7)} looked at, ${found} wrong`);
  }
  if (unsettled > 0) say(`  ${unsettled} changed meanwhile or a moment ago: the next audit looks at them.`);
  for (const { invariant, id, what } of differences)
    say(`\n${styleText("red", id)}  ${what}\n  ${styleText("dim", invariant)}`);
};

/** Runs the audit now, as the night does, and waits for its end. */
export const audit: Command = {
  name: "audit",
  about: "holds the six invariants against orders, ledger, provider and stock, now",
  run: async (target, _ = nothing, out = openOut()) => {
    const [stateMachineArn, table] = await Promise.all([
      target.shared("run-audit-arn"),
      target.shared("audit-table"),
    ]);
    const auditId = `by-hand-${ulid()}`;
    const { executionArn } = await target.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: auditId, input: "{}" }),
    );
    out.say(`Audit ${auditId} of ${target.stage}`);
    let last = "";
    for (;;) {
      const { status, error, cause } = await target.sfn.send(new DescribeExecutionCommand({ executionArn }));
      const seen = await look(target, table, auditId);
      if (seen && progress(seen) !== last) {
        last = progress(seen);
        if (seen.status === "RUNNING") out.progress(`  ${last}`);
      }
      if (seen && seen.status !== "RUNNING") {
        report(seen, out);
        out.result(seen);
        return seen.status === "PASSED";
      }
      if (status !== "RUNNING")
        throw new Error(
          `The audit came to no end: its execution is ${status}${error ? `, ${error}: ${cause}` : ""}. Mend the cause and redrive ${executionArn}.`,
        );
      await pause(lookEveryMs);
    }
  },
};
