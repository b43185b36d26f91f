import {
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  ListApiKeysCommand,
  NotFoundException,
} from "@aws-sdk/client-appsync";
import { DescribeConnectionCommand, UpdateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { busKeys } from "../../../infra/bus-keys.ts";
import type { Out } from "../command.ts";
import type { Target } from "../target.ts";
import { secretParameter } from "./parameter.ts";
import { pass } from "./pass.ts";

const dayMs = 24 * 3600 * 1000;
/** AppSync takes 365 days from its own now, and rounds down to the hour. */
const livesMs = 364 * dayMs;

interface Key {
  readonly id: string;
  readonly description: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

/** Those of the bus, the oldest first: all but the deployment's own say since when. */
const keysOf = async ({ appsync }: Target, apiId: string): Promise<Key[]> => {
  const keys: Key[] = [];
  let nextToken: string | undefined;
  do {
    const page = await appsync.send(new ListApiKeysCommand({ apiId, nextToken }));
    for (const { id = "", description = "", expires = 0 } of page.apiKeys ?? [])
      if (description.startsWith(busKeys)) keys.push({ id, description, expires });
    nextToken = page.nextToken;
  } while (nextToken);
  return keys.toSorted((a, b) => a.description.localeCompare(b.description));
};

const create = async (target: Target, apiId: string): Promise<Key> => {
  const now = await target.now();
  const description = `${busKeys}, since ${new Date(now).toISOString()}`;
  const expires = Math.floor((now + livesMs) / 1000);
  const { apiKey } = await target.appsync.send(new CreateApiKeyCommand({ apiId, description, expires }));
  return { id: apiKey?.id ?? "", description, expires: apiKey?.expires ?? expires };
};

/** Until EventBridge is done with it: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html */
const authorized = async (target: Target, Name: string) => {
  for (;;) {
    const { ConnectionState, StateReason } = await target.events.send(
      new DescribeConnectionCommand({ Name }),
    );
    if (ConnectionState === "AUTHORIZED") return;
    if (ConnectionState === "DEAUTHORIZED")
      throw new Error(
        `The connection ${Name} is ${ConnectionState}: ${StateReason}. The old key is still there; call it again.`,
      );
    await pass(target, target.lookEveryMs);
  }
};

/**
 * Another key for the bus. How far an earlier call came is seen by what there is: two keys of the bus are a rotation that
 * did not end, and the younger one is to stay.
 */
export const rotateAppSyncKey = async (target: Target, out: Out): Promise<boolean> => {
  const apiId = await target.shared("realtime-api-id");
  const connection = `sourdough-${target.stage}-realtime`;
  const before = await keysOf(target, apiId);
  if (before.length > 1) out.progress("Goes on with a rotation that did not end.");
  const key = (before.length > 1 && before.at(-1)) || (await create(target, apiId));
  out.progress(`The new key is ${shown(key)}. The next deployment will find it.`);
  await secretParameter(target, "realtime-key").write(key.id);
  await target.events.send(
    new UpdateConnectionCommand({
      Name: connection,
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: key.id } },
    }),
  );
  await authorized(target, connection);
  out.progress(`${connection} has it. Waits for requests that are on their way with the old one.`);
  await pass(target, target.settleMs);
  const old = (await keysOf(target, apiId)).filter(({ id }) => id !== key.id);
  for (const { id } of old)
    await target.appsync.send(new DeleteApiKeyCommand({ apiId, id })).catch((error: unknown) => {
      if (!(error instanceof NotFoundException)) throw error;
    });
  const until = new Date(key.expires * 1000).toISOString().slice(0, 10);
  out.say(`The bus publishes with ${shown(key)}, until ${until}; ${old.map(shown).join(", ")} is refused.`);
  out.say(`Rotate it again before ${until}.`);
  out.result({ key: shown(key), until, deleted: old.map(shown) });
  return true;
};

/** A key is a secret: only its end is shown. */
const shown = ({ id }: Key) => `…${id.slice(-4)}`;
