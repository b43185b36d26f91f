import type { Stage } from "./stage.ts";

/** Something that happens at the bakery, played against the running local cloud. */
export interface Story {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Prints what it does; throws an error that says what did not happen. */
  readonly play: (stage: Stage) => Promise<void>;
}
