import { z } from "zod";
import { textEvidence } from "./dispute.ts";
import type { Disputes } from "./disputes.ts";
import { created, type Endpoint, isCreated, page, plain } from "./endpoint.ts";
import { parseParams } from "./form.ts";
import { checkExpand, list, metadata, nonEmpty, retrieve } from "./params.ts";

/** All texts together. https://docs.stripe.com/api/disputes/update */
const MAX_EVIDENCE = 150_000;

const change = z.strictObject({
  evidence: z
    .strictObject(Object.fromEntries(textEvidence.map((name) => [name, z.string().max(20_000)])))
    .partial()
    .refine(
      (evidence) => Object.values(evidence).join("").length <= MAX_EVIDENCE,
      `The combined character count of all evidence is limited to ${MAX_EVIDENCE}.`,
    )
    .optional(),
  metadata: metadata.optional(),
  submit: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
});

export const createDisputeEndpoints = (disputes: Disputes): Readonly<Record<string, Endpoint>> => ({
  "GET /v1/disputes": (params) => {
    const given = parseParams(
      z.strictObject({ ...list, created, charge: nonEmpty.optional(), payment_intent: nonEmpty.optional() }),
      params,
    );
    return plain(() => {
      const own = disputes
        .list()
        .filter(isCreated(given.created))
        .filter(({ intent }) => given.payment_intent === undefined || intent.id === given.payment_intent)
        .filter(({ charge }) => given.charge === undefined || charge.id === given.charge);
      return page("/v1/disputes", own, given, disputes.present);
    });
  },
  "GET /v1/disputes/:id": (params, [id]) => {
    checkExpand(parseParams(retrieve, params).expand, []);
    return plain(() => disputes.present(disputes.find(id!)));
  },
  "POST /v1/disputes/:id": (params, [id]) => {
    const given = parseParams(change, params);
    const dispute = disputes.find(id!);
    return plain(() =>
      disputes.present(
        disputes.update(dispute, {
          evidence: given.evidence as Record<string, string> | undefined,
          metadata: given.metadata,
          submit: given.submit ?? given.evidence !== undefined,
        }),
      ),
    );
  },
  "POST /v1/disputes/:id/close": (params, [id]) => {
    parseParams(z.strictObject({}), params);
    const dispute = disputes.find(id!);
    return plain(() => disputes.present(disputes.accept(dispute)));
  },
});
