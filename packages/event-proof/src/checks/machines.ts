import { type EventContract, toJsonSchema } from "@sourdough/events-schema";
import type { Resource } from "sourdough-local";
import { arriving, type Context } from "../context.ts";
import { titleOf } from "../event-schema.ts";
import { explore } from "../machine/explore.ts";
import { compileMachine, type Machine } from "../machine/machine.ts";
import { createMemory, type Memory } from "../machine/memory.ts";
import { createServices } from "../machine/services/services.ts";
import { recordId } from "../records.ts";
import { type BusEvent, variantsOf, withTexts } from "../samples.ts";
import { passing, streamInputs, streamRecordId } from "../streams.ts";
import { functionConsumer } from "../system.ts";
import type { NoteRead } from "./targets.ts";

/** Values that reach a machine by one way. */
interface Start {
  readonly values: readonly {
    readonly note: string;
    readonly value: unknown;
    readonly event?: { readonly contract: EventContract; readonly value: BusEvent };
  }[];
  /** Ids of the records in the value, where a pipe waits for an answer about them. */
  readonly recordIds?: readonly string[];
}

/** Machines that compiled: those of the next system are the same objects, but for the one that changed. */
const compiled = new WeakSet<Resource>();

/** So many values of each way are run before anything is held against a machine. */
const fewValues = 6;

/**
 * State machines read what is there, and make what its receivers take: they are run on every sample, down every branch
 * that the outcomes of their calls open. Answers with what they left behind.
 */
export const checkMachines = async (
  context: Context,
  noteRead: NoteRead,
  runs: readonly string[] | undefined,
): Promise<Memory> => {
  const machines = new Map<string, Machine>();
  const isRunning = !runs || isRun(context, runs);
  for (const each of context.system.machines) {
    if (!isRunning && compiled.has(each.resource)) continue;
    const machine = compileMachine(each);
    if ("run" in machine) {
      machines.set(machine.name, machine);
      compiled.add(each.resource);
    } else
      for (const problem of machine.problems)
        context.report({
          resource: each.resource.name,
          code: "definition.invalid",
          problem: `${problem}.`,
          rule: "Step Functions refuses a definition it cannot compile.",
          remedy: "Correct the definition.",
        });
  }
  const memory = createMemory();
  if (!isRunning) return memory;
  const starts = new Map(
    [...machines.values()].map((machine) => [machine, startsOf(context, machine)] as const),
  );
  const entered = new Set<string>();

  const run = async (about: Context, machine: Machine, { values, recordIds }: Start) => {
    const forms = new Set<string>();
    for (const { note, value, event } of values) {
      // What differs only in its texts and numbers takes the same branches, and what loops once loops again.
      const form = JSON.stringify(formOf(value, machine.constants));
      const options = forms.has(form) ? { most: 0 } : forms.size > 0 ? { most: 2 } : {};
      forms.add(form);
      machine.observer.about(event);
      const services = createServices(about, machines, memory, machine, note);
      for (const result of await explore(machine.run, value, services, options)) {
        for (const state of result.entered) entered.add(`${machine.name} ${state}`);
        for (const { state, message } of result.failures)
          about.report({
            resource: machine.name,
            code: "expression.fails",
            problem: `State ${state} (${note}): ${message}`,
            rule: "An expression that fails, or gives nothing, fails the state.",
            remedy: "Read only what is always there, or guard it with $exists(...).",
          });
        if (recordIds && result.status === "SUCCEEDED")
          checkAnswer(about, machine.name, result.output, recordIds);
      }
    }
  };

  // What machines leave for each other is there before anything is held against them.
  const quiet = { ...context, report: () => {} };
  for (const [machine, ways] of starts)
    for (const { values } of ways) await run(quiet, machine, { values: values.slice(0, fewValues) });
  for (const [machine, ways] of starts) {
    if (!(runs?.includes(machine.name) ?? true)) continue;

    for (const way of ways) await run(context, machine, way);
    const values = [...machine.starts.values()].map((value) => ({
      note: "as another machine starts it",
      value,
    }));
    await run(context, machine, { values });
    if (ways.length + values.length > 0) conclude(context, machine, entered, noteRead);
  }
  return memory;
};

/** Whether a name is that of something to run: of a state machine, or of a durable function, which machines answer. */
const isRun = ({ system }: Context, names: readonly string[]): boolean =>
  [
    ...system.machines.map(({ resource }) => resource.name),
    ...system.functions
      .filter(({ resource }) => resource.inputs.durableConfig !== undefined)
      .map(({ resource }) => functionConsumer(resource)),
  ].some((name) => names.includes(name));

/** A value with its texts and numbers blotted out, but for texts that are looked for. */
const formOf = (value: unknown, constants: readonly string[]): unknown => {
  if (typeof value === "string") {
    if (value.startsWith("{")) return formOf(JSON.parse(value), constants);
    return constants.includes(value) ? value : "text";
  }
  if (typeof value === "number") return 0;
  if (Array.isArray(value)) return value.map((item) => formOf(item, constants));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, formOf(inner, constants)]));
};

/** What only all the runs together show. */
const conclude = (
  context: Context,
  { name, observer, states, statesWith }: Machine,
  entered: ReadonlySet<string>,
  noteRead: NoteRead,
): void => {
  for (const { event, path } of observer.reads) noteRead(name, titleOf(event), path);
  for (const { source, claim } of observer.problems())
    context.report({
      resource: name,
      ...claim,
      problem: `State ${statesWith(source).join(", ")}: ${claim.problem}`,
    });
  for (const state of states)
    if (!entered.has(`${name} ${state}`))
      context.report({
        resource: name,
        code: "state.unreached",
        problem: `No value that was tried leads to the state ${state}.`,
        rule: "What is never run may read anything.",
        remedy: "Give the contract an example that leads there, or remove the state.",
      });
};

const startsOf = (context: Context, { name, arn, constants }: Machine): Start[] => {
  const starts: Start[] = [];
  for (const route of context.routes) {
    if (route.end.kind !== "machine" || route.end.resource.name !== name) continue;
    for (const contract of context.contracts) {
      const samples = arriving(route, contract);
      if (samples.length === 0) continue;
      const deliveries = samples.map(({ note, value }) => ({
        note,
        event: { contract, value },
        ...route.deliver(value)!,
      }));
      starts.push({
        values: deliveries,
        ...(deliveries[0]!.recordId !== undefined && { recordIds: [recordId] }),
      });
    }
  }
  const streams = context.system.pipes
    .filter(({ target }) => target === arn)
    .flatMap((pipe) => streamInputs(context, pipe).map((input) => ({ pipe, input })));
  for (const { pipe, input } of streams)
    starts.push({
      values: passing(pipe, input.samples)
        .slice(0, 20)
        .map(({ note, value }) => ({ note, value: [value] })),
      recordIds: [streamRecordId],
    });
  const schema = context.inputs.get(name);
  if (schema && streams.length === 0) {
    const json = toJsonSchema(schema);
    const [first] = variantsOf(json, undefined);
    starts.push({
      values: [...variantsOf(json, first?.value), ...withTexts(json, first?.value, constants)].filter(
        ({ value }) => schema.safeParse(value).success,
      ),
    });
  }
  return starts;
};

/** A pipe takes only `batchItemFailures` with ids of records it handed over. */
const checkAnswer = (
  context: Context,
  resource: string,
  output: unknown,
  recordIds: readonly string[],
): void => {
  const claim = (problem: string) =>
    context.report({
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
