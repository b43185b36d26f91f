export { arbitrary, arbitraryData } from "./arbitrary.ts";
export { upcastFlaw } from "./upcast.ts";
