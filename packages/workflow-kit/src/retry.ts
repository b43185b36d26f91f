const everything = { ErrorEquals: ["States.ALL"], IntervalSeconds: 1, BackoffRate: 2 };

/** The retriers of the state machines, named for how long they go on. */
export const retry = {
  /** For what would only fail again. It goes first in a list: the first that names an error decides. */
  never: (...errors: string[]) => ({ ErrorEquals: errors, MaxAttempts: 0 }),

  /** Twice within three seconds: somebody waits for the answer. */
  briefly: { ...everything, MaxAttempts: 2 },

  /** Three times within seven seconds: the stream in front delivers again what is left then. */
  untilRedelivery: { ...everything, MaxAttempts: 3 },

  /** Five times within half a minute, then a dead-letter queue gets it: nothing delivers it again. */
  persistently: { ...everything, MaxAttempts: 5, JitterStrategy: "FULL" },

  /** Ten times within five minutes: whatever waits behind it can wait as long. */
  patiently: { ...everything, MaxAttempts: 10, MaxDelaySeconds: 60, JitterStrategy: "FULL" },

  /** Twice, for a busy DynamoDB alone: a message should not wait for its visibility timeout because of it. */
  whenThrottled: {
    ...everything,
    ErrorEquals: [
      "DynamoDb.ThrottlingException",
      "DynamoDb.RequestLimitExceededException",
      "DynamoDb.ProvisionedThroughputExceededException",
      "DynamoDb.InternalServerErrorException",
    ],
    MaxAttempts: 2,
    JitterStrategy: "FULL",
  },
};
