import type { Metadata } from "@sourdough/events-schema";
import type { Store } from "../domain/menu.ts";
import type { Catalogue, ProductChange } from "../domain/plan-import.ts";

/** Where the menu and the stock are kept. */
export interface CatalogueRepository {
  load(): Promise<Catalogue>;
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

/** What the events of one import have in common; `eventId` gives each its own. */
export interface ImportMetadata extends Omit<Metadata, "eventId" | "sequence"> {
  newEventId(): string;
}
