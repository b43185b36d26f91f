import type { Metadata } from "@sourdough/events-schema";
import type { ImportProblem, ImportStatus } from "@sourdough/events-schema/http";
import type { Ports } from "@sourdough/lambda-kit";
import type { Store } from "../domain/menu.ts";
import type { Catalogue, ProductChange } from "../domain/plan-import.ts";
import type { ProductDemand } from "../domain/popular.ts";
import type { Cursor } from "../domain/tally.ts";

/** Where the menu and the stock are kept. */
export interface CatalogueRepository {
  /** All of it, or what there is of some products; the stores always. */
  load(skus?: readonly string[]): Promise<Catalogue>;
  saveStores(stores: readonly Store[]): Promise<void>;
  /**
   * Writes each change and its MenuItemChanged event, and returns the changes that were written. The others lost to
   * somebody who changed one of the products since they were loaded.
   */
  saveProducts(
    changes: readonly ProductChange[],
    metadata: ImportMetadata,
  ): Promise<readonly ProductChange[]>;
}

/** What the events of one import have in common; `eventId` gives each its own, `correlationId` is the import's id. */
export interface ImportMetadata extends Omit<Metadata, "eventId" | "sequence"> {
  newEventId(): string;
}

/** Rows that were looked at, and what became of them. */
export interface RowCounts {
  readonly rows: number;
  readonly changed: number;
  readonly refused: number;
}

/** An import of a file that was uploaded. */
export interface MenuImport extends RowCounts {
  readonly importId: string;
  readonly fileName: string;
  readonly status: ImportStatus;
  readonly totalRows: number;
  /** ARN of the execution that works on it; whoever else is told of the file leaves it alone. */
  readonly execution: string;
  /** Why it is REFUSED. */
  readonly reason?: string | undefined;
  readonly startedAt: string;
}

export interface CountedBatch extends RowCounts {
  readonly importId: string;
  /** Index of its first row in the file, by which a batch that comes again is known. */
  readonly firstRow: number;
  readonly problems: readonly ImportProblem[];
}

/** Where imports are kept; each change leaves with its event. */
export interface ImportRepository {
  /** Begins an import, or ends it at once when it is REFUSED; false when another execution has begun it. */
  begin(menuImport: MenuImport, problems: readonly ImportProblem[]): Promise<boolean>;
  find(importId: string): Promise<MenuImport | undefined>;
  /** Counts a batch of a running import, once. */
  count(batch: CountedBatch, at: string): Promise<void>;
  /** The batches counted so far, in the order of their rows. */
  batches(importId: string): Promise<CountedBatch[]>;
  /** Ends a running import, once; `problems` are the first ones. */
  end(
    menuImport: MenuImport,
    outcome: { status: "DONE" | "UNFINISHED"; problems: readonly ImportProblem[]; at: string },
  ): Promise<void>;
}

/** What a browser sends a file to. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Where the files are kept. */
export interface FileStore {
  /** A form that is good for one key and five minutes. */
  offerUpload(key: string, options: { fileName: string; mostBytes: number; now: Date }): Promise<UploadForm>;
  read(
    key: string,
    versionId: string,
  ): Promise<{ fileName: string | undefined; chunks: AsyncIterable<Uint8Array> }>;
  write(key: string, text: string): Promise<void>;
  /** An address that is good for five minutes. */
  offerDownload(key: string, fileName: string): Promise<string>;
}

export interface ImportPorts extends Ports {
  readonly catalogue: CatalogueRepository;
  readonly imports: ImportRepository;
  readonly files: FileStore;
}

/** What was wanted of a store within a window. */
export interface StoreDemand {
  readonly storeId: string;
  readonly products: readonly ProductDemand[];
  /** The products wanted most in the last minutes. */
  readonly popular: readonly string[];
  readonly eventId: string;
}

export interface VariantCounts {
  readonly experiment: string;
  readonly variant: string;
  readonly exposures: number;
  readonly conversions: number;
}

/** A window of a shard, or a part of one, that is over. */
export interface CountedWindow {
  readonly shardId: string;
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** Where the cursor has to stand; `cursor` is where it stands then. */
  readonly after: string;
  readonly cursor: Cursor;
  readonly stores: readonly StoreDemand[];
  readonly variants: readonly VariantCounts[];
}

/** Where demand is kept. */
export interface DemandRepository {
  /** How far a shard is counted; an empty `through` when it never was. */
  cursor(shardId: string): Promise<Cursor>;
  /** Of these products, those that the store has. */
  known(storeId: string, skus: readonly string[]): Promise<readonly string[]>;
  /** What was counted of a store from this minute on. */
  since(storeId: string, minute: string): Promise<readonly ProductDemand[]>;
  /** All of it, with an event for each store, or nothing; throws when the cursor stands elsewhere. */
  save(window: CountedWindow): Promise<void>;
}
