import { type Editor, EditorContent, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type ReactNode, useRef, useState } from 'react';
import { useT } from '../../host/host.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { IconName } from '../../ui/icons.tsx';
import { type EditorImages, ImageTools, imageNode, insertImages } from './editor-images.tsx';

interface Props {
  html: string;
  label: string;
  hasAutoFocus: boolean;
  onChange(html: string): void;
  /** Files pasted or dropped into the text are attached. */
  onFiles(files: File[]): void;
  /** Lets pictures stand in the text. */
  images?: EditorImages;
}

/** The text of a message: bold to lists, quotes, links and code. */
export function RichEditor({ html, label, hasAutoFocus, onChange, onFiles, images }: Props) {
  const made = useRef<Editor | null>(null);
  const editor = useEditor({
    extensions: [
      ...(images ? [imageNode(images.base)] : []),
      StarterKit.configure({
        heading: false,
        horizontalRule: false,
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          protocols: ['mailto'],
        },
      }),
    ],
    content: html,
    injectCSS: false,
    // Not `autofocus`, which waits for a frame: a busy page may draw none for a long while.
    onCreate: ({ editor: created }) => {
      made.current = created;
      if (hasAutoFocus) created.view.focus();
    },
    editorProps: {
      attributes: {
        class: 'mr-editor-text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        dir: 'auto',
      },
      handlePaste: (_view, event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        // A table copied from a spreadsheet brings its picture along: the text is meant.
        if (files.length === 0 || event.clipboardData?.getData('text/html')) return false;
        if (images) void insertImages(made.current, images, files);
        else onFiles(files);
        return true;
      },
    },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? '' : changed.getHTML()),
  });
  return (
    <>
      <EditorContent editor={editor} className="mr-editor" />
      {editor && (
        <FormatBar editor={editor}>
          {images && <ImageTools editor={editor} images={images} />}
        </FormatBar>
      )}
    </>
  );
}

function FormatBar({ editor, children }: { editor: Editor; children?: ReactNode }) {
  const t = useT();
  const [link, setLink] = useState<string | null>(null);
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      underline: now.isActive('underline'),
      strike: now.isActive('strike'),
      bulletList: now.isActive('bulletList'),
      orderedList: now.isActive('orderedList'),
      blockquote: now.isActive('blockquote'),
      code: now.isActive('code'),
      link: now.isActive('link'),
    }),
  });
  const chain = () => editor.chain().focus();
  const marks: [keyof typeof state, IconName, Parameters<typeof t>[0], string, () => unknown][] = [
    ['bold', 'bold', 'editor.bold', 'Ctrl+B', () => chain().toggleBold().run()],
    ['italic', 'italic', 'editor.italic', 'Ctrl+I', () => chain().toggleItalic().run()],
    ['underline', 'underline', 'editor.underline', 'Ctrl+U', () => chain().toggleUnderline().run()],
    ['strike', 'strike', 'editor.strike', '', () => chain().toggleStrike().run()],
    ['bulletList', 'bullets', 'editor.bullets', '', () => chain().toggleBulletList().run()],
    ['orderedList', 'numbers', 'editor.numbers', '', () => chain().toggleOrderedList().run()],
    ['blockquote', 'quote', 'editor.quote', '', () => chain().toggleBlockquote().run()],
    ['code', 'code', 'editor.code', '', () => chain().toggleCode().run()],
  ];
  const handleLink = () =>
    setLink((editor.getAttributes('link').href as string | undefined) ?? 'https://');
  const applyLink = () => {
    const href = (link ?? '').trim();
    setLink(null);
    if (href === '' || href === 'https://') {
      chain().extendMarkRange('link').unsetLink().run();
      return;
    }
    const isEmpty = editor.state.selection.empty && !state.link;
    if (isEmpty) {
      chain()
        .insertContent([{ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }])
        .run();
    } else chain().extendMarkRange('link').setLink({ href }).run();
  };
  return (
    <div className="mr-format" role="toolbar" aria-label={t('editor.toolbar')}>
      {marks.map(([name, icon, key, shortcut, run]) => (
        <IconButton
          key={name}
          isPlain
          icon={icon}
          size={16}
          label={t(key)}
          shortcut={shortcut}
          isPressed={state[name]}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => run()}
        />
      ))}
      <IconButton
        isPlain
        icon="link"
        size={16}
        label={t('editor.link')}
        isPressed={state.link}
        onClick={handleLink}
      />
      <IconButton
        isPlain
        icon="clear"
        size={16}
        label={t('editor.clear')}
        onClick={() => chain().unsetAllMarks().clearNodes().run()}
      />
      {children}
      {link !== null && (
        <span className="mr-link-form">
          <input
            className="mr-input"
            type="url"
            // biome-ignore lint/a11y/noAutofocus: it appeared to be typed into
            autoFocus
            aria-label={t('editor.linkAddress')}
            value={link}
            onChange={(event) => setLink(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') applyLink();
              else if (event.key === 'Escape') setLink(null);
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
          />
          <button type="button" className="mr-button" onClick={applyLink}>
            {t('common.ok')}
          </button>
        </span>
      )}
    </div>
  );
}
