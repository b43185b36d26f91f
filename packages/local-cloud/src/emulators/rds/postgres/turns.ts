/** Lets one after the other in. Who is in stays until it leaves, which may be when its transaction ends. */
export interface Turns<Owner> {
  /** Resolves when it is in, and at work. Rejects once it has waited too long for one that does nothing. */
  take(owner: Owner): Promise<void>;
  /** It has nothing to do just now, but stays. */
  rest(owner: Owner): void;
  leave(owner: Owner): void;
  /** Ends its waiting with an error. */
  giveUp(owner: Owner, why: Error): void;
  has(owner: Owner): boolean;
}

interface Waiting {
  admit(): void;
  refuse(why: Error): void;
}

/** `patienceMs`: how long whoever is in may rest while somebody waits. */
export const createTurns = <Owner extends object>(patienceMs: number, refusal: () => Error): Turns<Owner> => {
  const waiting = new Map<Owner, Waiting>();
  let holder: Owner | undefined;
  let restsSince: number | undefined;

  const admit = (owner: Owner) => {
    holder = owner;
    restsSince = undefined;
  };
  const wait = (owner: Owner) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const left = restsSince === undefined ? patienceMs : restsSince + patienceMs - performance.now();
        if (left > 0) timer = setTimeout(look, left);
        else waiting.get(owner)?.refuse(refusal());
      };
      let timer = setTimeout(look, patienceMs);
      const done = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(owner);
        settle();
      };
      waiting.set(owner, { admit: () => done(resolve), refuse: (why) => done(() => reject(why)) });
    });

  return {
    async take(owner) {
      if (holder === undefined || holder === owner) admit(owner);
      else await wait(owner);
    },
    rest(owner) {
      if (holder === owner) restsSince = performance.now();
    },
    leave(owner) {
      if (holder !== owner) return;
      holder = undefined;
      const [next, { admit: go } = {}] = [...waiting][0] ?? [];
      if (next) admit(next);
      go?.();
    },
    giveUp: (owner, why) => waiting.get(owner)?.refuse(why),
    has: (owner) => holder === owner,
  };
};
