/** What `FULFILMENT` can be: which form of `FulfilOrder` the system has. */
export type FulfilmentForm = "durable-function" | "state-machine";
