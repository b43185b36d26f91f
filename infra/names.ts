/** Stages that several people rely on: nothing in them is deleted with the stage, and slices deploy one by one. */
export const isSharedStage = (stage = $app.stage) => stage === "prod" || stage === "staging";

/** Where people rely on the system, and where it costs nothing; a metric of an alarm is 0.10 $ a month elsewhere. */
export const hasAlarms = () => isSharedStage() || $app.stage === "local";

/** Namespace of the metrics that functions write: an account may have several stages. */
export const metricNamespace = () => `Sourdough/${$app.stage}`;

/** The alias that everything invokes a function by, and starts a state machine by. */
export const live = "live";

/** `sourdough-<stage>-<name>`: a physical name that is known beforehand, by which one slice finds what another deployed. */
export const physicalName = (name: string) => `sourdough-${$app.stage}-${name}`;
