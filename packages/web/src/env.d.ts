interface ImportMetaEnv {
  readonly VITE_API_URL: string;
  readonly VITE_ACTIVITY_SAMPLING: string;
  readonly VITE_REALTIME_URL: string;
  readonly VITE_USER_POOL_ID: string;
  readonly VITE_USER_POOL_CLIENT_ID: string;
  readonly VITE_USER_POOL_ENDPOINT: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}

declare module "*.css";
