import type { Caller, Emulator, Operation } from "../core/cloud.ts";

/** What a test answers for each operation; it may say what the input is, since the code under test made it. */
export type Answers = Readonly<Record<string, (input: never, caller: Caller) => unknown>>;

/** A service in a test's own hands. */
export const standIn = (service: string, answers: Answers): Emulator => ({
  service,
  types: [],
  provision() {},
  operations: answers as Readonly<Record<string, Operation>>,
});

/** The same answer for each operation, told which is called. */
export const standInFor = (
  service: string,
  operations: readonly string[],
  answer: (operation: string, input: Record<string, unknown>, caller: Caller) => unknown,
): Emulator =>
  standIn(
    service,
    Object.fromEntries(
      operations.map((operation) => [
        operation,
        (input: Record<string, unknown>, caller: Caller) => answer(operation, input, caller),
      ]),
    ),
  );
