export {
  type Activity,
  type ActivityLog,
  type ActivityLogOptions,
  type ActivityRecord,
  createActivityLog,
} from "./activity.ts";
export {
  createOrderClient,
  type MenuItem,
  newOrderId,
  type OrderClient,
  type PlaceOrderOptions,
  type Store,
} from "./client.ts";
export type { Connection, FollowOptions } from "./follow.ts";
export type { Kitchen } from "./kitchen.ts";
export type { KitchenBoard } from "./kitchen-board.ts";
export type { LowStock, Office, Sales } from "./office.ts";
export type { OrderClientOptions, TokenStorage } from "./options.ts";
export { OrderError, type OrderErrorCode } from "./order-error.ts";
export type { Credentials, Customer } from "./session.ts";
export type { SendForm } from "./upload.ts";
