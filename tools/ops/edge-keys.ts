// The store's API is signed for all regions at once (version 4A); the SDK asks for who signs so by this import.
import "@aws-sdk/signature-v4a";
import {
  CloudFrontKeyValueStoreClient,
  type CloudFrontKeyValueStoreClientConfig,
  ConflictException,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
} from "@aws-sdk/client-cloudfront-keyvaluestore";

/** A key value store of CloudFront. */
export interface EdgeKeys {
  get(storeArn: string, key: string): Promise<string>;
  /** Tries again when somebody else writes at the same time. */
  put(storeArn: string, key: string, value: string): Promise<void>;
}

const tries = 5;

export const edgeKeys = ({ endpoint, ...config }: CloudFrontKeyValueStoreClientConfig): EdgeKeys => {
  const client = new CloudFrontKeyValueStoreClient(config);
  if (typeof endpoint === "string") sendTo(client, new URL(endpoint));
  return {
    get: async (KvsARN, Key) => (await client.send(new GetKeyCommand({ KvsARN, Key }))).Value ?? "",
    async put(KvsARN, Key, Value) {
      for (let left = tries; ; left--) {
        const { ETag: IfMatch } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN }));
        try {
          await client.send(new PutKeyCommand({ KvsARN, Key, Value, IfMatch }));
          return;
        } catch (error) {
          if (!(error instanceof ConflictException) || left === 1) throw error;
        }
      }
    },
  };
};

/** The SDK puts the account before the host of an endpoint, which makes no address of 127.0.0.1. */
const sendTo = (client: CloudFrontKeyValueStoreClient, { host, hostname, port, protocol }: URL) =>
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      Object.assign(request, { hostname, port: Number(port), protocol });
      request.headers.host = host;
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "toThisMachine" },
  );
