import { burnAlarms } from "../../infra/slo.ts";

/** Who ends an order's waiting: the one, or the other where `FulfilOrder` is a state machine or a customer cancels. */
const answerers = ["FulfilOrder", "ChangeOrderStatus"];

/**
 * 99.9 % of orders have their answer within five seconds of being placed. An order without any answer counts as one that
 * came too late, so it is what was placed that is compared, with what was answered in time.
 */
export const orderAnswers = () =>
  burnAlarms("OrderAnswers", {
    objectivePercent: 99.9,
    placed: [{ metric: "OrdersPlaced", service: "PlaceOrder" }],
    inTime: answerers.map((service) => ({ metric: "OrdersAnsweredInTime", service })),
    late: answerers.map((service) => ({ metric: "OrdersAnsweredLate", service })),
  });
