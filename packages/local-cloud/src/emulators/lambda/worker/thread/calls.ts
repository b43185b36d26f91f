import type { Agent } from "node:http";
import type { ToThread } from "../../../../carrier/protocol.ts";

/** A request on its way to the local cloud, and then its answer. */
export interface Call {
  readonly agent: Agent;
  /** It is its turn: what it has to send goes out. */
  begin(id: number): void;
  receive(message: ToThread): void;
}

/** The calls of this thread. They keep it running, as sockets would. */
export interface Calls {
  /** Begins one when this tick is over and its agent, which still says how many may run, has room. */
  open(call: Call): void;
  post(message: object, transfer?: ArrayBuffer[]): void;
  /** Ends one, by its number if it began. */
  close(call: Call, id: number | undefined): void;
}

/** The thread's end of the channel: a `MessagePort`, or what simulates one. */
export interface CallerPort {
  postMessage(message: object, transfer?: ArrayBuffer[]): void;
  on(event: "message", listener: (message: ToThread) => void): unknown;
  ref(): void;
  unref(): void;
}

interface Turns {
  readonly waiting: Call[];
  running: number;
}

export const createCalls = (port: CallerPort): Calls => {
  const begun = new Map<number, Call>();
  const turns = new WeakMap<Agent, Turns>();
  let lastId = 0;
  let open = 0;

  const turnsOf = (agent: Agent): Turns => {
    const known = turns.get(agent) ?? { waiting: [], running: 0 };
    turns.set(agent, known);
    return known;
  };
  const beginNext = (agent: Agent) => {
    const own = turnsOf(agent);
    while (own.running < agent.maxSockets) {
      const call = own.waiting.shift();
      if (!call) return;
      own.running++;
      begun.set(++lastId, call);
      call.begin(lastId);
    }
  };

  port.on("message", (message: ToThread) => begun.get(message.id)?.receive(message));
  port.unref();
  return {
    open(call) {
      if (++open === 1) port.ref();
      turnsOf(call.agent).waiting.push(call);
      process.nextTick(beginNext, call.agent);
    },
    post: (message, transfer) => port.postMessage(message, transfer),
    close(call, id) {
      if (--open === 0) port.unref();
      const own = turnsOf(call.agent);
      if (id === undefined) {
        own.waiting.splice(own.waiting.indexOf(call), 1);
        return;
      }
      own.running--;
      begun.delete(id);
      beginNext(call.agent);
    },
  };
};
