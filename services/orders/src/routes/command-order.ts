import { OrderId } from "@sourdough/events-schema";
import { claim, isStaff, matches, setGroups, setTraceparent, text } from "./mapping.ts";
import { malformedOrderId, orderNotFound, problem, staffOnly, unavailable } from "./problems.ts";

type Command = "MarkReady" | "MarkCollected" | "Cancel";

// JSON in a JSON string.
const input = (command: Command) =>
  JSON.stringify(
    JSON.stringify({
      command,
      orderId: "$orderId",
      caller: { customerId: claim("sub"), groups: "$callersGroups" },
      causationId: "$context.requestId",
      traceparent: "$traceparent",
    }),
  );

/**
 * `StartSyncExecution` of `ChangeOrder`. For somebody who may not, and for an id that is none, the input is not JSON,
 * which Step Functions refuses: a request template has no other way to say no.
 */
export const commandOrder = (command: Command) => (stateMachineArn: string) =>
  [
    setGroups,
    setTraceparent,
    "#set($orderId = $input.params('orderId'))",
    `#set($callersGroups = ${text(text("$groups"))})`,
    `{"stateMachineArn":"${stateMachineArn}","input":`,
    `#if(${command === "Cancel" ? "" : `${isStaff} && `}${matches("$orderId", OrderId)})`,
    input(command),
    '#else"refused"#end}',
  ].join("");

/** The execution has ended, and its output says how. */
export const orderChanged = [
  "#set($ended = $input.path('$.status'))",
  `#if($ended != "SUCCEEDED")${unavailable}#else`,
  "#set($outcome = $util.parseJson($input.path('$.output')))",
  '#if($outcome.order){"orderId":"$outcome.order.orderId","status":"$outcome.order.status",',
  '"sequence":$outcome.order.sequence,"at":"$outcome.order.at"}',
  `#elseif($outcome.refusal == "OrderStatusConflictError")#set($detail = ${text("$outcome.detail")})`,
  problem(409, "Conflict", "orders.status_conflict", "$detail"),
  `#elseif($outcome.refusal == "OrderNotFoundError")${orderNotFound}`,
  `#else${staffOnly}#end#end`,
].join("");

/** Step Functions did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const orderNotChanged = (command: Command) =>
  [
    setGroups,
    command === "Cancel" ? "#if(false)" : `#if(!${isStaff})${staffOnly}`,
    `#elseif($input.path('$.__type').matches('.*InvalidExecutionInput'))${malformedOrderId}`,
    `#else${unavailable}#end`,
  ].join("");
