import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, openOut } from "./command.ts";
import { rotateAppSyncKey } from "./rotate/appsync-key.ts";
import { rotateWebhookSecret } from "./rotate/webhook-secret.ts";

const usage = `
    appsync-key           the key by which the bus publishes to AppSync Events
    webhook-secret        what the payment provider signs its webhooks with: registers another endpoint for the same
                          address, and takes the old one away. Registers the first one, too. On a stage it asks the
                          provider with the key in STRIPE_SECRET_KEY

    --now                 webhook-secret: does not wait for events that the old endpoint still has to deliver; they are
                          lost

Nothing is refused and nothing lost meanwhile. Killed at any step and called again, it goes on where it was.`;

const kinds = { "appsync-key": rotateAppSyncKey, "webhook-secret": rotateWebhookSecret } as const;
const isKind = (word: string): word is keyof typeof kinds => Object.hasOwn(kinds, word);

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [kind = "", ...others] = positionals;
  if (!isKind(kind) || others.length > 0)
    throw new UsageError(
      `rotate takes one of ${Object.keys(kinds).join(", ")}, not "${positionals.join(" ")}".`,
    );
  const now = values.now === true;
  if (now && kind === "appsync-key") throw new UsageError("rotate appsync-key takes no --now.");
  return { kind, now };
};

/** Puts another secret in the place of one, while everything runs. */
export const rotate: Command = {
  name: "rotate",
  about: "replaces a secret without a deployment: appsync-key, webhook-secret",
  usage,
  options: { now: { type: "boolean" } },
  check: read,
  changes: (args) => `replaces the ${read(args).kind}`,
  run: (target, args = nothing, out = openOut()) => {
    const { kind, now } = read(args);
    return kinds[kind](target, out, { now });
  },
};
