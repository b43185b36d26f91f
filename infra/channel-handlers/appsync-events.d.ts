/**
 * What AppSync hands to a handler of a channel namespace when somebody subscribes with a Cognito token. The types that
 * `@aws-appsync/utils` publishes are those of GraphQL resolvers, where there is no channel:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/context-reference.html
 */
export interface SubscribeContext {
  readonly identity: {
    /** The user's id, which is the customer's. */
    readonly sub: string;
    /** Absent for a user who is in none. */
    readonly groups?: readonly string[] | null;
  };
  readonly info: {
    readonly channel: {
      /** `/orders/cus-1/ord-1` */
      readonly path: string;
      /** `["orders", "cus-1", "ord-1"]`; the last may be `*`. */
      readonly segments: readonly string[];
    };
  };
}
