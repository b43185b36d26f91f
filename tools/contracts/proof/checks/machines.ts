import { toJsonSchema } from "@sourdough/events-schema";
import { compileDefinition } from "@sourdough/local-cloud/src/emulators/stepfunctions/asl/compile.ts";
import { createExpressionCompiler } from "@sourdough/local-cloud/src/emulators/stepfunctions/jsonata/expression.ts";
import { shapeOf, titleOf } from "../event-shape.ts";
import type { Observer } from "../jsonata/scope.ts";
import { type Program, parseDefinition } from "../machine/definition.ts";
import { inferProgram, jsonOf, type Surroundings } from "../machine/infer-machine.ts";
import { runProgram } from "../machine/run-machine.ts";
import { createMemory, createWorld, type Memory } from "../machine/world.ts";
import { arriving, type Proof } from "../proof.ts";
import { recordId } from "../routes.ts";
import { variantsOf } from "../samples.ts";
import { any, jsonText, list, members, number, object, type Shape, text, union } from "../shape.ts";
import { passing, streamInputs, streamRecordId } from "../streams.ts";
import type { NoteRead } from "./targets.ts";

/** A value a machine is started with, and how many of its records the machine may give back. */
interface Start {
  readonly note: string;
  readonly shape: Shape;
  readonly values: readonly { readonly note: string; readonly value: unknown }[];
  /** Ids of the records in the value, where a pipe waits for an answer about them. */
  readonly recordIds?: readonly string[];
}

/** State machines read what is there, and make what its receivers take. */
export const checkMachines = async (proof: Proof, noteRead: NoteRead): Promise<void> => {
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
  await checkRuns(proof, programs, starts, answers);
};

const compileExpression = createExpressionCompiler({ now: () => 0 } as Parameters<
  typeof createExpressionCompiler
>[0]);

const problemsOf = (definition: string) => {
  const cloud = { call: () => Promise.reject(new Error("Nothing is called.")), warn: () => {} };
  const children = () => ({ ended: new Promise<never>(() => {}), stop: () => {} });
  return compileDefinition(definition, { cloud, express: false, children, compileExpression }).problems;
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

/** Once for each event, with nothing but its schema: every path in every state, whether a value gets there or not. */
const checkShapes = (
  proof: Proof,
  programs: ReadonlyMap<string, Program>,
  starts: ReadonlyMap<string, readonly Start[]>,
  noteRead: NoteRead,
): Map<string, Shape> => {
  const answers = new Map<string, Shape>();
  const replies: { success: Shape[]; failure: Map<string, Shape[]> } = { success: [], failure: new Map() };
  const compared = new Map<unknown, { machine: string; state: string; value: string; possible: boolean }>();
  const quiet = { report: () => {}, read: () => {}, compared: () => {} };

  const surroundings = (machine: string, note: string, speak: boolean): Surroundings => ({
    observe: (state): Observer =>
      speak
        ? {
            report: (problem) =>
              proof.report({
                resource: machine,
                ...problem,
                problem: `State ${state} (${note}): ${problem.problem}`,
              }),
            read: (event, path) => noteRead(machine, event, path),
            compared: (node, value, truth) => {
              const before = compared.get(node);
              compared.set(node, {
                machine,
                state,
                value,
                possible: (before?.possible ?? false) || truth !== false,
              });
            },
          }
        : quiet,
    result: (operation, waits, given) => {
      if (operation === "states:sendTaskSuccess") replies.success.push(jsonOf(fieldOf(given, "Output")));
      if (operation === "states:sendTaskFailure") noteFailure(given);
      if (operation === "states:startSyncExecution") {
        const nested = nestedOf(given);
        const program = nested && programs.get(nested);
        const output = program
          ? inferProgram(
              program,
              { input: jsonOf(fieldOf(given, "Input")), variables: {} },
              surroundings(nested, note, speak),
            )
          : any;
        if (nested) answers.set(nested, output);
        return object("the result of the execution", { Status: text, Output: jsonText(output) }, any);
      }
      if (operation === "events:putEvents") {
        if (waits) return replies.success.length > 0 ? union(replies.success) : any;
        const entry = object("an entry of the result", { EventId: text }, text);
        return object("the result of PutEvents", { Entries: list(entry), FailedEntryCount: number });
      }
      return any;
    },
    cause: (operation, waits, error) => {
      const known = operation === "events:putEvents" && waits ? replies.failure.get(error) : undefined;
      return known ? union(known) : text;
    },
  });
  const noteFailure = (given: Shape) => {
    const names = fieldOf(given, "Error");
    const causes = fieldOf(given, "Cause");
    for (const name of members(names))
      if (name.kind === "literal") {
        const key = String(name.value);
        replies.failure.set(key, [...(replies.failure.get(key) ?? []), causes]);
      }
  };
  const nestedOf = (given: Shape) => {
    const arn = fieldOf(given, "StateMachineArn");
    if (arn.kind !== "literal") return undefined;
    return proof.system.machines.find((machine) => machine.arn === arn.value)?.resource.name;
  };

  // Twice, since a machine that waits is told by another one what it goes on with.
  for (const speak of [false, true])
    for (const [machine, each] of starts)
      for (const { note, shape } of each) {
        const program = programs.get(machine)!;
        inferProgram(program, { input: shape, variables: {} }, surroundings(machine, note, speak));
      }
  for (const { machine, state, value, possible } of compared.values())
    if (!possible)
      proof.report({
        resource: machine,
        code: "comparison.impossible",
        problem: `State ${state} compares with ${JSON.stringify(value)}, which no event that arrives has there.`,
        rule: "What never holds is never done.",
        remedy: "Take the value from the contract, or remove the branch.",
      });
  return answers;
};

const fieldOf = (shape: Shape, name: string): Shape =>
  union(
    members(shape).map((member) => (member.kind === "object" ? (member.fields[name]?.shape ?? any) : any)),
  );

/** For real, on every sample: what goes out to the bus, tables, functions and other machines is what these take. */
const checkRuns = async (
  proof: Proof,
  programs: ReadonlyMap<string, Program>,
  starts: ReadonlyMap<string, readonly Start[]>,
  answers: ReadonlyMap<string, Shape>,
): Promise<void> => {
  const memory: Memory = createMemory(answers);
  const run = async (about: Proof, all: boolean) => {
    for (const [name, each] of starts)
      for (const { values, recordIds } of each)
        for (const { note, value } of all ? values : values.slice(0, 1)) {
          const world = createWorld(about, programs, memory, name, note);
          const outputs = await runProgram(programs.get(name)!, { input: value, variables: {} }, world);
          if (recordIds) for (const output of outputs) checkAnswer(about, name, output, recordIds);
        }
  };
  // What machines leave for each other is there before anything is held against them.
  await run({ ...proof, report: () => {} }, false);
  await run(proof, true);
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
