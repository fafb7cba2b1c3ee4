import type { Cell } from '../report/table.ts';
import type { Section } from '../section.ts';
import { measureStages, STAGES, type StagesMeasured } from '../stages/job.ts';
import { sampleOf } from './peers.ts';

const row = (where: string, size: number, { backend, stages }: StagesMeasured): Readonly<Record<string, Cell>> => ({
  where: `${where}, ${backend}`,
  size,
  ...stages,
});

export const stages: Section = {
  id: 'stages',
  title: 'A search step by step',
  async run(context) {
    const { sizes, queries } = sampleOf(context);
    const rows: Readonly<Record<string, Cell>>[] = [];
    for (const size of sizes) {
      context.progress(`stages: ${size} passages in Chromium`);
      const outcome = await context.browser.runJob('stages', { size, queries });
      if (outcome.kind !== 'done') throw new Error(`The stages were not measured: ${outcome.kind === 'failed' ? outcome.message : outcome.phase}`);
      rows.push(row('Chromium', size, outcome.value));
      context.progress(`stages: ${size} passages in Node`);
      rows.push(row('Node', size, measureStages({ size, queries })));
    }
    return {
      tables: [
        {
          id: 'stages',
          title: 'One index, 200 candidates of each side; medians in milliseconds',
          columns: [{ key: 'where', label: 'where' }, { key: 'size', label: 'passages', digits: 0 }, ...STAGES.map((key) => ({ key, label: key, digits: 3 }))],
          rows,
          notes: [
            'Fuse: with what a document lends. Feedback and talk: what episodes have besides, with cues and what a day lends.',
            'The embedding and the hop between page and worker are in the table of whole recalls.',
          ],
        },
      ],
      ratios: [],
    };
  },
};
