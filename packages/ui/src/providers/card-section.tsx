import { type ComponentProps, type ReactNode, useId } from 'react';
import { ToneTag } from '../settings/tone-tag.tsx';
import { Icon } from '../ui/icons.tsx';
import './card.css';

/**
 * A part of a card that opens when it is wanted: its state stands on the closed line.
 *
 * @param props.isOpen how it begins, and what it changes to when this changes; people open and close it
 */
export function CardSection(props: {
  title: string;
  note?: string | null;
  state?: { tone: ComponentProps<typeof ToneTag>['tone']; text: string } | null;
  isOpen?: boolean;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <details className="mr-section" open={props.isOpen ?? false}>
      <summary>
        <Icon name="right" size={16} className="mr-section-arrow" />
        <h3 id={titleId}>{props.title}</h3>
        {props.note && <span className="mr-section-note">{props.note}</span>}
        {props.state && <ToneTag tone={props.state.tone}>{props.state.text}</ToneTag>}
      </summary>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of fields and text, not a form's own */}
      <div className="mr-section-body" role="group" aria-labelledby={titleId}>
        {props.children}
      </div>
    </details>
  );
}
