import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { TransientError } from "@sourdough/lambda-kit";
import * as z from "zod";
import type { WebhookSecrets } from "../use-cases/ports.ts";

/** The value of the parameter: the newest first. `npm run ops -- rotate webhook-secret` writes it. */
export const StoredSecrets = z.array(
  z.object({
    /** The provider's id of the endpoint it signs for; the one of the local cloud has none. */
    endpoint: z.string().optional(),
    secret: z.string().startsWith("whsec_"),
  }),
);

/** A secret that is retired is taken no longer than this. */
const freshMs = 60_000;
/** Whoever sends forged requests makes a function read no more often; a rotation waits longer before the provider signs. */
export const rereadMs = 2_000;

/** Secrets in a parameter of Systems Manager, kept between invocations. */
export const webhookSecrets = (
  client: Pick<SSMClient, "send">,
  Name: string,
  now: () => Date,
): WebhookSecrets => {
  let read = { secrets: [] as readonly string[], at: Number.NEGATIVE_INFINITY };
  const age = () => now().getTime() - read.at;
  const fetchAll = async () => {
    const at = now().getTime();
    try {
      const command = new GetParameterCommand({ Name, WithDecryption: true });
      const { Parameter } = (await client.send(command)) as { Parameter?: { Value?: string } };
      const stored = StoredSecrets.parse(JSON.parse(Parameter?.Value ?? ""));
      read = { secrets: stored.map(({ secret }) => secret), at };
      return read.secrets;
    } catch (cause) {
      throw new TransientError(`The secrets of the webhook cannot be read from ${Name}`, { cause });
    }
  };
  return {
    known: async () => (age() < freshMs ? read.secrets : fetchAll()),
    renewed: async () => (age() < rereadMs ? undefined : fetchAll()),
  };
};
