import type { FollowedOrder } from "./use-order.ts";

const words: Record<FollowedOrder["connection"], string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting. Until then we ask every two seconds.",
  ended: "Finished",
};

export const ConnectionSign = ({ connection }: Pick<FollowedOrder, "connection">) => (
  <p className="connection" data-connection={connection} role="status">
    <i aria-hidden="true" />
    {words[connection]}
  </p>
);
