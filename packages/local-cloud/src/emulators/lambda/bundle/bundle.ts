/** Code that is ready to be loaded. Each rebuild has the next generation. */
export interface Bundle {
  readonly file: string;
  /** Folder that is `/var/task` on AWS. */
  readonly taskRoot: string;
  readonly exportName: string;
  readonly generation: number;
}

/** The code of a function does not bundle; the message names file, line and column. */
export class BundleError extends Error {
  override readonly name = "BundleError";
}
