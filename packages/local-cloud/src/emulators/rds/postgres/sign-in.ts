import type { Database } from "./database.ts";
import { PostgresError } from "./error.ts";
import { isPasswordOf } from "./password.ts";
import { literal } from "./quote.ts";
import { resultIn, simpleQuery } from "./statement.ts";

/** Lets in whoever is a role of the database with that password: the one of the link, or one that the app has made. */
export const signIn = async (database: Database, user: string, password: string): Promise<void> => {
  const owner = database.session({ user: "postgres" });
  const { rows } = resultIn(
    await owner.exec(
      simpleQuery(`SELECT rolpassword, rolcanlogin FROM pg_authid WHERE rolname = ${literal(user)}`),
    ),
  );
  const [kept, mayLogIn] = rows[0] ?? [];
  if (!isPasswordOf(kept ?? "", password))
    throw new PostgresError("28P01", `password authentication failed for user "${user}"`);
  if (mayLogIn !== "t") throw new PostgresError("28000", `role "${user}" is not permitted to log in`);
};

const REPORTED =
  "client_encoding DateStyle in_hot_standby integer_datetimes IntervalStyle is_superuser server_encoding server_version " +
  "session_authorization standard_conforming_strings TimeZone";

/** Name and value of each setting that a client is told when it is let in. */
export const reportedSettings = async (
  exec: (messages: Buffer) => Promise<Buffer>,
): Promise<readonly (readonly string[])[]> => {
  const names = REPORTED.split(" ").map(literal).join(", ");
  const answer = await exec(
    simpleQuery(`SELECT name, current_setting(name) FROM unnest(ARRAY[${names}]) AS name`),
  );
  return resultIn(answer).rows as readonly (readonly string[])[];
};
