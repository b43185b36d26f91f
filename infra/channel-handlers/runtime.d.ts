/** The one module APPSYNC_JS has: https://docs.aws.amazon.com/appsync/latest/eventapi/built-in-util.html */
declare module "@aws-appsync/utils" {
  export const util: {
    /** Refuses the operation; nothing after it runs. */
    unauthorized(): never;
  };
}
