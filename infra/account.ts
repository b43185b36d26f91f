/** What is asked for everywhere, made once: alarms alone would ask the provider some hundred times. */
export const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Region and account of the deployment; a provider call each. */
export const region = once(() => aws.getRegionOutput().region);
export const accountId = once(() => aws.getCallerIdentityOutput().accountId);
