import { z } from "zod";
import type { State } from "../../state/state.ts";
import type { Execution } from "./execution.ts";
import type { Revisions } from "./revisions.ts";

/** An Express execution that nobody waits for. It has no position: what is cut off begins again. */
export interface KeptExpress extends Pick<Execution, "name" | "as" | "inputText" | "traceHeader"> {
  readonly machineArn: string;
  readonly revision: string;
  /** The hop of its beginning. */
  readonly began: number;
}

const shape = z.looseObject({
  name: z.string(),
  inputText: z.string(),
  machineArn: z.string(),
  revision: z.string(),
  began: z.number(),
});

export const createKeptExpress = (state: State, revisions: Revisions) => {
  const records = state.records("states/express", shape, (execution: Execution): KeptExpress => {
    const { name, as, inputText, traceHeader, machine, began } = execution;
    const revision = revisions.keep(machine);
    return { name, as, inputText, traceHeader, machineArn: machine.arn, revision, began: began.id };
  });
  return {
    begun(execution: Execution): void {
      // In the same group as what names it.
      revisions.keep(execution.machine);
      records.put(execution.arn, execution);
    },
    ended: (arn: string): void => records.delete(arn),
    read: () => records.read(),
  };
};

export type KeptExpressExecutions = ReturnType<typeof createKeptExpress>;
