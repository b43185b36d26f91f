import type { DeliveryPlan } from "../core/faults.ts";

/** How a third party calls the app. */
export interface WebhookSender {
  /** How often a message arrives, and how late: the trouble that is injected. */
  plan(url: string, payload: unknown): DeliveryPlan;
  /** One try; `payload` is what the request carries, for the journal. */
  send(request: Request, payload: unknown, attempt: number): Promise<Response>;
}

/** Over the network, without trouble. */
export const plainSender: WebhookSender = { plan: () => [0], send: (request) => fetch(request) };
