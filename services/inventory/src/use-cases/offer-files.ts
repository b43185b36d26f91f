import type { ImportOffer, ImportProblemsOffer } from "@sourdough/events-schema/http";
import type { Ports } from "@sourdough/lambda-kit";
import { mostBytes, problemsKey, uploadKey } from "../domain/menu-file.ts";
import type { FileStore } from "./ports.ts";

/** `groups` are those of the caller's token, separated by commas. */
export interface Asked {
  readonly groups: string;
}

export type Refusal = { readonly refusal: "staff_only" };

const isStaff = ({ groups }: Asked) => groups.split(",").includes("staff");

/** A form to upload a file with, which begins an import when it arrives. */
export const offerUpload = async (
  { files, now, newId }: Ports & { files: FileStore },
  { fileName, ...asked }: Asked & { fileName: string },
): Promise<ImportOffer | Refusal> => {
  if (!isStaff(asked)) return { refusal: "staff_only" };
  const importId = newId("imp");
  const form = await files.offerUpload(uploadKey(importId), { fileName, mostBytes, now: now() });
  return { importId, url: form.url, fields: { ...form.fields } };
};

/** Where all problems of an import can be downloaded; what is not there is not found there. */
export const offerProblems = async (
  { files }: { files: FileStore },
  { importId, ...asked }: Asked & { importId: string },
): Promise<ImportProblemsOffer | Refusal> =>
  isStaff(asked)
    ? { url: await files.offerDownload(problemsKey(importId), `problems-${importId}.csv`) }
    : { refusal: "staff_only" };
