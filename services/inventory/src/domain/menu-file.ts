/** Where the files of imports are in their bucket. The rule in infra.ts listens to the folder of uploads. */
export const uploads = "uploads/";
export const results = "results/";
export const problemFiles = "problems/";

/** Larger than a menu of 100,000 products. */
export const mostBytes = 20 * 1024 * 1024;

export const uploadKey = (importId: string) => `${uploads}${importId}.csv`;

/** The id of the import whose upload has the key; nothing for a key that no upload has. */
export const importIdOf = (key: string): string | undefined =>
  /^uploads\/(imp-[0-9A-Z]{26})\.csv$/.exec(key)?.[1];

export const problemsKey = (importId: string) => `${problemFiles}${importId}.csv`;
