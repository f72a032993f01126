import type { ParsedMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import {
  type RenderedBody,
  type RenderOptions,
  type RenderSource,
  renderBody,
} from '../mail/render.ts';
import { type ForwardSource, forwardBlock, type QuoteSource, replyQuote } from '../mail/reply.ts';
import { type SearchText, searchText } from '../mail/text.ts';
import { readStructure } from '../providers/structure.ts';
import { inlineImageLink, proxiedImageLink } from '../reader/links.ts';

/** Where the pictures of a rendered message are asked for. Plain data: it goes to another thread. */
export interface BodyLinks {
  apiPath: string;
  messageId: number;
  userId: string;
  imageKey: string;
}

/** Work on one message's content that takes time in proportion to its size. */
export interface MailWork {
  parse: { bytes: Uint8Array; kind: 'raw' | 'structure' };
  /** Reads a message and what is searched of it. */
  prepare: { bytes: Uint8Array };
  index: { message: ParsedMessage };
  render: {
    source: RenderSource;
    options: Pick<RenderOptions, 'theme' | 'images' | 'labels'>;
    links: BodyLinks;
  };
  quote:
    | { kind: 'reply'; message: QuoteSource; locale: string }
    | { kind: 'forward'; message: ForwardSource; locale: string };
}

export interface MailWorkResult {
  parse: ParsedMessage;
  prepare: { message: ParsedMessage; search: SearchText };
  index: SearchText;
  render: RenderedBody;
  quote: string;
}

/** Does the work where it is called: on the main thread for small messages, else in the thread. */
export const doMailWork: {
  [K in keyof MailWork]: (work: MailWork[K]) => MailWorkResult[K] | Promise<MailWorkResult[K]>;
} = {
  parse: ({ bytes, kind }) => (kind === 'raw' ? parseMessage(bytes) : readStructure(bytes)),
  async prepare({ bytes }) {
    const message = await parseMessage(bytes);
    return { message, search: searchText(message) };
  },
  index: ({ message }) => searchText(message),
  render: ({ source, options, links }) =>
    renderBody(source, {
      ...options,
      imageUrl: (url) => proxiedImageLink(links, url),
      cidUrl: ({ contentId }) => inlineImageLink(links, contentId ?? ''),
    }),
  quote: (work) =>
    work.kind === 'reply'
      ? replyQuote(work.message, work.locale)
      : forwardBlock(work.message, work.locale),
};
