import type { AttachmentView } from '../../views.ts';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** How an attachment can be looked at without saving it; null: not at all. SVG and HTML are documents that could act: never. */
export function previewKind(
  file: Pick<AttachmentView, 'mimeType' | 'sizeBytes'>,
): 'image' | 'pdf' | 'text' | null {
  const type = file.mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (IMAGES.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  return type === 'text/plain' && file.sizeBytes <= 1_000_000 ? 'text' : null;
}
