import {
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import type { ShiftClients } from "./clients.ts";
import { appSpecOf, functionsOf, type ShiftedFunction } from "./functions.ts";
import { machinesOf, setRouting } from "./machines.ts";
import type { LookOptions, ShiftOptions } from "./options.ts";
import { runbookOf } from "./runbooks.ts";
import { shiftMachine } from "./shift-machine.ts";

const ended = ["Succeeded", "Failed", "Stopped"];

const shifted = async ({ clients, stage, slice }: LookOptions) => {
  const [functions, machines] = await Promise.all([
    functionsOf(clients, { stage, slice }),
    machinesOf(clients, { stage, slice }),
  ]);
  return { functions, machines, count: functions.length + machines.length };
};

const shiftsNothing = ({ slice, stage }: LookOptions): string =>
  `${slice} on ${stage} shifts no functions and state machines: their newest versions are live at once.`;

/**
 * Hands the traffic of a slice's functions and state machines over to their newest versions, all at the same time, and
 * says how far it is. Resolves with whether all of them are live: one that was sent back is named with its alarm and runbook. A deployment
 * that is under way already is watched to its end, so that whoever was interrupted can just call again.
 */
export const shift = async (options: ShiftOptions): Promise<boolean> => {
  const { say, stage, slice } = options;
  const { functions, machines, count } = await shifted(options);
  const changed = [
    ...functions
      .filter(({ live, newest, active }) => live !== newest || active)
      .map((fn) => shiftFunction(fn, options)),
    ...machines
      .filter(({ live, next, newest }) => live !== newest || next !== undefined)
      .map((machine) => shiftMachine(machine, options)),
  ];
  if (count === 0) say(shiftsNothing(options));
  else if (changed.length === 0)
    say(
      `${slice} on ${stage}: the newest version of each of its ${count} functions and state machines is live.`,
    );
  const outcomes = await Promise.all(changed);
  return outcomes.every((well) => well);
};

const shiftFunction = async (fn: ShiftedFunction, options: ShiftOptions): Promise<boolean> => {
  const { clients, say, wait } = options;
  const deploymentId = fn.active ?? (await begin(fn, clients));
  let before: number | undefined;
  for (;;) {
    const { deploymentInfo } = await clients.codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    const weight = await weightOf(fn, deploymentId, clients);
    if (weight !== before && deploymentInfo?.status === "InProgress")
      say(`${fn.name}: version ${fn.newest} has ${weight} % of the traffic, version ${fn.live} the rest.`);
    before = weight;
    if (ended.includes(deploymentInfo?.status ?? "")) return tellEnd(fn, deploymentInfo!, options);
    await wait();
  }
};

const begin = async (fn: ShiftedFunction, { codedeploy }: ShiftClients): Promise<string> => {
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: fn.application,
      deploymentGroupName: fn.functionName,
      revision: { revisionType: "AppSpecContent", appSpecContent: { content: appSpecOf(fn) } },
    }),
  );
  return deploymentId!;
};

/** Percent; before the first step there is no target. */
const weightOf = async (fn: ShiftedFunction, deploymentId: string, { codedeploy }: ShiftClients) => {
  const targetId = `${fn.functionName}:live`;
  const { deploymentTarget } = await codedeploy
    .send(new GetDeploymentTargetCommand({ deploymentId, targetId }))
    .catch(() => ({ deploymentTarget: undefined }));
  return deploymentTarget?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight ?? 0;
};

const tellEnd = async (
  fn: ShiftedFunction,
  { status, errorInformation, rollbackInfo, deploymentId }: DeploymentInfo,
  options: ShiftOptions,
): Promise<boolean> => {
  const { clients, say } = options;
  if (status === "Succeeded") {
    say(`${fn.name}: version ${fn.newest} is live.`);
    return true;
  }
  const back = rollbackInfo?.rollbackDeploymentId
    ? await followBack(rollbackInfo.rollbackDeploymentId, options)
    : "no traffic was shifted back";
  say(
    `${fn.name}: version ${fn.newest} is not live, and ${back}. ${errorInformation?.message ?? `Deployment ${deploymentId} ${status}.`}`,
  );
  for (const alarm of await alarmsIn(errorInformation?.message ?? "", fn, clients))
    say(`  alarm ${alarm}: ${runbookOf(alarm) ?? "it has no runbook in docs/runbooks"}`);
  return false;
};

/** Waits for the deployment that gives the traffic back. */
const followBack = async (deploymentId: string, { clients, wait }: ShiftOptions): Promise<string> => {
  for (;;) {
    const { deploymentInfo } = await clients.codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (deploymentInfo?.status === "Succeeded") return "the version before has all traffic again";
    if (ended.includes(deploymentInfo?.status ?? ""))
      return `giving the traffic back did not work either (${deploymentId}): set the alias by hand`;
    await wait();
  }
};

/** Those of the function's deployment group that a message of CodeDeploy names. */
const alarmsIn = async (message: string, fn: ShiftedFunction, { codedeploy }: ShiftClients) => {
  const { deploymentGroupInfo } = await codedeploy.send(
    new GetDeploymentGroupCommand({ applicationName: fn.application, deploymentGroupName: fn.functionName }),
  );
  const alarms = deploymentGroupInfo?.alarmConfiguration?.alarms ?? [];
  return alarms.flatMap(({ name }) => (name && message.includes(name) ? [name] : []));
};

/** Says of each function and state machine of a slice which version is live, and which is the newest. */
export const tellStatus = async (options: LookOptions): Promise<void> => {
  const { functions, machines, count } = await shifted(options);
  if (count === 0) options.say(shiftsNothing(options));
  const tell = (name: string, live: unknown, newest: unknown, underWay: string | undefined) =>
    options.say(
      `${name}: version ${live} is live${live === newest ? "" : `, ${newest} is the newest`}${underWay ? `, ${underWay}` : ""}.`,
    );
  for (const { name, live, newest, active } of functions)
    tell(name, live, newest, active && `${active} is under way`);
  for (const { name, live, newest, next, percent } of machines)
    tell(name, live, newest, next === undefined ? undefined : `${next} has ${percent} % of the executions`);
};

/** Stops what is under way in a slice, and gives all traffic back. */
export const stopShifting = async (options: LookOptions): Promise<void> => {
  const { clients, say, stage, slice } = options;
  const { functions, machines } = await shifted(options);
  const active = functions.filter((fn) => fn.active);
  const begun = machines.filter(({ next }) => next !== undefined);
  if (active.length + begun.length === 0) say(`Nothing is under way in ${slice} on ${stage}.`);
  for (const { name, active: deploymentId } of active) {
    await clients.codedeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    say(`${name}: ${deploymentId} is stopped, and the version before gets all traffic again.`);
  }
  for (const machine of begun) {
    await setRouting(clients, machine, { live: machine.live });
    say(`${machine.name}: version ${machine.live} has all executions again.`);
  }
};
