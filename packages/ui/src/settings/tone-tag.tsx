import type { ReactNode } from 'react';
import './settings.css';

/** A word on the state of something, in colours that keep their contrast in light and dark. */
export function ToneTag(props: {
  tone?: 'neutral' | 'info' | 'success' | 'warning' | 'danger';
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className="mr-tone" data-tone={props.tone ?? 'neutral'} title={props.title}>
      {props.children}
    </span>
  );
}
