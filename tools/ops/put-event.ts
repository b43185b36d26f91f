import { styleText } from "node:util";
import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { contracts } from "@sourdough/events-schema/contracts";
import { events } from "@sourdough/events-schema/local-cloud";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut, wholeNumber } from "./command.ts";
import { nameOf } from "./names.ts";
import { allPages, eachOf } from "./pages.ts";
import { setPaths } from "./set-path.ts";
import type { Target } from "./target.ts";

const usage = `
    <Event>               its name, such as MenuItemChanged; docs/events has them all
    --version <n>         the newest unless stated
    --example <n>         which of the contract's examples, from 1: the first unless stated
    --set <path=value>    sets a field of the detail, such as data.sku=country-loaf; again for more
    --dry-run             prints the event and whom it would reach`;

/** What is asked for, checked against the contract. Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [name = "", ...others] = positionals;
  const ofName = events.filter(({ detailType }) => detailType === name);
  if (ofName.length === 0 || others.length > 0) {
    const names = [...new Set(contracts.map((contract) => contract.name))].sort().join(", ");
    throw new UsageError(
      `put-event takes one event${name ? `, and there is no "${positionals.join(" ")}"` : ""}. There are ${names}.`,
    );
  }
  const version = wholeNumber(values.version, "version") ?? Math.max(...ofName.map((one) => one.version));
  const contract = ofName.find((one) => one.version === version);
  if (!contract)
    throw new UsageError(
      `${name} has no version ${version}; it has ${ofName.map((one) => one.version).join(", ")}.`,
    );
  const examples = contract.examples();
  const number = wholeNumber(values.example, "example", { most: examples.length }) ?? 1;
  const detail = setPaths(examples[number - 1], values.set);
  const issues = contract.check(detail);
  if (issues.length > 0)
    throw new UsageError(
      `${name} v${version} would break its contract, and nothing was put on the bus: ${issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}.`,
    );
  return { name, source: contract.source, version, detail, dryRun: values["dry-run"] === true };
};

interface Reached {
  readonly rule: string;
  readonly targets: readonly string[];
}

/** The rules that match an event as the bus would deliver it. */
const reachedBy = async (target: Target, bus: string, event: object): Promise<Reached[]> => {
  const rules = await allPages(async (NextToken) => {
    const page = await target.events.send(new ListRulesCommand({ EventBusName: bus, NextToken }));
    return { items: page.Rules, next: page.NextToken };
  });
  const found = await eachOf(rules, async ({ Name = "", EventPattern, ManagedBy }): Promise<Reached[]> => {
    if (!EventPattern || ManagedBy) return [];
    const { Result } = await target.events.send(
      new TestEventPatternCommand({ Event: JSON.stringify(event), EventPattern }),
    );
    if (!Result) return [];
    const { Targets = [] } = await target.events.send(
      new ListTargetsByRuleCommand({ Rule: Name, EventBusName: bus }),
    );
    return [
      {
        rule: Name,
        targets: Targets.map(({ Arn = "" }) => nameOf(Arn)),
      },
    ];
  });
  return found.flat();
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const { name, source, version, detail, dryRun } = read(args);
  const bus = `sourdough-${target.stage}-bus`;
  const at = new Date(await target.now()).toISOString().replace(/\.\d+Z$/, "Z");
  const event = {
    version: "0",
    id: crypto.randomUUID(),
    "detail-type": name,
    source,
    account: "000000000000",
    time: at,
    region: "eu-west-1",
    resources: [],
    detail,
  };
  const reaches = await reachedBy(target, bus, event);
  out.say(
    `${name} v${version} of ${source}, correlation id ${(detail as { metadata: { correlationId: string } }).metadata.correlationId}`,
  );
  if (dryRun) out.say(styleText("dim", JSON.stringify(detail, null, 2)));
  for (const { rule, targets } of reaches) out.say(`  ${rule} → ${targets.join(", ")}`);
  if (reaches.length === 0) out.say("  No rule matches it: nobody gets it, and only the archive keeps it.");
  let eventId: string | undefined;
  if (!dryRun) {
    const { Entries = [] } = await target.events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: bus, Source: source, DetailType: name, Detail: JSON.stringify(detail) }],
      }),
    );
    const [entry] = Entries;
    if (!entry?.EventId) throw new Error(`The bus refuses it: ${entry?.ErrorCode}, ${entry?.ErrorMessage}.`);
    eventId = entry.EventId;
    out.say(styleText("green", "✓ On the bus."));
  }
  out.result({ event: name, version, source, detail, reaches, published: !dryRun, busEventId: eventId });
  return true;
};

/** Puts an event on the bus that is made of its contract's example. */
export const putEvent: Command = {
  name: "put-event",
  about: "puts an event on the bus, made from its contract's example, and says whom it reaches",
  usage,
  options: {
    version: { type: "string" },
    example: { type: "string" },
    set: { type: "string", multiple: true },
    "dry-run": { type: "boolean" },
  },
  check: read,
  changes: (args) => (args.values["dry-run"] ? undefined : `puts ${args.positionals[0]} on the bus`),
  run,
};
