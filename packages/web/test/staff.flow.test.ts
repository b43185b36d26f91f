import { describe } from "vitest";
import { setStage } from "./stage.ts";
import { kitchenStories } from "./stories/kitchen.ts";
import { officeStories } from "./stories/office.ts";
import { officeFigureStories } from "./stories/office-figures.ts";

const stage = setStage();

describe("kitchen", () => kitchenStories(stage));
describe("office", () => officeStories(stage));
describe("office figures", () => officeFigureStories(stage));
