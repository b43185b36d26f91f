/** What a person calls a resource of AWS, by its ARN: an API destination has chance behind its name. */
export const nameOf = (arn = ""): string =>
  /:api-destination\/([^/]+)/.exec(arn)?.[1] ?? arn.split(/[:/]/).at(-1) ?? "";
