export { DomainError, InvalidInputError, TransientError } from "./errors.ts";
export { eventQueueHandler } from "./event-queue-handler.ts";
export { httpHandler, type RawRequest } from "./http-handler.ts";
export { once } from "./once.ts";
export { type OutboxItem, outboxItem } from "./outbox.ts";
export { type Ports, ports } from "./ports.ts";
export { queueHandler } from "./queue-handler.ts";
export { taskHandler } from "./task-handler.ts";
export type { Telemetry } from "./telemetry.ts";
