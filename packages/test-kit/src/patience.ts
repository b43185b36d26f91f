/** How long a flow test waits for what must come: four times what the slowest needs on a busy machine. */
export const patienceMs = 60_000;
