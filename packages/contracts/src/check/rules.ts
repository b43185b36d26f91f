import {
  type EventContract,
  eventJsonSchema,
  type JsonSchema,
  personalFields,
} from "@sourdough/events-schema";
import { type ContractFile, type Problem, titleOf } from "@sourdough/events-schema/repository";

/** Where a contract belongs: `OrderPlaced` v2 of `sourdough.orders` in `orders/order-placed.v2.ts`. */
export function fileOf({ name, version, source }: { name: string; version: number; source: string }): string {
  const kebab = name.replace(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
  return `events-schema/src/${source.replace(/^sourdough\./, "")}/${kebab}.v${version}.ts`;
}

interface Leaf {
  path: string;
  described: boolean;
  personal: boolean;
}

function leaves(schema: JsonSchema, path = "", described = false): Leaf[] {
  const known = described || schema.description !== undefined;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((choice) => leaves(choice, path, known));
  if (schema.items) return leaves(schema.items, path, known);
  if (!schema.properties) return [{ path, described: known, personal: schema["x-personal"] ?? false }];
  return Object.entries(schema.properties).flatMap(([name, field]) =>
    leaves(field, path ? `${path}.${name}` : name),
  );
}

function* schemaRules(contract: EventContract): Generator<Omit<Problem, "subject">> {
  let schema: JsonSchema;
  try {
    schema = eventJsonSchema(contract);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield { rule: `cannot be written as JSON Schema: ${reason}`, remedy: "use what JSON Schema can say" };
    return;
  }
  const fields = leaves(schema.properties?.data ?? {});
  for (const { path, described } of fields)
    if (!described)
      yield {
        rule: `data.${path} has no description`,
        remedy: "say what it is and in which unit: .describe()",
      };
  const marked = new Set(fields.filter(({ personal }) => personal).map(({ path }) => path));
  const stated = new Set(contract.personal);
  for (const path of marked)
    if (!stated.has(path))
      yield { rule: `data.${path} is marked as personal`, remedy: `add "${path}" to personal` };
  for (const path of stated)
    if (!marked.has(path))
      yield {
        rule: `personal names data.${path}, which is no field marked as personal`,
        remedy: 'correct the path, or mark the field with .meta({ "x-personal": true })',
      };
  for (const path of stated)
    if (!personalFields.includes(path.split(".").at(-1) ?? ""))
      yield {
        rule: `data.${path} is personal, and logs do not know it by its name`,
        remedy: `add "${path.split(".").at(-1)}" to personalFields in events-schema/src/personal.ts`,
      };
  for (const { path } of fields)
    if (/e-?mail|phone/i.test(path) && !stated.has(path))
      yield { rule: `data.${path} looks personal, and is not marked`, remedy: `add "${path}" to personal` };
}

function* exampleRules({
  examples,
  data,
  upcast,
  version,
  name,
}: EventContract): Generator<Omit<Problem, "subject">> {
  if (examples.length < 2)
    yield { rule: `has ${examples.length} examples, and must have two`, remedy: "add typical ones" };
  for (const [index, example] of examples.entries()) {
    const parsed = data.safeParse(example);
    for (const issue of parsed.error?.issues.slice(0, 5) ?? [])
      yield {
        rule: `example ${index + 1} does not parse: ${issue.path.join(".") || "data"}: ${issue.message}`,
        remedy: "correct the example, or the schema if the example is right",
      };
  }
  if (!upcast) return;
  for (const [index, example] of upcast.from.examples.entries()) {
    const parsed = data.safeParse(upcast.data(upcast.from.data.parse(example)));
    const [issue] = parsed.error?.issues ?? [];
    if (issue)
      yield {
        rule: `example ${index + 1} of ${name} v${upcast.from.version} is no v${version} after its upcast: ${issue.path.join(".")}: ${issue.message}`,
        remedy: "let the upcast fill what the newer version requires from what the older has",
      };
  }
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

function* lifecycleRules({ lifecycle }: EventContract, today: string): Generator<Omit<Problem, "subject">> {
  const days =
    lifecycle.status === "deprecated" ? [lifecycle.since, lifecycle.removeAfter] : [lifecycle.since];
  for (const day of days)
    if (!isDay(day))
      yield { rule: `has "${day}" in its lifecycle, which is no day`, remedy: "write YYYY-MM-DD" };
  if (lifecycle.status === "deprecated" && lifecycle.removeAfter < today)
    yield {
      rule: `was to be gone after ${lifecycle.removeAfter}`,
      remedy: "remove its publisher, its consumers and its file, or move the day if they need longer",
    };
}

/** What is wrong with the contracts themselves; `today` is `YYYY-MM-DD`. */
export function ruleProblems(contracts: readonly ContractFile[], today: string): Problem[] {
  const problems: Problem[] = [];
  const byTitle = Map.groupBy(contracts, ({ contract }) => titleOf(contract));
  for (const [subject, same] of byTitle)
    if (same.length > 1)
      problems.push({
        subject,
        rule: `is in ${same.length} files: ${same.map(({ file }) => file).join(", ")}`,
        remedy: "keep one, or give the other the next version",
      });
  for (const { file, contract } of contracts) {
    const subject = titleOf(contract);
    const found = [...exampleRules(contract), ...schemaRules(contract), ...lifecycleRules(contract, today)];
    if (file !== fileOf(contract))
      found.push({ rule: `is in ${file}`, remedy: `move it to ${fileOf(contract)}` });
    const before = { ...contract, version: contract.version - 1 };
    if (byTitle.has(titleOf(before)) && contract.upcast?.from.version !== before.version)
      found.push({
        rule: `has no upcast from v${before.version}, which lives beside it`,
        remedy: "declare upcast: { from, data } in it, so that consumers get the newest shape",
      });
    problems.push(...found.map((problem) => ({ subject, ...problem })));
  }
  return problems;
}
