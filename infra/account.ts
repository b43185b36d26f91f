/** Region and account of the deployment; a provider call each, so asked for once. */
export const region = () => aws.getRegionOutput().region;
export const accountId = () => aws.getCallerIdentityOutput().accountId;
