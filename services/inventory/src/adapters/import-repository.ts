import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type DataOf, MenuImported, MenuImportProgressed } from "@sourdough/events-schema";
import type { ImportProblem } from "@sourdough/events-schema/http";
import { outboxItem, TransientError } from "@sourdough/lambda-kit";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import { importMetadata } from "../use-cases/import-metadata.ts";
import type { CountedBatch, ImportRepository, MenuImport, RowCounts } from "../use-cases/ports.ts";
import { inventoryTable } from "./inventory-table.ts";

/** Seconds. As long as the files are kept, and a month more; batches as long as somebody may ask why. */
const kept = { import: 400 * 24 * 3600, batch: 30 * 24 * 3600 };

/** Batches are counted on one item, so that some of them have to wait for others. */
const attempts = 10;

/** The imports in InventoryTable. */
export const importRepository = (client: DynamoDBDocumentClient, table: string): ImportRepository => {
  const { entities, transaction } = inventoryTable({ client, table });

  const find = async (importId: string) => {
    const { data } = await entities.import.get({ importId }).go({ consistent: true, ...byKey });
    return data ?? undefined;
  };

  return {
    find,

    async begin(menuImport, problems) {
      const { importId, totalRows, status, startedAt: at } = menuImport;
      const isOver = status === "REFUSED";
      const event = isOver
        ? ended(menuImport, "REFUSED", at)
        : progressed(importId, "import-began", { totalRows, rows: 0, changed: 0, refused: 0, at });
      const item = {
        ...menuImport,
        problems: JSON.stringify(problems),
        endedAt: isOver ? at : undefined,
        ttl: secondsAfter(at, kept.import),
      };
      const begun = await writeAll(
        transaction.write((write) => [write.import.create(item).commit(), write.outbox.put(event).commit()]),
      );
      return begun || (await find(importId))?.execution === menuImport.execution;
    },

    async count(batch, at) {
      const { importId, firstRow, problems, ...counts } = batch;
      const found = await find(importId);
      if (found?.status !== "RUNNING") return;
      const item = { ...batch, problems: JSON.stringify(problems), ttl: secondsAfter(at, kept.batch) };
      const event = progressed(importId, `rows-${firstRow}`, { totalRows: found.totalRows, ...counts, at });
      await whenOthersAreThrough(() =>
        writeAll(
          transaction.write((write) => [
            write.importBatch.create(item).commit(),
            write.import
              .update({ importId })
              .add(counts)
              .where(({ status }, { eq }) => eq(status, "RUNNING"))
              .commit(),
            write.outbox.put(event).commit(),
          ]),
        ),
      );
    },

    async batches(importId) {
      const query = entities.importBatch.query.ofImport({ importId });
      const { data } = await query.go({ pages: "all", consistent: true, ...byKey });
      return data.map(
        ({ ttl: _, problems, ...batch }): CountedBatch => ({
          ...batch,
          problems: JSON.parse(problems) as ImportProblem[],
        }),
      );
    },

    async end(menuImport, { status, problems, at }) {
      await writeAll(
        transaction.write((write) => [
          write.import
            .update({ importId: menuImport.importId })
            .set({ status, problems: JSON.stringify(problems), endedAt: at })
            .where((stored, { eq }) => eq(stored.status, "RUNNING"))
            .commit(),
          write.outbox.put(ended(menuImport, status, at)).commit(),
        ]),
      );
    },
  };
};

const secondsAfter = (at: string, seconds: number) => Math.floor(Date.parse(at) / 1000) + seconds;

const metadataOf = (importId: string, step: string, at: string) => {
  const { newEventId, ...metadata } = importMetadata(importId, at, () => `evt-${importId.slice(4)}-${step}`);
  return { ...metadata, eventId: newEventId() };
};

const progressed = (
  importId: string,
  step: string,
  { at, ...data }: Omit<DataOf<typeof MenuImportProgressed>, "importId">,
) => outboxItem(MenuImportProgressed, { importId, ...data, at }, metadataOf(importId, step, at), importId);

const ended = (
  { importId, totalRows, rows, changed, refused }: MenuImport & RowCounts,
  outcome: DataOf<typeof MenuImported>["outcome"],
  at: string,
) =>
  outboxItem(
    MenuImported,
    { importId, outcome, totalRows, rows, changed, refused, at },
    metadataOf(importId, "import-ended", at),
    importId,
  );

const whenOthersAreThrough = async (write: () => Promise<unknown>) => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransientError) || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * attempt));
    }
};
