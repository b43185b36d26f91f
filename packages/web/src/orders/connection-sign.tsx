import type { Connection } from "@sourdough/order-client";

type Shown = Connection | "ended";

const words: Record<Shown, string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting. Until then we ask every two seconds.",
  ended: "Finished",
};

export const ConnectionSign = ({ connection }: { connection: Shown }) => (
  <p className="connection" data-connection={connection} role="status">
    <i aria-hidden="true" />
    {words[connection]}
  </p>
);
