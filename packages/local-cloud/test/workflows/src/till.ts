import { Resource } from "sst";
import { bus } from "sst/aws/bus";

export const handler = async ({ body = "{}" }: { body?: string }) => {
  await bus.publish(Resource.Orders, "bakery.order.placed", JSON.parse(body));
  return {};
};
