import { type PropertiesRequest, referencesAsIds } from "./resource-references.ts";

/** How resources hang together: by the component they belong to, and by the values they take from each other. */
export interface Lineage {
  parentUrnOf(key: string): string | undefined;
  parentOf(key: string): string | undefined;
  urnOf(key: string): string | undefined;
  /** Keys of the resources whose outputs the property is made of. */
  sourcesOf(key: string, property: string): string[];
}

interface RegisterRequest extends PropertiesRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getPropertydependenciesMap(): { get(property: string): { getUrnsList(): string[] } | undefined };
}

interface RegisterResponse {
  getUrn(): string;
}

type Callback = (error: unknown, response: RegisterResponse) => void;

/** Pulumi's connection to its engine, of which the mocks are a part. */
export interface Monitor {
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
}

/** The mocks are told neither parents nor URNs; the requests to the engine have them. */
export const createLineage = (): Lineage & { follow(monitor: Monitor): void } => {
  const requests = new Map<string, RegisterRequest>();
  const urns = new Map<string, string>();
  const keys = new Map<string, string>();
  const parentUrnOf = (key: string) => requests.get(key)?.getParent() || undefined;

  return {
    parentUrnOf,
    parentOf: (key) => keys.get(parentUrnOf(key) ?? ""),
    urnOf: (key) => urns.get(key),
    sourcesOf: (key, property) =>
      (requests.get(key)?.getPropertydependenciesMap().get(property)?.getUrnsList() ?? []).flatMap(
        (urn) => keys.get(urn) ?? [],
      ),
    follow: (monitor) => {
      const register = monitor.registerResource.bind(monitor);
      monitor.registerResource = (request, callback) => {
        const key = `${request.getType()}::${request.getName()}`;
        requests.set(key, request);
        if (request.getCustom()) referencesAsIds(request);
        return register(request, (error, response) => {
          if (!error) {
            urns.set(key, response.getUrn());
            keys.set(response.getUrn(), key);
          }
          callback(error, response);
        });
      };
    },
  };
};
