import type { Office } from "@sourdough/order-client";
import { useState } from "react";
import { toOrderError } from "../../app/to-order-error.ts";
import { sendWithProgress } from "./send-with-progress.ts";

/** As the bucket takes them: services/inventory/src/domain/menu-file.ts. */
const mostBytes = 20 * 1024 * 1024;

export type Upload =
  | { state: "idle" }
  | { state: "sending"; fileName: string; part: number }
  /** It has arrived, and its import will be in the list in a moment. */
  | { state: "sent"; fileName: string; importId: string }
  | { state: "failed"; fileName: string; problem: string };

/** The file that is on its way; one at a time. */
export const useUpload = (office: Office | undefined) => {
  const [upload, setUpload] = useState<Upload>({ state: "idle" });
  const send = async (file: File) => {
    const fileName = file.name.slice(0, 120);
    const fail = (problem: string) => setUpload({ state: "failed", fileName, problem });
    if (!office) return fail("The bakery is not reached yet. Try again in a moment.");
    if (file.size > mostBytes) return fail("The file is larger than a menu may be: 20 MB.");
    setUpload({ state: "sending", fileName, part: 0 });
    const onProgress = (part: number) => setUpload({ state: "sending", fileName, part });
    try {
      const { importId } = await office.importMenu(file, fileName, sendWithProgress(onProgress));
      setUpload({ state: "sent", fileName, importId });
    } catch (error) {
      fail(toOrderError(error).message);
    }
  };
  return { upload, send };
};
