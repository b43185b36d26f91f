import { expect, test } from "vitest";
import { operated } from "./ops/operated.fixture.ts";

test("says how it is used, and each command how it is", async () => {
  const { code, stdout } = await operated("--help");
  expect(code).toBe(0);
  for (const name of [
    "dlq",
    "order",
    "put-event",
    "audit",
    "rebuild",
    "experiment",
    "--stage",
    "--json",
    "--yes",
  ])
    expect(stdout).toContain(name);

  const rebuild = await operated("rebuild", "--help");
  expect(rebuild.code).toBe(0);
  for (const option of ["--from", "--to", "--no-switch", "--rollback", "--give-up", "--stage"])
    expect(rebuild.stdout).toContain(option);
});

test.each([
  [["rebuild"], "rebuild takes one of SalesProjection."],
  [["rebuild", "Nobody"], "rebuild takes one of SalesProjection."],
  [["rebuild", "SalesProjection", "--from", "yesterday"], "--from yesterday is no time"],
  [["rebuild", "SalesProjection", "--from", "2026-11-31"], "--from 2026-11-31 is no time"],
  [
    ["rebuild", "SalesProjection", "--from", "2026-11-02", "--to", "2026-11-01"],
    "--from must be before --to.",
  ],
  [["rebuild", "SalesProjection", "--rollback", "--give-up"], "exclude each other"],
  [["audit", "--weights", "a=1"], "Unknown option '--weights'"],
  [["audit", "twice"], "audit takes no twice."],
  [["bake"], 'There is no command "bake".'],
  [["--stage", "prod", "bake"], 'There is no command "bake".'],
  [["dlq"], "dlq takes one of list, show, repair, redrive"],
  [["dlq", "show"], "dlq show takes one queue."],
  [["dlq", "list", "--dry-run"], "dlq list takes no --dry-run."],
  [["dlq", "redrive", "Email", "--rate", "fast"], "--rate is a whole number from 1 to 1000"],
  [["dlq", "repair", "Email", "--set", "a=1", "--patch", "x.json"], "exclude each other"],
  [["dlq", "redrive", "Email", "--stage", "prod"], "say --yes, since nobody is here to ask"],
  [["experiment", "menu-order", "--weights", "counter=much"], "whole number from 0 to 9999"],
  [["experiment", "menu-colour"], "Name one experiment: menu-order"],
  [["executions", "redrive"], "takes the name or the ARN of one, or --all"],
  [["rotate"], "rotate takes one of appsync-key, webhook-secret"],
  [["rotate", "appsync-key", "--now"], "rotate appsync-key takes no --now."],
  [["rotate", "webhook-secret", "--stage", "prod"], "This replaces the webhook-secret on prod: say --yes"],
  [["tail", "--since", "soon"], "--since soon is no duration"],
  [["order", "17"], "order takes one order id"],
  [["put-event", "OrderBaked"], 'there is no "OrderBaked"'],
  [["put-event", "OrderPlaced", "--version", "9"], "OrderPlaced has no version 9; it has 1, 2."],
  [["put-event", "OrderPlaced", "--set", "data.total=much"], "detail.data.total"],
])("refuses %j as wrong usage", async (args, says) => {
  const { code, stdout, stderr } = await operated(...args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(says);
});
