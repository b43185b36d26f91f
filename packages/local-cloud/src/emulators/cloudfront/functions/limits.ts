/** What AWS gives a function. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
export const LIMITS = {
  codeBytes: 10 * 1024,
  memoryBytes: 2 * 1024 * 1024,
  /** Logs of one run are cut off there. */
  logBytes: 10 * 1024,
  /** Of path and query that a function returns, in characters. */
  uriLength: 8192,
  /**
   * AWS publishes no time, only that `ComputeUtilization` is its share of what is allowed. Here that is counted in steps
   * (passes of a loop, calls), so that it is the same on every machine, however busy.
   */
  steps: 1_000_000,
  /** For what no step is counted of, such as looking through a list of a thousand million, while it has the processor; then the thread ends. */
  realMs: 10_000,
};
