import { util } from "@aws-appsync/utils";

/**
 * What happens in the office, `/office/{topic}`, is for staff.
 * @param {import("./appsync-events.d.ts").SubscribeContext} ctx
 */
export function onSubscribe(ctx) {
  const groups = ctx.identity.groups ?? [];
  if (!groups.includes("staff")) util.unauthorized();
}
