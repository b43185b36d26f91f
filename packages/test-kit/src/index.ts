export { type Bakery, type Item, openBakery } from "./bakery.ts";
export type { Customer } from "./customer.ts";
export { checkInvariants } from "./invariants.ts";
export { type Menu, smallMenu } from "./menu.ts";
export { anOrder, newOrderId, type OrderBody } from "./orders.ts";
export { patienceMs } from "./patience.ts";
export type { PublishedEvent } from "./published.ts";
export { settle } from "./settle.ts";
