import { isDisputeId, isStaff, setGroups, setTraceparent, text } from "./mapping.ts";
import { alreadyAnswered, disputeNotFound, problem, staffOnly, unavailable } from "./problems.ts";

/**
 * `StartSyncExecution` of `AnswerDispute`. For somebody who may not, and for an id that is none, the input is not JSON,
 * which Step Functions refuses: a request template has no other way to say no.
 */
export const answerDispute = (stateMachineArn: string) =>
  [
    setGroups,
    setTraceparent,
    "#set($disputeId = $input.params('disputeId'))",
    `#set($callers = ${text(text("$groups"))})`,
    `{"stateMachineArn":"${stateMachineArn}","input":`,
    `#if(${isStaff} && ${isDisputeId("$disputeId")})`,
    `"{\\"disputeId\\":\\"$disputeId\\",\\"caller\\":{\\"groups\\":\\"$callers\\"},`,
    `\\"causationId\\":\\"$context.requestId\\",\\"traceparent\\":\\"$traceparent\\",`,
    `\\"body\\":${text("$input.json('$')")}}"`,
    '#else"refused"#end}',
  ].join("");

/** The execution has ended, and its output says how. */
export const disputeAnswered = [
  "#set($ended = $input.path('$.status'))",
  `#if($ended != "SUCCEEDED")${unavailable}#else`,
  "#set($outcome = $util.parseJson($input.path('$.output')))",
  '#if($outcome.answer){"disputeId":"$outcome.answer.disputeId","answer":"$outcome.answer.answer",',
  '"answeredAt":"$outcome.answer.answeredAt"}',
  `#elseif($outcome.refusal == "already_answered")${alreadyAnswered}`,
  `#elseif($outcome.refusal == "not_found")${disputeNotFound}`,
  `#else${staffOnly}#end#end`,
].join("");

/** Step Functions did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const disputeNotAnswered = [
  setGroups,
  `#if(!${isStaff})${staffOnly}`,
  "#elseif($input.path('$.__type').matches('.*InvalidExecutionInput'))",
  problem(
    400,
    "Bad Request",
    "payments.malformed_id",
    "A dispute's id is that of the payment provider: du_...",
  ),
  `#else${unavailable}#end`,
].join("");
