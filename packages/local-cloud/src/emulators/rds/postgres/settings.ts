import { identifier, literal } from "./quote.ts";

/** What a session has changed for itself, by `SET` or by what its client says at the beginning. */
export interface Settings {
  readonly user: string;
  /** By name: `TimeZone`, `search_path`, `app.tenant`. */
  values: ReadonlyMap<string, string>;
  /** May differ from `values`, since a statement was about settings. */
  stale: boolean;
  /** Settings of the app's own, which no list of PostgreSQL's has. */
  readonly own: Set<string>;
}

export const createSettings = (user: string, values: ReadonlyMap<string, string>): Settings => ({
  user,
  values,
  stale: false,
  own: new Set(),
});

const CHANGES = /(?:^|[;\0])\s*(?:set|reset|discard)\b|\bset_config\s*\(/i;
const OWN = /\bset\s+(?:session\s+)?([\w$]+\.[\w$.]+)|set_config\s*\(\s*'([^']+\.[^']+)'/gi;

/** Takes notice of statements that change settings. */
export const noteChanges = (settings: Settings, text: string): void => {
  if (!CHANGES.test(text)) return;
  settings.stale = true;
  for (const [, set, configured] of text.matchAll(OWN)) settings.own.add((set ?? configured)!);
};

/** Reads name and value of all that the session has now. */
export const readSettings = ({ own }: Settings): string =>
  `SELECT name, setting FROM pg_settings WHERE source = 'session' UNION ALL
   SELECT name, current_setting(name, true) FROM unnest(ARRAY[${["role", ...own].map(literal).join(", ")}]) AS name
   WHERE current_setting(name, true) IS NOT NULL`;

/** Makes the session of the engine that of somebody else. */
export const applySettings = ({ user, values }: Settings): string =>
  [
    `SET SESSION AUTHORIZATION ${identifier(user)}`,
    "RESET ALL",
    ...[...values].map(([name, value]) => `SELECT set_config(${literal(name)}, ${literal(value)}, false)`),
  ].join(";");
