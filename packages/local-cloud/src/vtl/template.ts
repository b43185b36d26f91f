import { remembered } from "../core/remembered.ts";
import { compileNodes } from "./compile.ts";
import type { Run, Scope } from "./run.ts";
import { parseTemplate } from "./syntax.ts";

/** A parsed mapping template; `render` may be called many times, with the variables by name (`input`, `context`). */
export interface Template {
  render(variables: Record<string, unknown>): string;
}

/** Parses a VTL template once. Throws `VtlError` when it is not valid, and `render` when a call in it fails. */
export const compileTemplate = remembered((source): Template => {
  const scope: Scope = {
    macros: new Map(),
    compileText: (text) => compileNodes(parseTemplate(text), scope),
  };
  const write = scope.compileText(source);
  return {
    render: (variables) => {
      const run: Run = { variables: new Map(Object.entries(variables)), out: "", ending: undefined };
      write(run);
      return run.out;
    },
  };
});
