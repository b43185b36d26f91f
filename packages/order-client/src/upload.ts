import { answered, OrderError, offline } from "./order-error.ts";

/** How a form is sent: a page may want to see how far it is, which `fetch` does not tell. */
export type SendForm = (url: string, form: FormData) => Promise<{ status: number; text: string }>;

const byFetch: SendForm = async (url, body) => {
  const answer = await fetch(url, { method: "POST", body });
  return { status: answer.status, text: await answer.text() };
};

/** Sends a file with a form of S3's, whose last field it has to be. Throws `OrderError`. */
export const uploadForm = async (
  { url, fields }: { url: string; fields: Readonly<Record<string, string>> },
  file: Blob,
  send: SendForm = byFetch,
): Promise<void> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  const { status, text } = await send(url, form).catch((error: unknown) => {
    throw offline(error);
  });
  if (status >= 200 && status < 300) return;
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  if (code === "EntityTooLarge")
    throw new OrderError("invalid", status, "The file is larger than a menu may be: 20 MB.");
  // The form was good for five minutes, and somebody's laptop slept.
  if (code === "AccessDenied" && /expired/i.test(text))
    throw new OrderError("invalid", status, "The upload began too late. Choose the file again.");
  throw answered(status === 403 ? 400 : status, code);
};
