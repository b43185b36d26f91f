/** What a subscriber consists of. */
export interface SubscriberFiles {
  /** By path below the service's folder. */
  files: Record<string, string>;
  /** What its target in `infra.ts` needs, by module. */
  imports: Record<string, string[]>;
  /** Its line in `consumers(...)`. */
  targetCode: string;
}
