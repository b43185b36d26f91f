export { createShiftClients } from "./clients.ts";
export { shift, stopShifting, tellStatus } from "./shift.ts";
