/**
 * What a person calls a resource of AWS, by its ARN: an API destination has chance behind its name, and a state machine
 * the alias that it is started by.
 */
export const nameOf = (arn = ""): string =>
  /:(?:api-destination\/|stateMachine:)([^/:]+)/.exec(arn)?.[1] ?? arn.split(/[:/]/).at(-1) ?? "";
