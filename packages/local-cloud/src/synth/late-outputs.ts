type Properties = Record<string, unknown>;
type Resolve = (...resolution: unknown[]) => void;

/** Pulumi's `runtime/rpc`, as far as it is replaced. */
export interface PulumiRpc {
  transferProperties(onto: Properties, label: string, props: Properties): Record<string, Resolve>;
}

/** Pulumi's `runtime/resource`, as far as it is replaced. */
export interface PulumiResources {
  registerResource(
    resource: Properties,
    parent: unknown,
    type: string,
    name: string,
    custom: boolean,
    remote: boolean,
    newDependency: unknown,
    props: Properties,
    ...rest: unknown[]
  ): void;
}

const isOutput = (key: string) => key !== "id" && key !== "urn";

/**
 * Pulumi has each property that the type of a resource knows go the whole way, whether or not it is given: it is
 * serialized twice, and an output of a dozen promises is made for it. Those are half of all outputs of a config. Here what
 * is not given is left out, and outputs are made when somebody first asks for them.
 */
export const makeOutputsLate = (rpc: PulumiRpc, resources: PulumiResources): void => {
  const { transferProperties } = rpc;
  const { registerResource } = resources;
  const known = new WeakMap<Properties, Properties>();

  const late = (onto: Properties, label: string, key: string, given: unknown): Resolve => {
    let resolution: unknown[] | undefined;
    let resolve: Resolve | undefined;
    Object.defineProperty(onto, key, {
      configurable: true,
      enumerable: true,
      get() {
        delete onto[key];
        resolve = transferProperties(onto, label, { [key]: given })[key];
        if (resolution) resolve?.(...resolution);
        return onto[key];
      },
      set(value) {
        Object.defineProperty(onto, key, { value, configurable: true, enumerable: true, writable: true });
      },
    });
    return (...later) => {
      resolution = later;
      resolve?.(...later);
    };
  };

  rpc.transferProperties = (onto, label, props) => {
    const all = Object.entries(known.get(onto) ?? props).filter(([key]) => isOutput(key));
    // It says what is wrong.
    if (all.some(([key]) => Object.hasOwn(onto, key))) return transferProperties(onto, label, props);
    return Object.fromEntries(all.map(([key, given]) => [key, late(onto, label, key, given)]));
  };

  resources.registerResource = (resource, parent, type, name, custom, remote, dependency, props, ...rest) => {
    known.set(resource, props);
    const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
    registerResource(resource, parent, type, name, custom, remote, dependency, given, ...rest);
  };
};
