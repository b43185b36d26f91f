export interface AliasList {
  aliases: Alias[];
}

/** An alias of a function: which versions it means. */
export interface Alias {
  /** Node id of the function on the map. */
  node: string;
  /** `live` */
  name: string;
  /** The version it means, and the one that takes over from it while traffic shifts; shares are from 0 to 1. */
  versions: { version: string; share: number }[];
  /** The last deployment of CodeDeploy that moved it. */
  deployment?: {
    id: string;
    status: "InProgress" | "Succeeded" | "Failed" | "Stopped";
    /** When it began or, once it has ended, ended: milliseconds of the local cloud's clock. */
    since: number;
    /** Whether it gave everything back to the version before. */
    takesBack: boolean;
    /** Why it failed, or what it takes back did: a sentence. */
    reason?: string;
  };
}
