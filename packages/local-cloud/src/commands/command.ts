/** A command of the program, beside `start`. */
export interface Command {
  readonly help: string;
  /** Resolves with the exit code; throws `Misuse` for what makes no sense and `CommandError` for what does not work. */
  run(args: readonly string[]): Promise<number>;
}

/** What was asked for makes no sense: exit code 2. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** It does not work, for a reason that a person can mend: exit code 1 unless stated. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
