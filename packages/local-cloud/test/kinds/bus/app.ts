import { Resource } from "sst";
import { bus } from "sst/aws/bus";

export const order = async () => {
  const { Bakery } = Resource as unknown as { Bakery: { name: string } };
  await bus.publish(Bakery.name, "Ordered", { bread: "rye" });
  return "ordered";
};
export const bake = async () => {};
export const sell = async () => {};
