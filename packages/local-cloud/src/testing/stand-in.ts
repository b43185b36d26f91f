import type { InputOf, OperationOf, Service } from "../core/aws-operations.ts";
import type { Caller, Emulator, Operation } from "../core/cloud.ts";

/** An input of which the members that a test reads are there. */
type Given<Input> = { [Member in keyof Input]-?: NonNullable<Input[Member]> };

/** What a test answers for each operation. */
export type Answers<S extends Service> = {
  readonly [O in OperationOf<S>]?: (input: Given<InputOf<S, O>>, caller: Caller) => unknown;
};
export type StandIns = { readonly [S in Service]?: Answers<S> };

/** A service in a test's own hands. */
export const standIn = <S extends Service>(service: S, answers: Answers<S>): Emulator => ({
  service,
  operations: answers as Readonly<Record<string, Operation>>,
});

/** The same answer for each operation, told which is called. */
export const standInFor = <S extends Service>(
  service: S,
  operations: readonly OperationOf<S>[],
  answer: (operation: OperationOf<S>, input: Record<string, unknown>, caller: Caller) => unknown,
): Emulator => {
  const answers = operations.map((operation): [string, Operation] => [
    operation,
    (input, caller) => answer(operation, input as Record<string, unknown>, caller),
  ]);
  return standIn(service, Object.fromEntries(answers) as Answers<S>);
};
