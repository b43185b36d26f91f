/** Boots an SST app on this machine, and says what happens in it. */
export { startInFreeFolder } from "./boot/free-folder.ts";
export { type LocalCloud, type LocalOutputs, startLocalCloud } from "./boot/local-cloud.ts";
export type { Hop, HopDraft, Journal } from "./core/journal.ts";
export type { Resource, ResourceGraph } from "./core/resource-graph.ts";
export type { MailboxEntry } from "./third-parties/mailbox/index.ts";
export type { StandIn, StartStandIn } from "./third-parties/stand-in.ts";
