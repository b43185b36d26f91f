import { delimiter, dirname } from "node:path";

/** An environment in which `node` is the one that runs this process, whatever else the machine has. */
export const ownNodeFirst = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: `${dirname(process.execPath)}${delimiter}${environment.PATH ?? ""}`,
});
