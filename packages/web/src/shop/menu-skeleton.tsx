/** The shape of a menu, while it is on its way. */
export const MenuSkeleton = () => (
  <div className="menu" aria-busy="true">
    <p className="visually-hidden" role="status">
      The menu is loading.
    </p>
    <div className="skeleton skeleton-tools" />
    <div className="products" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
        <div key={index} className="skeleton skeleton-product" />
      ))}
    </div>
  </div>
);
