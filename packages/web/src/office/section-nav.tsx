import { useEffect, useState } from "react";

export interface Section {
  id: string;
  name: string;
  /** How many things there want somebody. */
  urgent?: number | undefined;
}

/** The part of the page that is being read: the last one that begins above the upper third of the window. */
const useCurrent = (list: string) => {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const ids = list.split(" ");
    const look = () => {
      const third = innerHeight / 3;
      const tops = ids.flatMap((id) => {
        const top = document.getElementById(id)?.getBoundingClientRect().top;
        return top === undefined ? [] : { id, top };
      });
      const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const reached = tops.filter(({ top }) => top <= third);
      // Panels beside each other begin at one height: the first of them stands for the row.
      const row = reached.at(-1)?.top;
      setCurrent(isAtEnd ? tops.at(-1)?.id : (reached.find(({ top }) => top === row)?.id ?? ids[0]));
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [list]);
  return current;
};

/** The ways through the office: anchors, so that each part has an address. */
export const SectionNav = ({ sections }: { sections: readonly Section[] }) => {
  const current = useCurrent(sections.map(({ id }) => id).join(" "));
  return (
    <nav className="section-nav" aria-label="In the office">
      <ul>
        {sections.map(({ id, name, urgent }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={id === current ? "location" : undefined}>
              {name}
              {urgent !== undefined && urgent > 0 && (
                <span className="section-urgent">
                  {urgent}
                  <span className="visually-hidden"> to look at</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
