import { z } from "zod";
import type { Attempt } from "./sign-in.ts";
import type { User } from "./store.ts";
import type { AskTrigger } from "./triggers.ts";

/** Takes over a user whom only the app's own function knows; who forgot the password has none to show. */
export type Migrate = (
  attempt: Attempt,
  username: string,
  password: string | undefined,
) => Promise<User | undefined>;

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
const migrated = z.looseObject({
  /** Absent where the function knows nobody of the name and password. */
  userAttributes: z.record(z.string(), z.string()).optional(),
  finalUserStatus: z.enum(["CONFIRMED", "RESET_REQUIRED"]).default("RESET_REQUIRED"),
});

export const createMigrate =
  (ask: AskTrigger): Migrate =>
  async ({ pool, client, caller, metadata }, username, password) => {
    const answer = await ask("userMigration", {
      pool,
      clientId: client.id,
      username,
      attributes: new Map(),
      source: password === undefined ? "UserMigration_ForgotPassword" : "UserMigration_Authentication",
      request: { password, clientMetadata: metadata },
      caller,
    });
    if (answer === undefined) return undefined;
    const { userAttributes, finalUserStatus } = migrated.parse(answer);
    if (!userAttributes) return undefined;
    const attributes = new Map(Object.entries(userAttributes).filter(([name]) => name !== "username"));
    return pool.add({ username, password, attributes, status: finalUserStatus });
  };
