import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { AuditLog, AuditState } from "../use-cases/ports.ts";
import { auditTable } from "./audit-table.ts";
import { viewOf } from "./audit-view.ts";

const day = 24 * 3600;
const kept = { audit: 90 * day, memory: 2 * day };
/** Characters of a part of the memory: an item has 400 KB. */
const partLength = 100_000;

type Memory = AuditState["memory"];
type Kept = Omit<AuditState, "memory"> & { /** Revision the memory is of. */ readonly memoryOf: number };

/** Audits in a DynamoDB table. */
export const auditLog = (client: DynamoDBDocumentClient, table: string): AuditLog => {
  const { entities, transaction } = auditTable({ client, table });
  const ttl = ({ startedAt }: AuditState, seconds: number) =>
    Math.floor(Date.parse(startedAt) / 1000) + seconds;

  const itemOf = ({ memory: _, ...state }: AuditState, memoryOf: number) => ({
    auditId: state.auditId,
    startedAt: state.startedAt,
    status: state.status,
    revision: state.revision,
    state: JSON.stringify({ ...state, memoryOf } satisfies Kept),
    view: JSON.stringify(viewOf(state)),
    ttl: ttl({ ...state, memory: _ }, kept.audit),
  });

  const remember = async (state: AuditState) => {
    const text = JSON.stringify(state.memory);
    const parts = Array.from({ length: Math.ceil(text.length / partLength) }, (_, part) =>
      text.slice(part * partLength, (part + 1) * partLength),
    );
    const { auditId, revision } = state;
    const items = parts.map((part, index) => ({
      auditId,
      revision,
      part: index,
      text: part,
      ttl: ttl(state, kept.memory),
    }));
    for (const item of items) await entities.memory.put(item).go();
  };
  const recall = async (auditId: string, revision: number): Promise<Memory> => {
    const { data } = await entities.memory.query
      .ofRevision({ auditId, revision })
      .go({ consistent: true, pages: "all", ...byKey });
    return data.length > 0 ? JSON.parse(data.map(({ text }) => text).join("")) : { before: {}, taken: {} };
  };

  /** Of the audit this log saved last: most saves leave the memory as it is. */
  let last: { memory: Memory; memoryOf: number } | undefined;

  return {
    open: async (begun, record) => {
      const { auditId, startedAt } = begun;
      const isNew = await writeAll(
        transaction.write(({ audit, outbox }) => [
          audit.create(itemOf(begun, 0)).commit(),
          outbox.put(record).commit(),
        ]),
      );
      if (isNew) return begun;
      const { data } = await entities.audit.get({ auditId, startedAt }).go({ consistent: true, ...byKey });
      const { memoryOf, ...state }: Kept = JSON.parse(data?.state ?? "{}");
      const memory = await recall(auditId, memoryOf);
      last = { memory, memoryOf };
      return { ...state, memory };
    },

    save: async (state, found) => {
      const { auditId } = state;
      const isKnown = last?.memory === state.memory;
      const memoryOf = isKnown && last ? last.memoryOf : state.revision;
      if (!isKnown) await remember(state);
      for (const difference of found)
        await entities.difference.put({ auditId, ...difference, ttl: ttl(state, kept.audit) }).go();
      const answer = await entities.audit
        .put(itemOf(state, memoryOf))
        .where(({ revision }, { eq }) => eq(revision, state.revision - 1))
        .go({ ...byKey, returnOnConditionCheckFailure: "all_old" });
      last = { memory: state.memory, memoryOf };
      return !answer.rejected;
    },

    complete: (state, record) =>
      writeAll(
        transaction.write(({ audit, outbox }) => [
          audit
            .put(itemOf(state, 0))
            .where(({ revision }, { eq }) => eq(revision, state.revision - 1))
            .commit(),
          outbox.put(record).commit(),
        ]),
      ),
  };
};
