import { toJsonSchema } from "@sourdough/events-schema";
import { services } from "@sourdough/local-cloud/src/emulators/registry.ts";
import { compileDefinition } from "@sourdough/local-cloud/src/emulators/stepfunctions/asl/compile.ts";
import { createExpressionCompiler } from "@sourdough/local-cloud/src/emulators/stepfunctions/jsonata/expression.ts";
import { shapeOf, titleOf } from "../event-shape.ts";
import { type Program, parseDefinition } from "../machine/definition.ts";
import { createMemory, type Memory } from "../machine/memory.ts";
import { runProgram } from "../machine/run-machine.ts";
import { createWorld } from "../machine/world.ts";
import { arriving, type Proof } from "../proof.ts";
import { recordId } from "../records.ts";
import { variantsOf } from "../samples.ts";
import { list, type Shape } from "../shape.ts";
import { passing, streamInputs, streamRecordId } from "../streams.ts";
import { checkShapes } from "./machine-shapes.ts";
import type { NoteRead } from "./targets.ts";

/** A value a machine is started with, and how many of its records the machine may give back. */
export interface Start {
  readonly note: string;
  readonly shape: Shape;
  readonly values: readonly { readonly note: string; readonly value: unknown }[];
  /** Ids of the records in the value, where a pipe waits for an answer about them. */
  readonly recordIds?: readonly string[];
}

/** State machines read what is there, and make what its receivers take. */
export const checkMachines = async (
  proof: Proof,
  noteRead: NoteRead,
  runs: readonly string[] | undefined,
): Promise<void> => {
  const programs = new Map<string, Program>();
  for (const { resource, definition } of proof.system.machines) {
    const problems = problemsOf(definition);
    for (const { location, message } of problems)
      proof.report({
        resource: resource.name,
        code: "definition.invalid",
        problem: `${location}: ${message}.`,
        rule: "Step Functions refuses a definition it cannot compile.",
        remedy: "Correct the definition.",
      });
    if (problems.length === 0) programs.set(resource.name, parseDefinition(definition));
  }
  const starts = new Map([...programs.keys()].map((name) => [name, startsOf(proof, name)] as const));
  const answers = checkShapes(proof, programs, starts, noteRead);
  const run = [...programs.keys()].filter((name) => runs?.includes(name) ?? true);
  if (run.length > 0) await checkRuns(proof, programs, starts, answers, run);
};

const compileExpression = createExpressionCompiler({ now: () => 0 } as Parameters<
  typeof createExpressionCompiler
>[0]);

const known = new Map<string, ReturnType<typeof compileDefinition>["problems"]>();

const problemsOf = (definition: string) => {
  const cloud = { dispatch: () => Promise.reject(new Error("Nothing is called.")), warn: () => {}, services };
  const children = () => ({ ended: new Promise<never>(() => {}), stop: () => {} });
  const problems =
    known.get(definition) ??
    compileDefinition(definition, { cloud, express: false, children, compileExpression }).problems;
  known.set(definition, problems);
  return problems;
};

const startsOf = (proof: Proof, name: string): Start[] => {
  const starts: Start[] = [];
  for (const route of proof.routes) {
    if (route.end.kind !== "machine" || route.end.resource.name !== name) continue;
    for (const contract of proof.contracts) {
      const samples = arriving(route, contract);
      if (samples.length === 0) continue;
      const deliveries = samples.map(({ note, value }) => ({ note, ...route.deliver(value)! }));
      starts.push({
        note: titleOf(contract),
        shape: route.arrives(contract),
        values: deliveries,
        ...(deliveries[0]!.recordId !== undefined && { recordIds: [recordId] }),
      });
    }
  }
  const { arn } = proof.system.machines.find(({ resource }) => resource.name === name)!;
  const streams = proof.system.pipes
    .filter(({ target }) => target === arn)
    .flatMap((pipe) => streamInputs(proof, pipe).map((input) => ({ pipe, input })));
  for (const { pipe, input } of streams)
    starts.push({
      note: input.note,
      shape: list(input.record),
      values: passing(pipe, input.samples)
        .slice(0, 20)
        .map(({ note, value }) => ({ note, value: [value] })),
      recordIds: [streamRecordId],
    });
  const schema = proof.inputs.get(name);
  if (schema && streams.length === 0) {
    const json = toJsonSchema(schema);
    const [first] = variantsOf(json, undefined);
    starts.push({
      note: "its input",
      shape: shapeOf(json, "the input"),
      values: variantsOf(json, first?.value).filter(({ value }) => schema.safeParse(value).success),
    });
  }
  return starts;
};

/** For real, on every sample: what goes out to the bus, tables, functions and other machines is what these take. */
const checkRuns = async (
  proof: Proof,
  programs: ReadonlyMap<string, Program>,
  starts: ReadonlyMap<string, readonly Start[]>,
  answers: ReadonlyMap<string, Shape>,
  machines: readonly string[],
): Promise<void> => {
  const memory: Memory = createMemory(answers);
  const run = async (about: Proof, names: Iterable<string>, most?: number) => {
    for (const name of names)
      for (const { values, recordIds } of starts.get(name) ?? [])
        for (const { note, value } of values.slice(0, most)) {
          const world = createWorld(about, programs, memory, name, note);
          const outputs = await runProgram(programs.get(name)!, { input: value, variables: {} }, world);
          if (recordIds) for (const output of outputs) checkAnswer(about, name, output, recordIds);
        }
  };
  // What machines leave for each other is there before anything is held against them.
  await run({ ...proof, report: () => {} }, programs.keys(), 1);
  await run(proof, machines);
};

/** A pipe takes only `batchItemFailures` with ids of records it handed over. */
const checkAnswer = (proof: Proof, resource: string, output: unknown, recordIds: readonly string[]): void => {
  const claim = (problem: string) =>
    proof.report({
      resource,
      code: "answer.invalid",
      problem,
      rule: "A pipe is answered {batchItemFailures: [{itemIdentifier}]}, with the messageId or eventID of each record that failed; with another id it takes the whole batch for failed.",
      remedy: "Read the id from the record: messageId of a queue's, eventID of a stream's.",
    });
  const failures = (output as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (!Array.isArray(failures)) {
    claim(`It answers ${JSON.stringify(output)?.slice(0, 120)}, without batchItemFailures.`);
    return;
  }
  for (const failure of failures) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== "string" || !recordIds.includes(id))
      claim(`It gives back ${JSON.stringify(failure)}, which is none of the records.`);
  }
};
