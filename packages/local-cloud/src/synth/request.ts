import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import type { ConfigPaths } from "./config-bundle.ts";

/** Request of the process that synthesizes; its answer is written as JSON to `answerFile`. */
export interface SynthRequest extends Account {
  paths: ConfigPaths;
  stage: string;
  dev: boolean;
  services: readonly string[];
  answerFile: string;
}

export type SynthAnswer =
  /** `variables` are the names of the environment variables the config read. */
  | { ok: true; graph: ResourceGraph; inputs: string[]; variables: string[] }
  | { ok: false; title: string; problems: string[] };
