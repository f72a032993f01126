import { useEffect, useState, useSyncExternalStore } from 'react';
import { useT } from '../host/host.tsx';
import { Icon } from './icons.tsx';

/** A short notice at the bottom. `until`: it counts down to then and goes; else it stays 6 seconds. */
export interface Toast {
  key: string;
  text: string;
  tone?: 'plain' | 'danger' | 'success';
  action?: { label: string; shortcut?: string; run(): void };
  until?: number;
  isSticky?: boolean;
}

const SHOWN_MS = 6_000;
let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();

/** Shows a toast, in place of the one with the same key. At most three stand at once. */
export function showToast(toast: Toast): void {
  toasts = [...toasts.filter((other) => other.key !== toast.key), toast].slice(-3);
  notify();
}

export function hideToast(key: string): void {
  if (!toasts.some((toast) => toast.key === key)) return;
  toasts = toasts.filter((toast) => toast.key !== key);
  notify();
}

/** The stack of toasts; once a page. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="mr-toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastView key={toast.key} toast={toast} />
      ))}
    </div>
  );
}

function ToastView({ toast }: { toast: Toast }) {
  const t = useT();
  const seconds = useSecondsLeft(toast.until);
  useEffect(() => {
    if (toast.isSticky) return;
    const stays = toast.until === undefined ? SHOWN_MS : Math.max(0, toast.until - Date.now());
    const timer = setTimeout(() => hideToast(toast.key), stays);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className={`mr-toast mr-toast-${toast.tone ?? 'plain'}`}>
      <span className="mr-toast-text">{toast.text}</span>
      {seconds !== null && (
        <span className="mr-toast-count" aria-hidden="true">
          {seconds}
        </span>
      )}
      {toast.action && (
        <button
          type="button"
          className="mr-toast-action"
          onClick={() => {
            hideToast(toast.key);
            toast.action?.run();
          }}
        >
          {toast.action.label}
          {toast.action.shortcut && <kbd className="mr-tip-key">{toast.action.shortcut}</kbd>}
        </button>
      )}
      <button
        type="button"
        className="mr-toast-close"
        aria-label={t('common.dismiss')}
        onClick={() => hideToast(toast.key)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}

function useSecondsLeft(until: number | undefined): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return until === undefined ? null : Math.max(0, Math.ceil((until - now) / 1000));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(): void {
  for (const listener of listeners) listener();
}
