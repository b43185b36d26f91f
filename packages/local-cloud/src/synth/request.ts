import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import type { ConfigPaths } from "./config-bundle.ts";

/** What the process that synthesizes loads before it knows what is asked. */
export interface Preparation {
  paths: ConfigPaths;
  services: readonly string[];
  /** Whether there is time to load, from the config itself, what has nothing to do with what is deployed. */
  ahead?: boolean;
}

/** Request of the process that synthesizes; its answer is written as JSON to `answerFile`. */
export interface SynthRequest extends Account, Preparation {
  stage: string;
  dev: boolean;
  /** All variables that the config sees. */
  environment: Readonly<Record<string, string | undefined>>;
  answerFile: string;
}

export type SynthAnswer =
  /** `variables` are the names of the environment variables the config read. */
  | { ok: true; graph: ResourceGraph; inputs: string[]; variables: string[] }
  | { ok: false; title: string; problems: string[] };
