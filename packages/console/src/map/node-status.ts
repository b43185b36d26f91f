import type { MapNode } from "sourdough-local/console-api";
import { count, duration, plural } from "../components/format.ts";
import { traffic } from "./light/live-traffic.ts";
import { type Flow, failingNow, rateOf } from "./light/traffic.ts";

export type NodeState = "never" | "idle" | "busy" | "failing";

export const stateOf = (flow: Flow | undefined): NodeState => {
  if (!flow || flow.count === 0) return "never";
  if (failingNow(flow)) return "failing";
  return rateOf(flow) > 0 ? "busy" : "idle";
};

const perSecond = (rate: number) =>
  rate < 0.1 ? "< 0.1/s" : `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`;

/** What a card says about itself, in few characters: its rate while there is one, else its sum. */
export const shortStatus = (id: string): string => {
  const flow = traffic.nodes.get(id);
  if (!flow || flow.count === 0) return "never seen";
  const rate = rateOf(flow);
  const words = [rate > 0 ? perSecond(rate) : count(flow.count)];
  if (flow.latencyMs) words.push(duration(flow.latencyMs.p50));
  if (flow.failures > 0) words.push(`${count(flow.failures)} failed`);
  return words.join(" · ");
};

export const fullStatus = (flow: Flow | undefined): string => {
  if (!flow || flow.count === 0) return "never seen";
  return [
    plural(flow.count, "message"),
    rateOf(flow) > 0 ? perSecond(rateOf(flow)) : "",
    flow.latencyMs ? `p50 ${duration(flow.latencyMs.p50)}, p95 ${duration(flow.latencyMs.p95)}` : "",
    flow.failures > 0 ? plural(flow.failures, "failure") : "",
  ]
    .filter(Boolean)
    .join(" · ");
};

/** A dead-letter queue that nothing came to is how it should be, and who calls from outside is no resource. */
const isNoQuestion = ({ kind }: MapNode) => kind === "deadLetterQueue" || kind === "client";

export const isUnseen = (node: MapNode) =>
  !node.undeclared && !isNoQuestion(node) && !traffic.nodes.get(node.id)?.count;
