import { isArnOf } from "../../core/arn.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { Drawing } from "../../core/service.ts";
import { permittedTo } from "../../iam/permitted.ts";

/** What of a definition, which was compiled when it was provisioned, leads to tasks. */
interface Machine {
  readonly States?: Readonly<Record<string, State>>;
}
interface Call {
  readonly Resource?: string;
  readonly Arguments?: unknown;
}
interface State extends Call {
  readonly Type: string;
  readonly ItemReader?: Call;
  readonly ResultWriter?: Call;
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
  readonly Iterator?: Machine;
}

/** Those of branches and maps too. */
const statesIn = ({ States = {} }: Machine): State[] =>
  Object.values(States).flatMap((one) => [
    one,
    ...[...(one.Branches ?? []), one.ItemProcessor ?? {}, one.Iterator ?? {}].flatMap(statesIn),
  ]);

/** Tasks, and what distributed Maps read from and write to. */
const callsOf = (state: State): Call[] =>
  state.Type === "Task" ? [state] : [state.ItemReader ?? [], state.ResultWriter ?? []].flat();

const tasksOf = ({ inputs }: Resource): Call[] =>
  statesIn(JSON.parse(String(inputs.definition ?? "{}")) as Machine).flatMap(callsOf);

const waits = /\.waitForTaskToken$/;

/** Draws what the tasks of a state machine call. */
export const declareTasks = (resource: Resource, drawing: Drawing): void => {
  const { nodes, edges, services } = drawing;
  const from = nodes.nodeOf(resource);
  const permitted = () => permittedTo(resource.inputs.roleArn, drawing).map(({ node }) => node);
  for (const task of tasksOf(resource)) {
    const named = task.Resource ?? "";
    if (isArnOf(named, "lambda")) edges.declare(from, nodes.find(named), "call", "invoke");
    const [, service = "", action = ""] = /:states:::(?:aws-sdk:)?(\w+):(\w+)/.exec(named) ?? [];
    const target = (services.of(service) ?? services.inSdk(service))?.task;
    if (!target) continue;
    const [kind, edge] = target;
    if (action.startsWith("sendTask")) {
      declareResumed(resource, drawing);
      continue;
    }
    const written = nodes.within(JSON.stringify(task), kind);
    // A name that comes with the input is not in the task; the role says which it may be.
    const possible = written.length > 0 ? written : permitted().filter((node) => node.kind === kind);
    for (const node of possible) edges.declare(from, node, edge, action);
  }
};

/** A machine that sends task tokens back may resume each that waits for one. */
const declareResumed = (resource: Resource, { nodes, edges }: Drawing): void => {
  for (const node of nodes.all) {
    const other = node.kind === "machine" ? nodes.resourceOf(node) : undefined;
    if (other && tasksOf(other).some((task) => waits.test(task.Resource ?? "")))
      edges.declare(nodes.nodeOf(resource), node, "call", "resumes");
  }
};
