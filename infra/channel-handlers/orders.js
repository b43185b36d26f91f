import { util } from "@aws-appsync/utils";

/**
 * Anyone may watch the orders of their own account only: the channel is `/orders/{customerId}/{orderId}`.
 * @param {import("./appsync-events.d.ts").SubscribeContext} ctx
 */
export function onSubscribe(ctx) {
  const segments = ctx.info.channel.segments;
  if (segments.length < 2 || segments[1] !== ctx.identity.sub) util.unauthorized();
}
