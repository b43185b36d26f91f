import { Resource } from "sst";
import { bus } from "sst/aws/bus";

const links = Resource as unknown as { Orders: { name: string } };

export const handler = async ({ body = "{}" }: { body?: string }) => {
  await bus.publish(links.Orders, "bakery.order.placed", JSON.parse(body));
  return {};
};
