import { useT } from '../../host/host.tsx';
import type { FolderView } from '../../views.ts';

/** A label's name on its colour; the text keeps the theme's own colour, so that it stays readable. */
export function LabelChip({ label, onRemove }: { label: FolderView; onRemove?: () => void }) {
  const t = useT();
  return (
    <span
      className="mr-chip"
      style={label.color ? { ['--chip' as string]: label.color } : undefined}
    >
      <bdi>{label.name}</bdi>
      {onRemove && (
        <button
          type="button"
          className="mr-chip-remove"
          aria-label={t('label.remove', { name: label.name })}
          onClick={onRemove}
        >
          ×
        </button>
      )}
    </span>
  );
}
