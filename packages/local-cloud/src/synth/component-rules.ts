import { ownCommand } from "../process/own-command.ts";
import { SECRET } from "./environment.ts";
import type { Refusals } from "./refusals.ts";

/** What SST's components are given, before they make resources of it. */
type Arguments = Record<string, unknown>;
type Rule = (args: Arguments, name: string) => string | undefined;

/** Its development server runs here, since nothing is built and no containers run. */
const onlyInDev: Rule = (args) => {
  if (args.dev !== false) return undefined;
  // As it would be, so that nothing is said of the build and the containers that would follow.
  delete args.dev;
  return "it has `dev: false`, and the local cloud runs what `sst dev` would, the command of `dev`, instead of building it; leave that out for this stage.";
};

const onlyAsDev =
  (example: string): Rule =>
  ({ dev }) =>
    dev === undefined
      ? `the local cloud has no such database. Say with \`dev: { ${example} }\` how to reach one that runs on this machine; the same is used by "sst dev".`
      : undefined;

/** What runs nowhere here, and what does in its place. */
const never =
  (sentence: string): Rule =>
  () =>
    `${sentence} Leave it out for this stage.`;

const mysql = onlyAsDev('username: "root", password: "password", database: "local"');

/** What shows in no resource, or too late: SST reads the output of a build, or throws. Says what is refused. */
const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    ["Analog", "Astro", "Nextjs", "Nuxt", "React", "Remix", "Service", "SolidStart", "SvelteKit"]
      .concat("TanStackStart", "Task")
      .map((kind) => [`sst:aws:${kind}`, onlyInDev]),
  ),
  "sst:aws:Alb": never(
    "no containers run here, so there is nothing to balance. A `Service` with a `loadBalancer` of its own has an address of the local cloud.",
  ),
  "sst:aws:AppSync": never(
    "the local cloud has no GraphQL APIs. AppSync Events (`aws.appsync.Api`) run here.",
  ),
  "sst:aws:Aurora": (args, name) => (args.engine === "mysql" ? mysql(args, name) : undefined),
  "sst:aws:Dsql": never(
    "the local cloud has no Aurora DSQL. PostgreSQL runs here, as `sst.aws.Postgres` or `sst.aws.Aurora`.",
  ),
  "sst:aws:Mysql": mysql,
  "sst:aws:OpenSearch": onlyAsDev('url: "http://localhost:9200", username: "admin", password: "admin"'),
  "sst:sst:Secret": ({ placeholder }, name) => {
    const variable = SECRET + name;
    if (process.env[variable] !== undefined || placeholder !== undefined) return undefined;
    // SST would throw at the first use and hide what else is refused.
    process.env[variable] = "";
    return `it has no value. Keep one on this machine with "${ownCommand} secret set ${name} <value>", give one to a single start with --secret ${name}=<value>, set ${variable} in the environment or in the app's .env, or give it a placeholder; "sst secret set" keeps values in AWS, which the local cloud does not ask.`;
  },
};

export type Transform = (
  component: { __pulumiType: string },
  look: (args: Arguments | undefined, options: unknown, name: string) => void,
) => void;

/** Looks at components as the config makes them, by SST's own `$transform`. */
export const checkComponents = (transform: Transform, refusals: Refusals): void => {
  for (const [type, rule] of Object.entries(rules))
    transform({ __pulumiType: type }, (args, _options, name) => {
      const refusal = rule(args ?? {}, name);
      if (refusal) refusals.refuse({ type, name }, refusal);
    });
};
