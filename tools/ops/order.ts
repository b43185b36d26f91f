import { styleText } from "node:util";
import { OrderId } from "@sourdough/events-schema";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut } from "./command.ts";
import { storyOf } from "./order/story.ts";
import type { Target } from "./target.ts";

const usage = `
    <order id>            its story in order of time: events, ledger, stock, messages to the customer, execution`;

/** Throws `UsageError`. */
const read = ({ positionals }: Args): string => {
  const [orderId, ...others] = positionals;
  const { data } = OrderId.safeParse(orderId);
  if (!data || others.length > 0)
    throw new UsageError(
      `order takes one order id, such as ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A, not "${positionals.join(" ")}".`,
    );
  return data;
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const story = await storyOf(target, read(args));
  const { order, reservation, happenings, correlationIds } = story;
  out.say(
    `${styleText("bold", story.orderId)}  ${order.status}${order.reason ? ` (${order.reason})` : ""}, sequence ${order.sequence}, ${order.totalCents} cents, ${order.storeId}`,
  );
  out.say(`  stock           ${reservation ? reservation.status : "nothing is reserved"}`);
  out.say(`  correlation id  ${correlationIds.join(", ")}`);
  for (const { at, where, what, failed } of happenings) {
    const line = `${at}  ${where.padEnd(9)}  ${what}`;
    out.say(failed ? styleText("red", line) : line);
  }
  out.result(story);
  return true;
};

/** Tells all that happened to an order. */
export const order: Command = {
  name: "order",
  about: "tells all that happened to an order, in order of time",
  usage,
  check: read,
  run,
};
