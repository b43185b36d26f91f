import { isStaff, setGroups } from "./mapping.ts";
import { staffOnly, unavailable } from "./problems.ts";

/**
 * `StartSyncExecution` of `ListClosings`. For somebody who may not, the input is not JSON, which Step Functions refuses.
 */
export const listClosings = (stateMachineArn: string) =>
  `${setGroups}{"stateMachineArn":"${stateMachineArn}","input":#if(${isStaff})"{}"#else"refused"#end}`;

/** The execution has ended, and its output is what is shown. */
export const closingsFound = [
  `#if($input.path('$.status') != "SUCCEEDED")${unavailable}`,
  "#else$input.path('$.output')#end",
].join("");

/** Step Functions did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const closingsRefused = `${setGroups}#if(!${isStaff})${staffOnly}#else${unavailable}#end`;
