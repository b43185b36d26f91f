/**
 * Bounds of what a page tells at once, without zod, for pages. Kinesis takes 500 records in a request, and a page that is
 * left may still send 64 KiB.
 */
export const activitySize = { recordsPerRequest: 50 };
