import { DomainError } from "@sourdough/lambda-kit/errors";

/** A menu that says a store got less than its orders already took. */
export class StockBelowCommittedError extends DomainError {
  override readonly name = "StockBelowCommittedError";
  readonly code = "inventory.stock_below_committed";

  readonly storeId: string;

  constructor(storeId: string, sku: string, delivered: number, committed: number) {
    super(
      `${storeId} cannot have got ${delivered} pieces of ${sku}: its orders hold or took ${committed}. State at least ${committed}.`,
    );
    this.storeId = storeId;
  }
}
