import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
}

/** A page that broke, or whose code is gone because the bakery was deployed meanwhile: reloading brings the new one. */
export class PageBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <section className="plain-page" role="alert">
        <h1>This page fell off the shelf.</h1>
        <p>Your basket and your orders are safe. Reload to go on.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload
        </button>
      </section>
    );
  }
}
