import { useSyncExternalStore } from "react";
import { stored } from "../app/local-storage.ts";
import { client } from "../client.ts";
import { areUnsent, createCheckouts } from "./checkout.ts";

export const checkouts = createCheckouts(client, stored("sourdough.unsent", areUnsent));

addEventListener("online", checkouts.resume);
checkouts.resume();

export const useCheckout = (orderId: string) =>
  useSyncExternalStore(checkouts.subscribe, () => checkouts.get(orderId));
