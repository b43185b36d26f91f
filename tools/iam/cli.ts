import { join } from "node:path";
import { parseArgs } from "node:util";
import { synthesize } from "sourdough-local/synth";
import { forms, type Granted, grantsOf, lineOf, readRecord } from "../../infra/test/grants.ts";
import { unusedGrants } from "../../infra/unused-grants.ts";
import { record } from "./record.ts";
import { asText, report } from "./report.ts";

const help = `Usage: npm run iam -- <command> [options]

What the roles of the system may do, against what the flow tests need.

  report                  what each role may do, and what of it is used, explained, unused, new or missing
    --role <text>         roles with that in their name
    --json                for programs
  record [<flow test>...] brings infra/test/grants-in-use.json up to date: runs those tests and adds what they need;
                          without tests, forgets what is not granted any more and says what is new
    --fresh               all flow tests, and a new record

  --help                  this text

Exit codes: 0 well, 1 a grant is unused without a reason, new or missing, 2 wrong usage.`;

const root = join(import.meta.dirname, "../..");

const fail = (message: string): never => {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
};

const parsed = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        role: { type: "string" },
        json: { type: "boolean" },
        fresh: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return fail((error as Error).message);
  }
};

/** Of all forms: names stand for other ARNs in each. */
const readGrants = async (): Promise<Granted[]> => {
  const grants = new Map<string, Granted>();
  for (const form of forms) {
    Object.assign(process.env, form);
    const { graph } = await synthesize({ root });
    for (const grant of grantsOf(graph)) grants.set(JSON.stringify(grant), grant);
    for (const name of Object.keys(form)) delete process.env[name];
  }
  return [...grants.values()].sort((a, b) => (a.role === b.role ? 0 : a.role < b.role ? -1 : 1));
};

const { values, positionals } = parsed();
const [command, ...files] = positionals;

if (values.help) {
  console.log(help);
  process.exit(0);
}
if (command !== "report" && command !== "record")
  fail(command ? `There is no command "${command}".` : "Say what to do.");
if (command === "report" && (files.length > 0 || values.fresh))
  fail("report takes no flow tests and no --fresh.");
if (command === "record" && values.fresh && files.length > 0) fail("--fresh runs all flow tests: name none.");

const grants = await readGrants();
if (command === "record") await record(root, grants, { files, fresh: values.fresh ?? false });
const named = [...new Map(grants.map((grant) => [`${grant.role} ${lineOf(grant)}`, grant])).values()];
const roles = report(named, readRecord(), unusedGrants, values.role);
const wrong = roles.filter(
  ({ unused, unknown, missing }) => unused.length + unknown.length + missing.length > 0,
);
// After a recording, only what is left to do.
const shown = command === "report" ? roles : wrong;
console.log(values.json ? JSON.stringify(shown, null, 2) : asText(shown));
if (wrong.length > 0 && !values.json)
  console.log(
    "UNUSED: take the grant away, or say in infra/unused-grants.ts why it stays. NEW: npm run iam -- record <flow tests that need it>.",
  );
process.exit(wrong.length > 0 ? 1 : 0);
