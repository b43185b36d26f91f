import { checkedStage } from "../core/stage.ts";
import { Misuse } from "./command.ts";

/** What `--stage` says, or `local`; throws `Misuse` for what is no name of a stage. */
export const stageOf = (given: string | undefined): string => {
  try {
    return checkedStage(given);
  } catch (error) {
    throw new Misuse(`--stage: ${(error as Error).message}`);
  }
};
