import { Popover } from "../ui/popover.tsx";
import { type Category, categories } from "./categories.ts";
import type { Wishes } from "./filter-menu.ts";

interface Props {
  wishes: Wishes;
  onWish(wishes: Wishes): void;
  /** Categories with anything in them. */
  shown: readonly Category[];
  /** Allergens of anything on the menu. */
  allergens: readonly string[];
}

/** Search, the way to a category, and what must not be in it. */
export const MenuTools = ({ wishes, onWish, shown, allergens }: Props) => {
  const { text, without } = wishes;
  const toggle = (allergen: string) =>
    onWish({
      text,
      without: without.includes(allergen)
        ? without.filter((one) => one !== allergen)
        : [...without, allergen],
    });
  return (
    <div className="menu-tools">
      <nav aria-label="Categories" className="category-nav">
        {categories.map(({ id, name }) => (
          <a key={id} href={`#${id}`} data-category={id} aria-disabled={!shown.includes(id) || undefined}>
            {name}
          </a>
        ))}
      </nav>
      <div className="menu-find">
        <label className="search">
          <span className="visually-hidden">Search the menu</span>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M11 11l3.5 3.5M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Z" />
          </svg>
          <input
            type="search"
            placeholder="Search"
            value={text}
            onChange={({ target }) => onWish({ text: target.value, without })}
          />
        </label>
        <Popover summary={without.length > 0 ? `Without ${without.join(", ")}` : "Without…"}>
          <fieldset>
            <legend>Hide what contains</legend>
            {allergens.map((allergen) => (
              <label key={allergen}>
                <input
                  type="checkbox"
                  checked={without.includes(allergen)}
                  onChange={() => toggle(allergen)}
                />
                {allergen}
              </label>
            ))}
          </fieldset>
        </Popover>
      </div>
    </div>
  );
};
