import type { Refusals } from "./refusals.ts";

/** What SST's components are given, before they make resources of it. */
type Arguments = Record<string, unknown>;
type Rule = (args: Arguments, name: string) => string | undefined;

const rendered = () =>
  "it renders pages on a server, which the local cloud does not build or run; start it with its own dev command.";

/** What shows in no resource, or too late: SST reads the output of a build, or throws. Says what is refused. */
const rules: Readonly<Record<string, Rule>> = {
  "sst:aws:Analog": rendered,
  "sst:aws:Astro": rendered,
  "sst:aws:Nextjs": rendered,
  "sst:aws:Nuxt": rendered,
  "sst:aws:React": rendered,
  "sst:aws:Remix": rendered,
  "sst:aws:SolidStart": rendered,
  "sst:aws:SvelteKit": rendered,
  "sst:aws:TanstackStart": rendered,
  "sst:sst:Secret": ({ placeholder }, name) => {
    const variable = `SST_SECRET_${name}`;
    if (process.env[variable] !== undefined || placeholder !== undefined) return undefined;
    // SST would throw at the first use and hide what else is refused.
    process.env[variable] = "";
    return `it has no value. Set ${variable} in the environment or in the app's .env, or give it a placeholder; "sst secret set" keeps values in AWS, which the local cloud does not ask.`;
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
