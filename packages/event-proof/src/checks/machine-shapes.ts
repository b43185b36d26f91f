import type { Observer } from "../jsonata/scope.ts";
import type { Program } from "../machine/definition.ts";
import { inferProgram, jsonOf, type Surroundings } from "../machine/infer-machine.ts";
import type { Proof } from "../proof.ts";
import { any, jsonText, list, members, nothing, number, object, type Shape, text, union } from "../shape.ts";
import type { Start } from "./machines.ts";
import type { NoteRead } from "./targets.ts";

/** What items hold is the tables' business; how an answer is built is DynamoDB's. */
const databaseAnswer = object("the answer of DynamoDB", {
  ...Object.fromEntries(
    [
      "Item",
      "Items",
      "Attributes",
      "Responses",
      "UnprocessedKeys",
      "UnprocessedItems",
      "LastEvaluatedKey",
    ].map((name) => [name, union([any, nothing])]),
  ),
  Count: number,
  ScannedCount: number,
  ConsumedCapacity: any,
});

/** Once for each event, with nothing but its schema: every path in every state, whether a value gets there or not. */
export const checkShapes = (
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
      if (operation.startsWith("dynamodb:")) return databaseAnswer;
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

  const inferAll = (names: Iterable<string>, speak: boolean) => {
    for (const machine of names)
      for (const { note, shape } of starts.get(machine) ?? []) {
        const program = programs.get(machine)!;
        inferProgram(program, { input: shape, variables: {} }, surroundings(machine, note, speak));
      }
  };
  // A machine that waits is told by another one what it goes on with: those come first.
  inferAll(
    [...programs.keys()].filter((name) => tells(programs.get(name)!)),
    false,
  );
  inferAll(programs.keys(), true);
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

const tells = (program: Program) => JSON.stringify(program).includes(":sendTask");

const fieldOf = (shape: Shape, name: string): Shape =>
  union(
    members(shape).map((member) => (member.kind === "object" ? (member.fields[name]?.shape ?? any) : any)),
  );
