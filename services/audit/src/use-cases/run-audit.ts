import {
  type Audited,
  AuditFailed,
  AuditPassed,
  AuditStarted,
  type Difference,
  type EventContract,
  type Metadata,
} from "@sourdough/events-schema";
import { type OutboxItem, outboxItem, type Telemetry, TransientError } from "@sourdough/lambda-kit";
import type * as z from "zod";
import { type AuditState, type Ports, type Step, steps } from "./ports.ts";
import { type Taken, takeStep } from "./take-step.ts";

export interface RunAudit {
  readonly auditId: string;
  /** ISO 8601: with the id, it is the same for every call of one audit. */
  readonly startedAt: string;
  readonly traceparent: string;
}

/** How far an audit is, and the first of what it found. */
export interface AuditAnswer
  extends Pick<AuditState, "auditId" | "status" | "step" | "audited" | "differences"> {
  readonly first: readonly Difference[];
}

const mostShown = 100;
const mostTold = 10;
const nothing: Audited = { products: 0, reservations: 0, orders: 0, payments: 0, queues: 0, unsettled: 0 };

/**
 * Goes on with an audit as long as there is time, and keeps how far it came after each part: whoever calls next, after a
 * crash too, goes on there. Throws `TransientError` when another call goes on with it at the same time.
 */
export const runAudit = async (
  ports: Ports,
  request: RunAudit,
  hasTime: () => boolean,
  telemetry: Telemetry,
): Promise<AuditAnswer> => {
  let state = await begin(ports, request);
  while (isUnfinished(state) && hasTime()) {
    const taken = await takeStep(ports, state);
    const next = after(state, taken, ports.now());
    if (!(await ports.log.save(next, taken.found))) throw overtaken(state);
    state = next;
  }
  if (state.step === "done" && state.status === "RUNNING")
    state = await complete(ports, state, request, telemetry);
  const { auditId, status, step, audited, differences, first } = state;
  return { auditId, status, step, audited, differences, first: first.slice(0, mostTold) };
};

const isUnfinished = (state: AuditState): state is AuditState & { readonly step: Step } =>
  state.step !== "done";

const overtaken = ({ auditId }: AuditState) =>
  new TransientError(`Somebody else goes on with the audit ${auditId}.`);

const begin = ({ log, now, newId }: Ports, request: RunAudit) => {
  const { auditId, startedAt } = request;
  const state: AuditState = {
    auditId,
    startedAt,
    updatedAt: now().toISOString(),
    status: "RUNNING",
    step: steps[0],
    audited: nothing,
    differences: 0,
    byInvariant: {},
    first: [],
    memory: { before: {}, taken: {} },
    revision: 0,
  };
  return log.open(state, told(request, AuditStarted, { auditId, startedAt }, newId("evt"), startedAt));
};

const after = (state: AuditState & { step: Step }, taken: Taken, now: Date): AuditState => {
  const nextStep = taken.cursor === undefined ? (steps[steps.indexOf(state.step) + 1] ?? "done") : state.step;
  return {
    ...state,
    step: nextStep,
    cursor: taken.cursor,
    updatedAt: now.toISOString(),
    audited: sum(state.audited, taken.audited),
    differences: state.differences + taken.found.length,
    byInvariant: countByInvariant(state.byInvariant, taken.found),
    first: [...state.first, ...taken.found].slice(0, mostShown),
    memory: taken.memory ?? state.memory,
    revision: state.revision + 1,
  };
};

const countByInvariant = (before: AuditState["byInvariant"], found: readonly Difference[]) => {
  const counts = { ...before };
  for (const { invariant } of found) counts[invariant] = (counts[invariant] ?? 0) + 1;
  return counts;
};

const sum = (one: Audited, other: Partial<Audited> = {}): Audited => {
  const names = Object.keys(nothing) as (keyof Audited)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + (other[name] ?? 0)])) as Audited;
};

const complete = async (
  { log, now, newId }: Ports,
  state: AuditState,
  request: RunAudit,
  telemetry: Telemetry,
): Promise<AuditState> => {
  const { auditId, startedAt, audited, differences, first } = state;
  const completedAt = now().toISOString();
  const ended: AuditState = {
    ...state,
    status: differences > 0 ? "FAILED" : "PASSED",
    updatedAt: completedAt,
    completedAt,
    revision: state.revision + 1,
  };
  const data = { auditId, startedAt, completedAt, audited };
  const eventId = newId("evt");
  const record =
    differences > 0
      ? told(
          request,
          AuditFailed,
          { ...data, differences, first: first.slice(0, mostTold) },
          eventId,
          completedAt,
        )
      : told(request, AuditPassed, data, eventId, completedAt);
  if (!(await log.complete(ended, record))) throw overtaken(state);
  telemetry.count(differences > 0 ? "AuditsFailed" : "AuditsPassed");
  for (const difference of first) telemetry.logger.warn("The audit found a difference.", { difference });
  return ended;
};

const told = <Event extends EventContract>(
  { auditId, traceparent }: RunAudit,
  event: Event,
  data: z.input<Event["data"]>,
  eventId: string,
  occurredAt: string,
): OutboxItem => {
  const metadata: Metadata = {
    eventId,
    occurredAt,
    correlationId: auditId,
    causationId: auditId,
    traceparent,
  };
  return outboxItem(event, data, metadata, auditId);
};
