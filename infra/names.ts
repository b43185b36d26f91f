/** Stages that several people rely on: nothing in them is deleted with the stage, and slices deploy one by one. */
export const isSharedStage = (stage = $app.stage) => stage === "prod" || stage === "staging";

/** `sourdough-<stage>-<name>`: the fixed name by which one slice finds what another deployed. */
export const fixedName = (name: string) => `sourdough-${$app.stage}-${name}`;
