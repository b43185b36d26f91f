export { batchTimeoutSeconds, catchOthers, eachMessage, publishEach, reportFailure } from "./batch.ts";
export { catchIntoDeadLetterQueue, sendToDeadLetterQueue } from "./dead-letter.ts";
export {
  type Cause,
  type DataFields,
  depthAfter,
  eventEntry,
  eventEntryExpression,
  metadataFrom,
} from "./event.ts";
export { type Expression, jsonata, object, template } from "./jsonata.ts";
export { attributes } from "./key.ts";
export { outbox } from "./outbox.ts";
export { retry } from "./retry.ts";
