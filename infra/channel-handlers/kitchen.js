import { util } from "@aws-appsync/utils";

/**
 * A kitchen's channel, `/kitchen/{storeId}`, is for staff, of whichever store.
 * @param {import("./appsync-events.d.ts").SubscribeContext} ctx
 */
export function onSubscribe(ctx) {
  const groups = ctx.identity.groups ?? [];
  if (!groups.includes("staff")) util.unauthorized();
}
