/** One rendering: its variables, what is written so far, and whether `#break` or `#stop` ends something. */
export interface Run {
  readonly variables: Map<string, unknown>;
  out: string;
  ending: "break" | "stop" | undefined;
}

export type Write = (run: Run) => void;
export type Evaluate = (run: Run) => unknown;

interface Macro {
  parameters: string[];
  write: Write;
}

/** What the parts of one template share while it is compiled. */
export interface Scope {
  readonly macros: Map<string, Macro>;
  compileText(source: string): Write;
}
