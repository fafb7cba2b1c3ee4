import { afterEach, expect, it } from 'vitest';
import type { MountPanel, PageParts } from '../../../demo/panels/panel.ts';
import { PanelViews } from '../../../demo/shell/views.ts';

afterEach(() => document.body.replaceChildren());

/** A view whose code comes when `arrive` is called, and what it was told. */
function lateView(): { views: PanelViews; told: string[]; arrive: () => void } {
  const told: string[] = [];
  const mount: MountPanel = () => ({ show: () => void told.push('show'), hide: () => void told.push('hide') });
  let arrive!: () => void;
  const code = new Promise<MountPanel>((resolve) => (arrive = () => resolve(mount)));
  const section = document.createElement('section');
  section.id = 'view-late';
  document.body.append(section);
  return { views: new PanelViews({} as PageParts, [{ name: 'late', load: () => code }]), told, arrive };
}

it('tells a view in order that it was opened, left and opened again while its code was on its way', async () => {
  const { views, told, arrive } = lateView();
  const all = [views.show('late'), views.hide('late'), views.show('late')];
  arrive();
  await Promise.all(all);
  expect(told).toEqual(['show', 'hide', 'show']);
});
