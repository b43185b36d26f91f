/** What tests of other packages stand on; nothing that runs an app imports it. */
export { openTestClient } from "./events-client.ts";
export { createWorkflows } from "./workflows.ts";
