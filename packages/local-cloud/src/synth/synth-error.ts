/** The config cannot be turned into a graph; `problems` are complete sentences for a person. */
export class SynthError extends Error {
  override readonly name = "SynthError";
  readonly problems: readonly string[];
  constructor(title: string, problems: readonly string[]) {
    super([title, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
    this.problems = problems;
  }
}
