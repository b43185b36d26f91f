import { expect, test } from "vitest";
import { breakName } from "./label.ts";

test.each([
  ["PlaceOrder", ["PlaceOrder"]],
  ["StockReservationQueue", ["Stock", "ReservationQueue"]],
  ["CustomerNotificationsTopic", ["Customer", "NotificationsTopic"]],
  ["POST /orders/{orderId}/ready", ["POST /orders", "/{orderId}/ready"]],
  ["POST /orders/{orderId}/collected", ["POST /orders", "/{orderId}/collected"]],
  ["my-service-dead-letters", ["my-service-", "dead-letters"]],
  ["averyveryverylongname", ["averyveryverylongname"]],
])("%s is written as %j", (name, lines) => expect(breakName(name)).toEqual(lines));
