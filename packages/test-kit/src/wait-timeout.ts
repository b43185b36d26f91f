/** How long a flow test waits for what must come: four times what the slowest needs on a busy machine. */
export const waitTimeoutMs = 120_000;
