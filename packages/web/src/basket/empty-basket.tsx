export const EmptyBasket = () => (
  <section className="ticket basket basket-empty" aria-label="Basket">
    <svg viewBox="0 0 120 80" fill="none" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M22 34h76l-8 36a6 6 0 0 1-6 5H36a6 6 0 0 1-6-5Z" strokeWidth="4" />
      <path d="M34 34C36 14 50 6 60 6s24 8 26 28M42 46l4 18M60 46v18M78 46l-4 18" strokeWidth="4" />
    </svg>
    <h2>Nothing in your basket</h2>
    <p>Pick something with the + beside it. Croissants are a good start.</p>
  </section>
);
