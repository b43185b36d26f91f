import type { Operation } from "@aws-sdk/client-lambda";
import { bytes } from "../../../metering/price.ts";
import { PAGE_BYTES } from "./limits.ts";

/** A page of a list, as many as fit; `next` is the place where the following one begins. */
export const pageOf = <Item>(
  items: readonly Item[],
  from: number,
  most: number,
  sizeOf: (item: Item) => number = () => 0,
): { page: Item[]; next?: string } => {
  const page: Item[] = [];
  let size = 0;
  for (let index = from; index < items.length && page.length < most; index++) {
    const item = items[index]!;
    size += sizeOf(item);
    if (page.length > 0 && size > PAGE_BYTES) break;
    page.push(item);
  }
  const end = from + page.length;
  return { page, next: end < items.length ? String(end) : undefined };
};

/** Roughly what an operation takes in JSON: its payloads, and some for the rest. */
export const operationBytes = ({
  ExecutionDetails,
  ContextDetails,
  StepDetails,
  CallbackDetails,
  ChainedInvokeDetails,
}: Operation): number =>
  [
    ExecutionDetails?.InputPayload,
    ContextDetails?.Result,
    ContextDetails?.Error,
    StepDetails?.Result,
    StepDetails?.Error,
    CallbackDetails?.Result,
    CallbackDetails?.Error,
    ChainedInvokeDetails?.Result,
    ChainedInvokeDetails?.Error,
  ].reduce<number>((sum, value) => sum + bytes(value), 400);
