import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables a config sees, as SST's CLI makes them: those of the shell, over them `.env.<stage>`, under them `.env`
 * (https://github.com/anomalyco/sst/blob/dev/cmd/sst/cli/project.go).
 */
export const configEnvironment = async (
  root: string,
  stage: string,
  secrets: Readonly<Record<string, string>> = {},
): Promise<Environment> => {
  const read = async (name: string) => parseEnv(await readFile(join(root, name), "utf8").catch(() => ""));
  return {
    ...(await read(".env")),
    ...process.env,
    ...(await read(`.env.${stage}`)),
    ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [SECRET + name, value])),
  };
};

/** What a variable begins with that has the value of an `sst.Secret`; SST's components read it from there. */
export const SECRET = "SST_SECRET_";

/** What the variables were, without telling: hashes with a salt of their own. */
export interface EnvironmentPrint {
  readonly salt: string;
  readonly values: Readonly<Record<string, string>>;
}

const print = (salt: string, value: string | undefined) =>
  value === undefined ? "" : createHash("sha256").update(salt).update(value).digest("hex");

export const printEnvironment = (environment: Environment, names: readonly string[]): EnvironmentPrint => {
  const salt = randomUUID();
  return {
    salt,
    values: Object.fromEntries(names.toSorted().map((name) => [name, print(salt, environment[name])])),
  };
};

export const isSameEnvironment = (environment: Environment, { salt, values }: EnvironmentPrint): boolean =>
  Object.entries(values).every(([name, known]) => print(salt, environment[name]) === known);

/** Whether the config was given values of secrets; they are in its graph, in clear text. */
export const readsSecrets = (environment: Environment, names: readonly string[]): boolean =>
  names.some((name) => name.startsWith(SECRET) && environment[name] !== undefined);
