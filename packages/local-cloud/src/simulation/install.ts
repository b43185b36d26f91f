/** To be imported and called before anything else of a process that simulates. */
export { installVirtualProcess } from "./virtual-process.ts";
