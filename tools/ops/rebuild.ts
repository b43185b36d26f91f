import { styleText } from "node:util";
import * as z from "zod";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut } from "./command.ts";
import type { Difference } from "./rebuild/compare.ts";
import { giveUp, type OnProgress, type Outcome, rebuild, rollBack } from "./rebuild/rebuild.ts";
import type { Target } from "./target.ts";

const projections = ["SalesProjection"];

const usage = `
    <projection>          ${projections.join(", ")}
    --from <time>         counts anew what was confirmed from then on (2026-11-01, 2026-11-01T06:00:00Z), else all
                          that the archive has; all other orders are taken from the live version
    --to <time>           and before then
    --no-switch           compares, and leaves the live version; the next run goes on from there
    --rollback            reads the version before again; once more, and it is the newer one
    --give-up             drops the version that is being built, and cancels its replays`;

const Time = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

const time = (value: unknown, option: string): Date | undefined => {
  if (value === undefined) return undefined;
  const { data } = Time.safeParse(value);
  if (data === undefined)
    throw new UsageError(`--${option} ${value} is no time: write 2026-11-01 or 2026-11-01T06:00:00Z.`);
  return new Date(data);
};

/** One line a change, and none that says the same again. */
const printing = ({ say }: Out): OnProgress => {
  let last = "";
  const line = (text: string) => {
    if (text !== last) say(text);
    last = text;
  };
  return (now) => {
    switch (now.step) {
      case "begin":
        line(
          `${now.resumed ? "Going on with" : "Building"} version ${now.building.version} beside the live one.`,
        );
        return line(
          styleText(
            "dim",
            `  The archive has what was published since ${now.keptSince}; older sales are taken over as they are.`,
          ),
        );
      case "arrive":
        return line(styleText("dim", `  Waiting for the archive: ${Math.ceil(now.untilMs / 1000)} s`));
      case "replay":
        return line(
          `  ${Math.floor(now.share * 100)} % replayed${now.until ? `, up to ${now.until}` : ""}, ${now.waiting} waiting`,
        );
      case "drain":
        return line(`  ${now.waiting} waiting to be counted`);
      case "carryOver":
        return line(`  ${now.orders} orders taken from the live version`);
      case "compare":
        return line("Comparing with the live version.");
      case "switch":
        return;
      case "forget":
        return line(styleText("dim", `  ${now.items} items of older versions deleted`));
    }
  };
};

const money = new Set(["revenueCents", "refundedCents"]);
const shown = (sums: Record<string, number>) =>
  Object.entries(sums)
    .map(([name, value]) =>
      money.has(name) ? `${name.replace("Cents", "")} ${(value / 100).toFixed(2)}` : `${name} ${value}`,
    )
    .join(", ") || "nothing";

const printDifference = (
  { storeId, day, hour, currency, sku = "the hour", live, rebuilt }: Difference,
  { say }: Out,
) =>
  say(
    `${styleText("yellow", `${storeId} ${day} ${String(hour).padStart(2, "0")}:00`)}  ${sku}, ${currency}\n  live: ${shown(live)}\n  rebuilt: ${shown(rebuilt)}`,
  );

const printOutcome = ({ version, live, sums, differences, switched }: Outcome, out: Out) => {
  for (const difference of differences) printDifference(difference, out);
  out.say(
    differences.length === 0
      ? `${styleText("green", "✓")} All ${sums} sums are the same.`
      : `${differences.length} of ${sums} sums are others.`,
  );
  out.say(
    switched
      ? `Version ${version} is live. Back to the one before: --rollback.`
      : `Version ${live} is live still; without --no-switch, the next run makes it version ${version}.`,
  );
};

/** What is asked for. Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [projection, ...others] = positionals;
  if (!projection || !projections.includes(projection) || others.length > 0)
    throw new UsageError(`rebuild takes one of ${projections.join(", ")}.`);
  const chosen = ["rollback", "give-up", "no-switch"].filter((option) => values[option]);
  if (chosen.length > 1) throw new UsageError(`--${chosen.join(" and --")} exclude each other.`);
  const [from, to] = [time(values.from, "from"), time(values.to, "to")];
  if (from && to && from >= to) throw new UsageError("--from must be before --to.");
  return { from, to, noSwitch: values["no-switch"] === true };
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const request = read(args);
  const { values } = args;
  const say = (text: string, result: object) => {
    out.say(text);
    out.result(result);
  };

  if (values.rollback) {
    const live = await rollBack(target);
    if (live === undefined) throw new Error("There is no version before the live one.");
    say(`Version ${live} is live again.`, { live });
    return true;
  }
  if (values["give-up"]) {
    const version = await giveUp(target);
    say(version === undefined ? "None is being built." : `Version ${version} is given up.`, { version });
    return true;
  }
  const outcome = await rebuild(target, request, printing(out));
  out.result(outcome);
  printOutcome(outcome, out);
  return request.noSwitch ? outcome.differences.length === 0 : outcome.switched;
};

/** Builds a projection again from the archive of the bus. */
export const rebuildCommand: Command = {
  name: "rebuild",
  about: "builds a projection again from the archive of the bus, compares it, and switches over",
  usage,
  options: {
    from: { type: "string" },
    to: { type: "string" },
    "no-switch": { type: "boolean" },
    rollback: { type: "boolean" },
    "give-up": { type: "boolean" },
  },
  check: read,
  changes: () => "changes which version of the sales is read",
  run,
};
