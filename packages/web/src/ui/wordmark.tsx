/** The name, laid from ropes of dough; its first o is a scored loaf. */
export const Wordmark = () => (
  <svg
    className="wordmark"
    viewBox="-8 -4 550 118"
    fill="none"
    stroke="currentColor"
    strokeWidth="15"
    strokeLinecap="round"
    strokeLinejoin="round"
    role="img"
    aria-label="Sourdough"
  >
    <path d="M37 39c-4-6-10-8-16-8-8 0-15 4-15 11 0 8 8 10 15 11.5s16 4 16 12.5c0 8-8 12-16 12-8 0-14-3-18-9" />
    <circle cx="80" cy="54" r="31" className="wordmark-loaf" stroke="none" />
    <path
      className="wordmark-score"
      strokeWidth="4.5"
      d="M80 33v42M80 44l-11-7M80 44l11-7M80 56l-13-8M80 56l13-8M80 68l-11-7M80 68l11-7"
    />
    <path d="M128 31v25c0 14 8 22 19 22s19-8 19-22V31M166 56v22" />
    <path d="M190 31v47M190 52c0-13 8-21 20-21" />
    <circle cx="245" cy="54.5" r="23.5" />
    <path d="M268.5 4v74" />
    <circle cx="315" cy="54.5" r="23.5" />
    <path d="M361 31v25c0 14 8 22 19 22s19-8 19-22V31M399 56v22" />
    <circle cx="445" cy="54.5" r="23.5" />
    <path d="M468.5 31v50c0 14-9 21-22 21-9 0-15-3-20-8" />
    <path d="M495 4v74M495 55c0-14 8-24 20-24s20 8 20 22v25" />
  </svg>
);
