import { alarm } from "../../infra/alarm.ts";
import { busArn, busName } from "../../infra/bus.ts";
import { durableFunction } from "../../infra/durable-function.ts";
import type { LiveFunction } from "../../infra/function.ts";
import type { Grant } from "../../infra/role.ts";
import { executionsOf, stateMachine } from "../../infra/state-machine.ts";
import { usualLimits } from "./src/domain/order-limits.ts";
import { checkOrder } from "./src/workflows/check-order.ts";
import { fulfilOrder } from "./src/workflows/fulfil-order.ts";
import { resumeDurableExecution, resumeExecution } from "./src/workflows/resume-fulfilment.ts";

/** `FulfilOrder` as one of its two forms, and how the others deal with it. */
export interface Fulfilment {
  /** What starts an execution. */
  arn: $util.Output<string>;
  starting: Grant;
  /** The machine of `ResumeFulfilment`. */
  resume: typeof resumeExecution | typeof resumeDurableExecution;
  resuming: Grant;
  /** What `ChangeOrder` stops when an order is cancelled, where that needs stopping. */
  stop?: { fulfilOrderArn: $util.Output<string>; grant: Grant };
}

interface Parts {
  ordersTable: sst.aws.Dynamo;
  changeOrderStatus: LiveFunction;
}

const asDurableFunction = ({ ordersTable }: Parts): Fulfilment => {
  const { arn, starting, answering } = durableFunction("FulfilOrder", {
    handler: "services/orders/src/handlers/fulfil-order.durable.handler",
    timeoutSeconds: 30,
    whenFailed: "Its order stays PENDING until somebody rejects it by hand.",
    // As long as a failed execution of a Standard state machine can be redriven.
    executionTimeout: "14 days",
    link: [ordersTable, new sst.Linkable("EventBus", { properties: { name: busName() } })],
    permissions: [
      {
        actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"],
        resources: [ordersTable.arn],
      },
      { actions: ["events:PutEvents"], resources: [busArn()] },
    ],
  });
  alarm("fulfilment-held", "FulfilOrder", { dimensions: { service: "FulfilOrder" } });
  return {
    arn,
    starting,
    resume: resumeDurableExecution,
    resuming: answering,
  };
};

const asStateMachine = ({ ordersTable, changeOrderStatus }: Parts): Fulfilment => {
  const checkOrderMachine = stateMachine("CheckOrder", {
    type: "EXPRESS",
    definition: checkOrder(ordersTable.name, usualLimits),
    grants: [{ actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem"], resources: [ordersTable.arn] }],
  });
  const fulfilOrderMachine = stateMachine("FulfilOrder", {
    type: "STANDARD",
    definition: fulfilOrder<$util.Input<string>>({
      busName: busName(),
      checkOrderArn: checkOrderMachine.arn,
      changeOrderStatusArn: changeOrderStatus.arn,
    }),
    grants: [
      checkOrderMachine.startingSync,
      { actions: ["events:PutEvents"], resources: [busArn()] },
      changeOrderStatus.invoking,
    ],
    whenFailed: "Their orders are PENDING until somebody mends the cause and redrives the executions.",
  });
  const { arn, starting, machine } = fulfilOrderMachine;
  return {
    arn,
    starting,
    resume: resumeExecution,
    resuming: { actions: ["states:SendTaskSuccess", "states:SendTaskFailure"], resources: [machine.arn] },
    stop: {
      // Its executions are named after the machine, by whatever they were started.
      fulfilOrderArn: machine.arn,
      grant: { actions: ["states:StopExecution"], resources: [executionsOf(fulfilOrderMachine)] },
    },
  };
};

const forms = { "durable-function": asDurableFunction, "state-machine": asStateMachine };

/**
 * The form a stage has, by `FULFILMENT`; docs/decisions/sagas.md says why the default is the default. `define` lets a
 * function know it when it is bundled.
 */
export const fulfilment = (parts: Parts): Fulfilment & { define: Record<string, string> } => {
  const form = process.env.FULFILMENT || "durable-function";
  if (!Object.hasOwn(forms, form))
    throw new Error(
      `FULFILMENT=${form} is not a form of FulfilOrder. Use ${Object.keys(forms).join(" or ")}.`,
    );
  const define = { "process.env.FULFILMENT": JSON.stringify(form) };
  return { ...forms[form as keyof typeof forms](parts), define };
};
