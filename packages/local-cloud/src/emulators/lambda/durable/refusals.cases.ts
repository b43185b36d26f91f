import { callback, step, wait } from "./engine.fixture.ts";

const context = (Id: string, Action: string, rest: object = {}) => ({ Id, Type: "CONTEXT", Action, ...rest });
const invoke = (Id: string, rest: object = { ChainedInvokeOptions: { FunctionName: "plain" } }) => ({
  Id,
  Type: "CHAINED_INVOKE",
  Action: "START",
  ...rest,
});
const execution = (Action: string, rest: object = {}) => ({ Id: "e", Type: "EXECUTION", Action, ...rest });
const kilobytes = (count: number) => "x".repeat(count * 1024);

/** Checkpoints that AWS refuses: what was checkpointed before, what comes now, and what is said of it. */
export const refusedCheckpoints: readonly [
  says: RegExp,
  before: readonly object[],
  updates: readonly object[],
][] = [
  [
    /Cannot checkpoint multiple EXECUTION updates/,
    [],
    [execution("SUCCEED"), { ...execution("FAIL"), Id: "f" }],
  ],
  [/EXECUTION checkpoint must be the last update/, [], [execution("SUCCEED"), step("a", "START")]],
  [/Invalid action for the given operation type/, [], [execution("START")]],
  [/Invalid action for the given operation type/, [], [{ ...wait("a", 1), Action: "RETRY" }]],
  [/Invalid action for the given operation type/, [], [{ ...callback("a"), Action: "SUCCEED" }]],
  [/Invalid action for the given operation type/, [], [{ ...invoke("a"), Action: "FAIL" }]],
  [/Invalid action for the given operation type/, [], [context("a", "CANCEL")]],
  [/Cannot checkpoint multiple operations with the same ID/, [], [wait("a", 1), wait("a", 1)]],
  [/Cannot checkpoint multiple operations with the same ID/, [], [step("a", "SUCCEED"), step("a", "START")]],
  [/Invalid parent operation id/, [], [step("a", "START", { ParentId: "nobody" })]],
  [/Invalid parent operation id/, [step("s", "START")], [step("a", "START", { ParentId: "s" })]],
  [/Inconsistent operation type/, [step("a", "START")], [wait("a", 1)]],
  [/Inconsistent operation name/, [step("a", "START", { Name: "x" })], [step("a", "SUCCEED", { Name: "y" })]],
  [
    /Inconsistent operation subtype/,
    [step("a", "START", { SubType: "Step" })],
    [step("a", "SUCCEED", { SubType: "Map" })],
  ],
  [
    /Inconsistent parent operation id/,
    [context("c", "START"), step("a", "START")],
    [step("a", "SUCCEED", { ParentId: "c" })],
  ],
  [/Invalid current STEP state to start/, [step("a", "START")], [step("a", "START")]],
  [/Invalid current STEP state to close/, [step("a", "SUCCEED")], [step("a", "SUCCEED")]],
  [
    /Invalid current STEP state to re-attempt/,
    [step("a", "SUCCEED")],
    [step("a", "RETRY", { StepOptions: { NextAttemptDelaySeconds: 1 } })],
  ],
  [
    /Invalid current STEP state to close/,
    [step("a", "RETRY", { StepOptions: { NextAttemptDelaySeconds: 1 } })],
    [step("a", "SUCCEED")],
  ],
  [/Invalid StepOptions/, [], [step("a", "RETRY")]],
  [/Cannot start a WAIT that already exist/, [wait("a", 1)], [wait("a", 1)]],
  [/Cannot start a CALLBACK that already exist/, [callback("a")], [callback("a")]],
  [/Cannot start a CHAINED_INVOKE that already exist/, [invoke("a")], [invoke("a")]],
  [/Cannot start a CONTEXT that already exist/, [context("a", "START")], [context("a", "START")]],
  [/Cannot cancel a WAIT that does not exist/, [], [{ ...wait("a", 1), Action: "CANCEL" }]],
  [/Invalid current CONTEXT state to close/, [context("a", "FAIL")], [context("a", "SUCCEED")]],
  [/Cannot provide a Payload for FAIL action/, [], [step("a", "FAIL", { Payload: "1" })]],
  [/Cannot provide an Error for SUCCEED action/, [], [step("a", "SUCCEED", { Error: {} })]],
  [
    /Cannot provide both error and payload/,
    [],
    [step("a", "RETRY", { Error: {}, Payload: "1", StepOptions: { NextAttemptDelaySeconds: 1 } })],
  ],
  [
    /STEP payload size must be less than or equal to 1048576 bytes/,
    [],
    [step("a", "SUCCEED", { Payload: kilobytes(1025) })],
  ],
  [
    /Error object size must be less than or equal to 1048576 bytes/,
    [],
    [step("a", "FAIL", { Error: { ErrorData: kilobytes(1025) } })],
  ],
  [/Invalid WaitOptions/, [], [{ ...wait("a", 1), WaitOptions: {} }]],
  [/Invalid ChainedInvokeOptions/, [], [invoke("a", {})]],
  [/WaitSeconds/, [], [wait("a", 0)]],
  [/WaitSeconds/, [], [wait("a", 31_622_401)]],
  [/TimeoutSeconds/, [], [callback("a", { TimeoutSeconds: -1 })]],
  [/updates\.1\.member\.id/, [], [step("", "START")]],
  [/updates\.1\.member\.id/, [], [step("a b", "START")]],
  [/updates\.1\.member\.name/, [], [step("a", "START", { Name: "x".repeat(257) })]],
  [/updates\.1\.member\.name/, [], [step("a", "START", { Name: "\u0000" })]],
  [/Updates\.0\.Type/, [], [{ ...step("a", "START"), Type: "DREAM" }]],
  [/Updates\.0\.Action/, [], [step("a", "DREAM")]],
  [/not implemented by the local cloud/, [], [step("a", "START", { Mood: "good" })]],
];
