import type { ReactNode } from "react";
import { linkTo } from "../shell/route.ts";
import { AreaChip } from "./area-chip.tsx";

interface Pickable {
  name: string;
  label: string;
  area?: string;
}

/** A view's list of what one can be looked at, by name; `about` is what is worth knowing of each. */
export const PickList = <Item extends Pickable>({
  view,
  items,
  shown,
  about,
}: {
  view: string;
  items: readonly Item[];
  shown: Item | undefined;
  about: (item: Item) => ReactNode;
}) => (
  <ol className="rows panel">
    {items.map((item) => (
      <li key={item.name}>
        <a
          className="row"
          href={linkTo(view, [item.name])}
          aria-current={item === shown ? "true" : undefined}
        >
          <span className="row-title">{item.label}</span>
          <span className="row-sub">
            <AreaChip area={item.area} />
            {about(item)}
          </span>
        </a>
      </li>
    ))}
  </ol>
);
