export { arbitrary, arbitraryData } from "./arbitrary.ts";
export { metadata } from "./metadata.ts";
export { upcastFlaw } from "./upcast.ts";
