/**
 * Names of the fields that identify a person. Logs and the console mask what stands under them, wherever it is; `check`
 * holds the `personal` paths of every contract to end in one of them.
 */
export const personalFields: readonly string[] = ["email", "phone"];
