import { type Editor, mergeAttributes, Node, useEditorState } from '@tiptap/react';
import { useRef } from 'react';
import { useT } from '../../host/host.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

/** Where the pictures of a text lie, and how another one gets there. */
export interface EditorImages {
  /** Addresses of pictures begin with it; any other picture is left out. */
  base: string;
  /** @returns the picture's address; null when it was refused, which has been said by then */
  upload(file: File): Promise<string | null>;
}

const WIDTHS = [60, 120, 240, 480] as const;
const TYPES = 'image/png,image/jpeg,image/gif,image/webp';

/** Pictures within lines, of one place alone: nothing pasted loads from elsewhere. */
export function imageNode(base: string) {
  return Node.create({
    name: 'image',
    inline: true,
    group: 'inline',
    draggable: true,
    addAttributes: () => ({ src: {}, alt: { default: '' }, width: { default: null } }),
    parseHTML: () => [
      {
        tag: 'img[src]',
        getAttrs: (element) => (element.getAttribute('src')?.startsWith(base) ? null : false),
      },
    ],
    renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
  });
}

/** Uploads pictures and puts them where the cursor is. */
export async function insertImages(
  editor: Editor | null,
  images: EditorImages,
  files: readonly File[],
): Promise<void> {
  for (const file of files) {
    const src = await images.upload(file);
    if (src === null || !editor || editor.isDestroyed) continue;
    const alt = file.name.replace(/\.[^.]*$/, '');
    const attrs = { src, alt, width: await widthOf(file) };
    editor.chain().focus().insertContent({ type: 'image', attrs }).run();
  }
}

/** The button that inserts a picture, and the size of the one that is selected. */
export function ImageTools({ editor, images }: { editor: Editor; images: EditorImages }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const width = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      now.isActive('image') ? Number(now.getAttributes('image').width) : null,
  });
  return (
    <>
      <IconButton
        isPlain
        icon="image"
        size={16}
        label={t('signatures.picture')}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        accept={TYPES}
        hidden
        onChange={(event) => {
          void insertImages(editor, images, [...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {width !== null && (
        <select
          className="mr-picture-width"
          aria-label={t('signatures.pictureWidth')}
          value={width}
          onChange={(event) =>
            editor.commands.updateAttributes('image', { width: Number(event.target.value) })
          }
        >
          {!WIDTHS.some((one) => one === width) && <option value={width}>{width || ''}</option>}
          {WIDTHS.map((one) => (
            <option key={one} value={one}>
              {t(`signatures.pictureWidth.${one}`)}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** Pixels: the picture's own, but not wider than a line of text. */
async function widthOf(file: File): Promise<number> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  const width = Math.min(bitmap?.width ?? 240, 240);
  bitmap?.close();
  return width;
}
