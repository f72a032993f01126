import { Component, type ReactNode } from 'react';

/** Shows `fallback` when something below throws while rendering; `retry` renders it anew. */
export class ErrorBoundary extends Component<
  {
    fallback(error: unknown, retry: () => void): ReactNode;
    resetKey?: string;
    children: ReactNode;
  },
  { error: unknown; hasError: boolean }
> {
  override state = { error: null as unknown, hasError: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, hasError: true };
  }

  override componentDidUpdate(previous: { resetKey?: string }) {
    if (this.state.hasError && previous.resetKey !== this.props.resetKey) this.retry();
  }

  retry = () => this.setState({ error: null, hasError: false });

  override render() {
    return this.state.hasError
      ? this.props.fallback(this.state.error, this.retry)
      : this.props.children;
  }
}
