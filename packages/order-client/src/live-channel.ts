import { CONNECTION_STATE_CHANGE, ConnectionState, type EventsChannel, events } from "aws-amplify/data";
import { Hub } from "aws-amplify/utils";
import type { AmplifyContext } from "./session.ts";

/** Amplify tries again 5 s after a drop, but then only every minute; by then we open a subscription of our own. */
const reopenAfter = 8000;

const lost: readonly string[] = [
  ConnectionState.ConnectionDisrupted,
  ConnectionState.ConnectionDisruptedPendingNetwork,
  ConnectionState.Disconnected,
];
const doubtful: readonly string[] = [
  ConnectionState.ConnectedPendingNetwork,
  ConnectionState.ConnectedPendingKeepAlive,
];

interface Opening {
  attempting: boolean;
  channel?: EventsChannel;
  subscriptionId?: string;
}

interface Listener {
  onEvent(event: unknown): void;
  /** `true` once events arrive for certain: whatever was published before may be lost. */
  onLive(live: boolean): void;
}

/** A subscription that is opened again until it is closed. */
export interface LiveChannel {
  readonly live: boolean;
  /** Opens it, or tries again at once when it is open and broken off. */
  open(): void;
  close(): void;
}

export const createLiveChannel = (
  context: AmplifyContext,
  path: string,
  { onEvent, onLive }: Listener,
): LiveChannel => {
  let opening: Opening | undefined;
  let acknowledged = false;
  let healthy = false;
  let live = false;
  let reopening: NodeJS.Timeout | undefined;
  let stopListening = () => {};

  const update = () => {
    const isLive = acknowledged && healthy;
    clearTimeout(reopening);
    if (!acknowledged && opening) reopening = setTimeout(subscribe, reopenAfter);
    if (isLive === live) return;
    live = isLive;
    onLive(live);
  };
  const up = () => {
    acknowledged = healthy = true;
    update();
  };
  const down = () => {
    acknowledged = false;
    update();
  };

  const subscribe = async () => {
    opening?.channel?.close();
    const mine: Opening = { attempting: true };
    opening = mine;
    const current = () => opening === mine;
    down();
    try {
      const channel = await events.connect(context, path);
      if (!current()) return channel.close();
      mine.channel = channel;
      const subscription = channel.subscribe({
        next: ({ event }: { event: unknown }) => onEvent(event),
        error: () => current() && down(),
      });
      mine.subscriptionId = (await subscription.ready).subscriptionId;
      if (current()) up();
    } catch {
      if (current()) down();
    } finally {
      mine.attempting = false;
    }
  };

  const listenToAmplify = () =>
    Hub.listen("api", ({ payload: { event, data } }) => {
      // After a reconnection Amplify subscribes again, with the same id, and says so only here.
      const { id, connectionState } = data as { id?: string; connectionState?: string };
      if (event === "Subscription ack" && id !== undefined && id === opening?.subscriptionId) up();
      if (event !== CONNECTION_STATE_CHANGE || connectionState === undefined) return;
      if (lost.includes(connectionState)) return down();
      if (connectionState === ConnectionState.Connected) healthy = true;
      else if (doubtful.includes(connectionState)) healthy = false;
      update();
    });

  return {
    get live() {
      return live;
    },
    open() {
      if (!opening) stopListening = listenToAmplify();
      if (!acknowledged && !opening?.attempting) void subscribe();
    },
    close() {
      stopListening();
      opening?.channel?.close();
      opening = undefined;
      down();
    },
  };
};
