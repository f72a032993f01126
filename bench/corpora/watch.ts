import type { BrowserContext, Frame, Page, Request } from 'playwright-core';

/** Ids of messages whose frames did what no message may do; `page` stands for the page itself. */
export interface Watch {
  scripts: Set<string>;
  requests: Set<string>;
  navigations: Set<string>;
  /** Addresses that were asked for, for the report. */
  addresses: string[];
  /** Waits until every event so far is written to its message. */
  settle(): Promise<void>;
}

/** What a body may load from Mailroom itself. */
const OWN_PICTURE = /^\/api\/(?:messages\/\d+\/inline\/|images\?)/;

/**
 * Watches every frame of a page: scripts of messages (they call `alert` and its like), requests to
 * anywhere but Mailroom, frames and pages that go elsewhere. Requests that leave are stopped.
 *
 * @param origin of Mailroom
 */
export async function watchMessages(
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<Watch> {
  const pending: Promise<void>[] = [];
  const owners = new Map<Frame, Promise<string>>();
  const watch: Watch = {
    ...{ scripts: new Set(), requests: new Set(), navigations: new Set(), addresses: [] },
    async settle() {
      while (pending.length > 0) await pending.pop();
    },
  };
  const note = (found: Set<string>, frame: Frame | null) => {
    const owner = frame ? ownerOf(frame, page, owners) : Promise.resolve('page');
    pending.push(owner.then((id) => void found.add(id)));
  };

  page.on('frameattached', (frame) => void ownerOf(frame, page, owners));
  await page.exposeBinding('firedBy', ({ frame }) => note(watch.scripts, frame));
  // As text: a build step must not put names of its own into code that runs in the page.
  await page.addInitScript({
    content: 'window.alert = window.confirm = window.prompt = window.print = () => firedBy();',
  });
  context.on('page', (popup) => {
    watch.navigations.add('popup');
    watch.addresses.push(`popup ${popup.url()}`);
    popup.close().catch(() => undefined);
  });
  page.on('framenavigated', (frame) => {
    const isBody = frame.parentFrame() === page.mainFrame();
    const isAllowed = /^about:(?:srcdoc|blank)$|^$/.test(frame.url());
    if (isBody && !isAllowed) note(watch.navigations, frame);
    if (frame === page.mainFrame() && !frame.url().startsWith(`${origin}/mail/`))
      watch.navigations.add('page');
  });
  await context.route('**/*', (route) => {
    const request = route.request();
    const frame = frameOf(request);
    const isOwn = request.url().startsWith(`${origin}/`);
    const isBody = frame !== null && frame !== page.mainFrame();
    if (isOwn && (!isBody || OWN_PICTURE.test(request.url().slice(origin.length))))
      return route.fallback();
    note(watch.requests, frame);
    // Stopped here, it will not show as a frame that has gone elsewhere.
    if (request.isNavigationRequest()) note(watch.navigations, frame);
    watch.addresses.push(request.url().slice(0, 200));
    return route.abort();
  });
  return watch;
}

/** The message in whose frame, at whatever depth, something happened. */
function ownerOf(frame: Frame, page: Page, owners: Map<Frame, Promise<string>>): Promise<string> {
  let top = frame;
  for (let parent = top.parentFrame(); parent?.parentFrame(); parent = top.parentFrame())
    top = parent;
  if (top === page.mainFrame()) return Promise.resolve('page');
  let owner = owners.get(top);
  if (!owner) {
    owner = top
      .frameElement()
      .then((element) =>
        element.evaluate((node) =>
          (node as Element).closest('[data-message]')?.getAttribute('data-message'),
        ),
      )
      .then((id) => id ?? 'unknown')
      .catch(() => 'unknown');
    owners.set(top, owner);
  }
  return owner;
}

function frameOf(request: Request): Frame | null {
  try {
    return request.frame();
  } catch {
    // A page that has just opened has none yet.
    return null;
  }
}
