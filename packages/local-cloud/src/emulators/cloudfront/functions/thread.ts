import { parentPort } from "node:worker_threads";
import { createSandbox, type Invocation, type RunResult, type StoreView } from "./sandbox.ts";

/** To the thread: what a key value store holds from now on, or a function to run. */
export type ToThread =
  | { readonly kind: "store"; readonly arn: string; readonly view: StoreView }
  | {
      readonly kind: "run";
      readonly id: number;
      readonly store: string | undefined;
      readonly invocation: Omit<Invocation, "store" | "random">;
    };

/** From the thread: it begins a run, or is done with it. */
export type FromThread =
  | { readonly kind: "begins" }
  | { readonly kind: "ended"; readonly id: number; readonly result: RunResult };

const port = parentPort!;
const tell = (message: FromThread) => port.postMessage(message);
const stores = new Map<string, StoreView>();
const sandbox = createSandbox();
// One after the other, so that a run that is stuck is the one that was asked for first.
let last: Promise<unknown> = sandbox;

port.on("message", (message: ToThread) => {
  if (message.kind === "store") {
    stores.set(message.arn, message.view);
    return;
  }
  const { id, store, invocation } = message;
  const view = store === undefined ? undefined : stores.get(store);
  last = last.then(async () => {
    const { run } = await sandbox;
    tell({ kind: "begins" });
    const result = await run(view ? { ...invocation, store: view } : invocation);
    tell({ kind: "ended", id, result });
  });
});
