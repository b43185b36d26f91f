import { ImportId } from "@sourdough/events-schema";
import * as z from "zod";
import { setGroups, text } from "./mapping.ts";
import { problem, staffOnly, unavailableAnswer } from "./problems.ts";

const callersGroups = `${setGroups}#set($callers = ${text("$groups")})`;

/** The function's command for `POST /office/imports`; whether the caller may, the function says. */
export const offerUpload = `${callersGroups}{"type":"OfferUpload","groups":"$callers","body":$input.json('$')}`;

/** The same for `POST /office/imports/{importId}/problems`. An id that is none is asked for as one that nobody has. */
export const offerProblems = [
  callersGroups,
  "#set($importId = $input.params('importId'))",
  `#if(!$importId.matches('${z.toJSONSchema(ImportId).pattern}'))#set($importId = "imp-${"0".repeat(26)}")#end`,
  '{"type":"OfferProblems","groups":"$callers","importId":"$importId"}',
].join("");

/** What the function answers is the answer, or why there is none. */
export const offered = `#if($input.path('$.refusal') == "staff_only")${staffOnly}#else$input.json('$')#end`;

/** The function threw: it knows a body that breaks its contract, and anything else passes. */
export const notOffered = [
  "#if($input.path('$.errorType') == \"InvalidInputError\")",
  problem(400, "Bad Request", "inventory.malformed_request", "fileName is a text of 1 to 120 characters."),
  `#else${unavailableAnswer}#end`,
].join("");
