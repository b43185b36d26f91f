import type { Stage, Uses } from "./deployments.ts";
import { eventsOf, type Incompatibility, incompatibilitiesOf, type SchemaOf } from "./incompatibilities.ts";
import type { Project } from "./projects.ts";

/** What an answer follows from. */
export interface Question {
  readonly project: Project;
  readonly stage: string;
  /** What every project publishes and takes as it is here. */
  readonly here: ReadonlyMap<string, Uses>;
  readonly recorded: Stage;
  readonly schemaOf: SchemaOf;
  /** Whether what this project needs is not as it was deployed; absent where git cannot tell. */
  readonly changed: ReadonlyMap<string, boolean>;
}

/** Why a project may not ship yet. */
export interface Obstacle {
  /** The project that goes first; none where no order helps. */
  readonly first?: string;
  readonly why: string;
  readonly remedy?: string;
}

export interface Answer {
  readonly obstacles: readonly Obstacle[];
  /** What does not stop it. */
  readonly notes: readonly string[];
}

const nothing: Uses = { publishes: {}, takes: {} };
const nameOf = (event: string) => event.split("/").at(-1);

const needed = ({ project, stage, recorded, changed }: Question): Obstacle[] =>
  project.needs.flatMap((first): Obstacle[] => {
    const deployment = recorded[first];
    if (!deployment)
      return [{ first, why: `${project.name} needs ${first}, which was never deployed to ${stage}` }];
    const commit = deployment.commit.slice(0, 12);
    if (!changed.has(first)) {
      const why = `${project.name} needs ${first}, which is on ${stage} as commit ${commit}: this clone does not have it`;
      return [{ why, remedy: `git fetch --unshallow, or deploy ${first} anew` }];
    }
    const why = `${project.name} needs ${first}, which changed since it was deployed to ${stage} (commit ${commit})`;
    return changed.get(first) ? [{ first, why }] : [];
  });

/** Between two projects: what one publishes as it is here has to suit what the other takes on the stage, and reverse. */
function between(question: Question, other: string): Obstacle[] {
  const { project, here, recorded, schemaOf, stage } = question;
  const mine = here.get(project.name) ?? nothing;
  const before = recorded[project.name];
  const theirs = recorded[other] ?? nothing;
  const next = here.get(other);
  const afterwards = (one: Uses, two: Uses) =>
    incompatibilitiesOf(one.publishes, two.takes, schemaOf, "here");
  const untilThen = (one: Uses, two: Uses) =>
    incompatibilitiesOf(two.publishes, one.takes, schemaOf, "there");

  const obstacle = (
    found: Incompatibility,
    consumer: string,
    meet: (mine: Uses, theirs: Uses) => Incompatibility[],
  ): Obstacle => {
    const why = `${consumer} ${found.why}`;
    const fits = (one: Uses, two: Uses) => !meet(one, two).some(({ event }) => event === found.event);
    if (found.unknown) return { why, remedy: "bring your branch up to date" };
    if (!next) return { why, remedy: `${other} is no longer in this repository: remove it from ${stage}` };
    if (!fits(mine, next)) return { why, remedy: `no order helps: let ${consumer} take both versions first` };
    if (!before || fits(before, next)) return { first: other, why };
    return { why, remedy: `no order helps, since ${other} does not go with ${project.name} as it is there` };
  };
  return [
    ...afterwards(mine, theirs).map((found) => obstacle(found, other, afterwards)),
    ...untilThen(mine, theirs).map((found) => obstacle(found, project.name, untilThen)),
    ...gone(question, other),
  ];
}

/** Events that would no longer come, though they are waited for on the stage. */
function gone({ project, here, recorded, stage }: Question, other: string): Obstacle[] {
  const now = eventsOf(here.get(project.name)?.publishes ?? {});
  const takenHere = eventsOf(here.get(other)?.takes ?? {});
  const taken = eventsOf(recorded[other]?.takes ?? {});
  return [...eventsOf(recorded[project.name]?.publishes ?? {})]
    .filter((event) => !now.has(event) && taken.has(event))
    .map((event) => {
      const why = `${other} takes ${nameOf(event)} on ${stage}, and ${project.name} no longer publishes it`;
      return takenHere.has(event)
        ? { why, remedy: `let ${other} go without it first` }
        : { first: other, why };
    });
}

/** Events that are new on the stage, taken by the other project here and not yet there. */
const newFor = ({ here, recorded }: Question, publisher: string, consumer: string): string[] => {
  const [from, to] = [recorded[publisher], recorded[consumer]];
  if (!from || !to) return [];
  const before = eventsOf(from.publishes);
  const takenThere = eventsOf(to.takes);
  const takenHere = eventsOf(here.get(consumer)?.takes ?? {});
  return [...eventsOf(here.get(publisher)?.publishes ?? {})].filter(
    (event) => !before.has(event) && takenHere.has(event) && !takenThere.has(event),
  );
};

function fresh(question: Question, other: string): { obstacles: Obstacle[]; notes: string[] } {
  const { project, stage } = question;
  const events = newFor(question, project.name, other);
  if (events.length === 0) return { obstacles: [], notes: [] };
  const names = events.map(nameOf).join(", ");
  if (newFor(question, other, project.name).length > 0)
    return {
      obstacles: [],
      notes: [
        `${names}: new, and for ${other}, which has new events for ${project.name}: ship one right after the other`,
      ],
    };
  const why = `${other} takes ${names} here and not on ${stage}: what ${project.name} publishes before does not reach it`;
  return { obstacles: [{ first: other, why }], notes: [] };
}

const absent = ({ project, here, recorded, stage }: Question): string[] => {
  const mine = eventsOf(here.get(project.name)?.publishes ?? {});
  const names = [...here].flatMap(([name, { takes }]) =>
    name !== project.name && !recorded[name] && [...eventsOf(takes)].some((event) => mine.has(event))
      ? [name]
      : [],
  );
  if (names.length === 0) return [];
  return [
    `never deployed to ${stage}, and missing what ${project.name} publishes until then: ${names.join(", ")}`,
  ];
};

/** Whether a project may ship to a stage as it is here, and which have to go first. Pure. */
export function judge(question: Question): Answer {
  const others = Object.keys(question.recorded).filter((name) => name !== question.project.name);
  const news = others.map((other) => fresh(question, other));
  return {
    obstacles: [
      ...needed(question),
      ...others.flatMap((other) => between(question, other)),
      ...news.flatMap(({ obstacles }) => obstacles),
    ],
    notes: [...news.flatMap(({ notes }) => notes), ...absent(question)],
  };
}
