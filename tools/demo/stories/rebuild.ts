import { ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { rebuildCommand } from "../../ops/rebuild.ts";
import { openTarget, type Target } from "../../ops/target.ts";
import { dim, type Stage } from "../stage.ts";
import type { Story } from "../story.ts";
import { orderReady } from "./ready-order.ts";

const projection = { positionals: ["SalesProjection"], values: {} };

const mails = async ({ outputs }: Stage) => {
  const answer = await fetch(`${outputs.consoleUrl}/api/mailbox?limit=1000`);
  return ((await answer.json()) as { mails: unknown[] }).mails.length;
};

/** A sum of a product that somebody has counted wrong. */
const miscount = async ({ dynamodb, shared }: Target) => {
  const TableName = await shared("sales-table");
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({
      TableName,
      FilterExpression: "entity = :product AND pieces > :none",
      ExpressionAttributeValues: { ":product": { S: "salesOfProduct" }, ":none": { N: "0" } },
    }),
  );
  const [sum] = Items;
  if (!sum?.pk || !sum.sk) throw new Error("nothing was sold yet.");
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: sum.pk, sk: sum.sk },
      UpdateExpression: "ADD pieces :more, revenueCents :cents",
      ExpressionAttributeValues: { ":more": { N: "100" }, ":cents": { N: "28000" } },
    }),
  );
  return `${sum.sku?.S} at ${sum.storeId?.S}`;
};

export const rebuild: Story = {
  name: "rebuild",
  about:
    "the sales were counted wrong: they are built again from the archive of the bus, and nobody is told twice",
  async play(stage) {
    const target = await openTarget(undefined);
    for (const name of ["Ada", "Grace", "Barbara"]) await orderReady(stage, name);
    await stage.pass({ minutes: 1 });
    const what = await stage.until("sale", () => miscount(target).catch(() => undefined));
    stage.say(`Somebody miscounts: a hundred pieces too many of ${what}.`);
    const before = await mails(stage);
    await rebuildCommand.run(target, projection);
    const after = await mails(stage);
    if (after !== before) throw new Error(`${after - before} messages were sent meanwhile.`);
    stage.say("Not one e-mail was sent, and no card charged: only the projection heard the replay.");
    stage.say(dim(`The console has it: ${stage.outputs.consoleUrl}/#/archives`));
  },
};
