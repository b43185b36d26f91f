/** Where tokens are kept between visits; the browser's local storage by default, memory in Node. */
export interface TokenStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
  clear(): Promise<void>;
}

export interface OrderClientOptions {
  /** Base of the HTTP API, such as `https://shop.example/api`. */
  apiUrl: string;
  /** HTTP endpoint of the AppSync Events API, `https://…/event`. */
  realtimeUrl: string;
  region: string;
  userPoolId: string;
  userPoolClientId: string;
  /** By default the user pool's regional address. */
  userPoolEndpoint?: string | undefined;
  storage?: TokenStorage | undefined;
  /** Called before each `account_gone` is thrown: by then the tokens that show it are deleted. */
  onAccountGone?(): void;
}
