import {
  DescribeStateMachineAliasCommand,
  ListStateMachineVersionsCommand,
  paginateListStateMachines,
  ResourceNotFound,
  UpdateStateMachineAliasCommand,
} from "@aws-sdk/client-sfn";
import * as z from "zod";
import type { ShiftClients } from "./clients.ts";
import { everything } from "./pages.ts";

/** What infra/state-machine.ts writes into the description of an alias. */
const Settings = z.strictObject({
  stage: z.string(),
  slice: z.string(),
  percent: z.number(),
  minutes: z.number(),
  alarms: z.array(z.string()),
});

/** What an alias means: a shift that is under way is kept nowhere else. */
export interface Routing {
  /** The version that has all executions, or the most of them. */
  readonly live: number;
  /** The one that has a share of them. */
  readonly next?: number;
  /** When it was set, in milliseconds. */
  readonly since: number;
}

/** A state machine whose executions deployments shift, and where it stands. */
export interface ShiftedMachine extends Routing, z.output<typeof Settings> {
  readonly arn: string;
  /** As people call it: `ReserveStock`. */
  readonly name: string;
  readonly newest: number;
}

const versionOf = (arn = "") => Number(arn.split(":").at(-1));
const aliasArn = (machineArn: string) => `${machineArn}:live`;

const aliasOf = async ({ sfn }: ShiftClients, machineArn: string) => {
  const found = await sfn.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn: aliasArn(machineArn) }),
  );
  // Only newer versions are shifted in, and deployments count upwards.
  const [live = Number.NaN, next] = (found.routingConfiguration ?? [])
    .map(({ stateMachineVersionArn }) => versionOf(stateMachineVersionArn))
    .sort((one, other) => one - other);
  const routing: Routing = { live, next, since: found.updateDate!.getTime() };
  return { routing, description: found.description };
};

/** What the alias means by now. */
export const routingOf = async (clients: ShiftClients, { arn }: ShiftedMachine): Promise<Routing> =>
  (await aliasOf(clients, arn)).routing;

/** Gives `next` so many percent of what is started from now on; without it `live` has all. */
export const setRouting = async (
  { sfn }: ShiftClients,
  { arn }: ShiftedMachine,
  { live, next, percent = 0 }: { live: number; next?: number; percent?: number },
): Promise<void> => {
  const route = (version: number, weight: number) => ({
    stateMachineVersionArn: `${arn}:${version}`,
    weight,
  });
  await sfn.send(
    new UpdateStateMachineAliasCommand({
      stateMachineAliasArn: aliasArn(arn),
      routingConfiguration: [
        route(live, 100 - percent),
        ...(next === undefined ? [] : [route(next, percent)]),
      ],
    }),
  );
};

const settingsOf = (description = "") => {
  try {
    return Settings.safeParse(JSON.parse(description)).data;
  } catch {
    return undefined;
  }
};

/** The state machines of a slice that shift; none where the stage takes in new versions at once. */
export const machinesOf = async (
  clients: ShiftClients,
  { stage, slice }: { stage: string; slice: string },
): Promise<ShiftedMachine[]> => {
  const prefix = `sourdough-${stage}-`;
  const all = await everything(
    paginateListStateMachines({ client: clients.sfn }, {}),
    (page) => page.stateMachines,
  );
  const found = await Promise.all(
    all
      .filter(({ name }) => name?.startsWith(prefix))
      .map(async ({ name = "", stateMachineArn: arn = "" }): Promise<ShiftedMachine[]> => {
        const alias = await aliasOf(clients, arn).catch((error: unknown) => {
          if (error instanceof ResourceNotFound) return undefined;
          throw error;
        });
        const settings = settingsOf(alias?.description);
        if (!alias || settings?.stage !== stage || settings.slice !== slice) return [];
        // They come newest first.
        const { stateMachineVersions: [newest] = [] } = await clients.sfn.send(
          new ListStateMachineVersionsCommand({ stateMachineArn: arn, maxResults: 1 }),
        );
        return [
          {
            ...settings,
            ...alias.routing,
            arn,
            name: name.slice(prefix.length),
            newest: versionOf(newest?.stateMachineVersionArn),
          },
        ];
      }),
  );
  return found.flat();
};
