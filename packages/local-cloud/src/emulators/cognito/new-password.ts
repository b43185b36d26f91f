import { checkWritable } from "./attributes.ts";
import { notAuthorized } from "./grants.ts";
import { type Parameters, requiredParameter } from "./parameters.ts";
import { checkPassword } from "./password-policy.ts";
import type { Sessions } from "./sessions.ts";
import type { Attempt, Challenge } from "./sign-in.ts";
import type { User } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

const requiredIn = ({ properties }: UserPool): string[] => [
  ...properties.usernameAttributes,
  ...properties.schemas.flatMap(({ name, required }) => (required && name !== "sub" ? [name] : [])),
];

/** Asks who signs in with a temporary password for one of their own, and for attributes that are missing. */
export const newPasswordChallenge = (
  sessions: Sessions,
  { pool, client }: Attempt,
  user: User,
): Challenge => {
  const missing = requiredIn(pool).filter((name) => user.attributes[name] === undefined);
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: sessions.open(client, user, { challenge: "NEW_PASSWORD_REQUIRED" }),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(user.attributes),
    },
  };
};

/** Sets what the answer to the challenge has. Throws `InvalidPasswordException` or what is wrong with an attribute. */
export const takeNewPassword = ({ pool, client }: Attempt, user: User, given: Parameters): User => {
  const password = requiredParameter(given, "NEW_PASSWORD");
  const attributes = new Map(
    Object.entries(given).flatMap(([key, value]) =>
      key.startsWith("userAttributes.") ? [[key.slice("userAttributes.".length), value] as const] : [],
    ),
  );
  checkWritable(attributes.keys(), client);
  const provided = requiredIn(pool).find((name) => attributes.has(name) && user.attributes[name]);
  if (provided !== undefined) throw notAuthorized(`Cannot modify an already provided ${provided}`);
  checkPassword(password, pool.properties.passwordPolicy);
  return pool.setPassword(pool.update(user, attributes), password, "CONFIRMED");
};
