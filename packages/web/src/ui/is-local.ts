/** Whether the page comes from the reader's own machine, where the local cloud stands in for the outside world. */
export const isLocal = ["127.0.0.1", "localhost"].includes(location.hostname);
