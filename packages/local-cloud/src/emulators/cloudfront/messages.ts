/** Headers by their names in lower case, each with all its values. */
export type Headers = Readonly<Record<string, readonly string[]>>;
