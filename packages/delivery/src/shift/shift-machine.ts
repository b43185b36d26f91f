import { DescribeAlarmsCommand, paginateDescribeAlarmHistory } from "@aws-sdk/client-cloudwatch";
import * as z from "zod";
import type { ShiftClients } from "./clients.ts";
import { routingOf, type ShiftedMachine, setRouting } from "./machines.ts";
import type { ShiftOptions } from "./options.ts";
import { everything } from "./pages.ts";
import { runbookOf } from "./runbooks.ts";

/**
 * Gives the newest version of a state machine a share of its executions, and all of them when no alarm has gone off for
 * its time; else the version before has all again. CodeDeploy does not do that. Resolves with whether the version is
 * live. All that it goes by is in the alias, so whoever was interrupted can call again, and two may at the same time.
 */
export const shiftMachine = async (machine: ShiftedMachine, options: ShiftOptions): Promise<boolean> => {
  const { clients, say, wait, now = Date.now } = options;
  const { live, name, newest, percent, minutes } = machine;
  if (machine.next !== newest) {
    const already = await firing(machine, clients);
    if (already.length > 0) {
      say(`${name}: version ${newest} is not live, and gets no share while an alarm is on.`);
      return tellAlarms(already, say);
    }
    await setRouting(clients, machine, { live, next: newest, percent });
  }
  say(`${name}: version ${newest} has ${percent} % of the executions, version ${live} the rest.`);
  for (;;) {
    const current = await routingOf(clients, machine);
    if (current.next !== newest) return tellOther(machine, current.live, say);
    const alarms = await firingSince(machine, current.since, clients);
    if (alarms.length > 0) {
      await setRouting(clients, machine, { live });
      say(
        `${name}: version ${newest} is not live, and version ${live} has all executions again, since an alarm went off.`,
      );
      return tellAlarms(alarms, say);
    }
    if ((await now()) - current.since >= minutes * 60_000) break;
    await wait();
  }
  await setRouting(clients, machine, { live: newest });
  say(`${name}: version ${newest} is live.`);
  return true;
};

/** Somebody else has ended it: another run of this, or whoever stopped it. */
const tellOther = ({ name, newest }: ShiftedMachine, live: number, say: ShiftOptions["say"]) => {
  if (live === newest) say(`${name}: version ${newest} is live.`);
  else say(`${name}: version ${newest} is not live: version ${live} was given all executions meanwhile.`);
  return live === newest;
};

const tellAlarms = (alarms: readonly string[], say: ShiftOptions["say"]): false => {
  for (const alarm of alarms)
    say(`  alarm ${alarm}: ${runbookOf(alarm) ?? "it has no runbook in docs/runbooks"}`);
  return false;
};

/** Alarms of the machine that are on. */
const firing = async ({ alarms }: ShiftedMachine, { cloudwatch }: ShiftClients): Promise<string[]> => {
  if (alarms.length === 0) return [];
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...alarms], StateValue: "ALARM" }),
  );
  return MetricAlarms.map(({ AlarmName = "" }) => AlarmName);
};

const Change = z.object({ newState: z.object({ stateValue: z.string() }) });
const turnedOn = (data = "{}") => Change.safeParse(JSON.parse(data)).data?.newState.stateValue === "ALARM";

/** Those that are on, or were since then: nobody may have looked meanwhile. */
const firingSince = async (
  machine: ShiftedMachine,
  since: number,
  clients: ShiftClients,
): Promise<string[]> => {
  const on = await firing(machine, clients);
  const were = await Promise.all(
    machine.alarms.map(async (AlarmName) => {
      const changes = await everything(
        paginateDescribeAlarmHistory(
          { client: clients.cloudwatch },
          { AlarmName, HistoryItemType: "StateUpdate", StartDate: new Date(since) },
        ),
        (page) => page.AlarmHistoryItems,
      );
      return changes.some(({ HistoryData }) => turnedOn(HistoryData)) ? [AlarmName] : [];
    }),
  );
  return [...new Set([...on, ...were.flat()])];
};
