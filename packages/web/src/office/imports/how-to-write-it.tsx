/** What a menu's file looks like, for whoever makes one. */
export const HowToWriteIt = () => (
  <details className="how-to">
    <summary>How a menu is written</summary>
    <dl>
      <div>
        <dt>sku, name, category</dt>
        <dd>butter-croissant, Butter croissant, pastry</dd>
      </div>
      <div>
        <dt>priceCents</dt>
        <dd>280 for €2.80</dd>
      </div>
      <div>
        <dt>allergens</dt>
        <dd>gluten milk egg, or nothing</dd>
      </div>
      <div>
        <dt>store-1, store-2, …</dt>
        <dd>pieces delivered so far; nothing leaves them as they are</dd>
      </div>
      <div>
        <dt>listed</dt>
        <dd>no takes a product off the menu</dd>
      </div>
    </dl>
    <p>
      The first four and allergens have to be there. Commas, semicolons or tabs, with or without quotation
      marks, saved as UTF-8.
    </p>
    <a href="/menu-example.csv" download>
      Download an example
    </a>
  </details>
);
