import type { MountPanel, PageParts, Panel } from '../panels/panel.ts';
import { make, element } from '../view/dom.ts';

/** A view beside the conversation: its name in the address, and where its code comes from. */
export interface PanelView {
  readonly name: string;
  readonly load: () => Promise<MountPanel>;
}

interface Opened {
  readonly panel: Panel;
}

/** Makes a view when it is opened first, and tells it when it is shown and left. */
export class PanelViews {
  readonly #parts: PageParts;
  readonly #views: ReadonlyMap<string, PanelView>;
  readonly #opened = new Map<string, Promise<Opened>>();

  constructor(parts: PageParts, views: readonly PanelView[]) {
    this.#parts = parts;
    this.#views = new Map(views.map((view) => [view.name, view]));
  }

  /** @throws whatever loading the view's code throws; the next call tries again */
  async show(name: string): Promise<void> {
    const view = this.#views.get(name);
    if (!view) return;
    const opening = this.#opened.get(name) ?? this.#open(view);
    this.#opened.set(name, opening);
    try {
      (await opening).panel.show();
    } catch (thrown) {
      this.#opened.delete(name);
      throw thrown;
    }
  }

  async hide(name: string): Promise<void> {
    let opened: Opened | undefined;
    try {
      // as deep in promises as `show` waits: whoever calls first is served first
      opened = await this.#opened.get(name);
    } catch {
      // told by whoever wanted it shown
    }
    opened?.panel.hide?.();
  }

  async #open({ name, load }: PanelView): Promise<Opened> {
    const mount = await load();
    const host = make('div', { class: 'view-body' });
    const panel = mount(host, this.#parts);
    element(`view-${name}`).append(host);
    return { panel };
  }
}
