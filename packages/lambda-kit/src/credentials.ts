/**
 * Stands in for `@aws-sdk/credential-provider-node` in bundles: Lambda puts the role's credentials in the
 * environment, so the rest of the default chain is weight.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
