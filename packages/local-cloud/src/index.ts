/** Boots an SST app on this machine, and says what happens in it. */
export { type LocalCloud, type LocalOutputs, startLocalCloud } from "./boot/local-cloud.ts";
export { FolderInUseError } from "./boot/lock.ts";
export type { Hop, HopDraft, Journal } from "./core/journal.ts";
export { watchQuiet } from "./core/quiet.ts";
export type { Resource, ResourceGraph } from "./core/resource-graph.ts";
export { isRunning } from "./core/services.ts";
export type { LocalQueue } from "./emulators/sqs/local-queue.ts";
export type { MailboxEntry } from "./third-parties/mailbox/index.ts";
export type { StandIn, StartStandIn } from "./third-parties/stand-in.ts";
