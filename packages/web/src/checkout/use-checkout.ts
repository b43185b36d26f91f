import { useSyncExternalStore } from "react";
import { activity } from "../activity.ts";
import { stored } from "../app/local-storage.ts";
import { client } from "../client.ts";
import { edgeVisit } from "../shop/edge-visit.ts";
import { menuOrderExperiment } from "../shop/menu-order.ts";
import { areUnsent, createCheckouts, type OrderBody } from "./checkout.ts";

const noteOrder = async ({ storeId }: OrderBody) => {
  const { variant } = await edgeVisit();
  if (variant) activity.note({ kind: "Ordered", storeId, experiment: menuOrderExperiment, variant });
};

export const checkouts = createCheckouts(
  client,
  stored("sourdough.unsent", areUnsent),
  (body) => void noteOrder(body),
);

addEventListener("online", checkouts.resume);
checkouts.resume();

export const useCheckout = (orderId: string) =>
  useSyncExternalStore(checkouts.subscribe, () => checkouts.get(orderId));
