import { describe, expect, it } from 'vitest';
import { createProgressBar } from '../../../src/node/model/progress-bar.ts';

function stream(isTTY: boolean, columns = 80): { isTTY: boolean; columns: number; text: string; write(text: string): void } {
  return {
    isTTY,
    columns,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

describe('the progress bar', () => {
  it('redraws one line a stage on a terminal and never wraps', () => {
    const tty = stream(true, 50);
    let now = 0;
    const bar = createProgressBar(tty, { now: () => (now += 100) });
    for (let i = 0; i <= 10; i += 1) bar.update({ stage: 'download', share: i / 10, source: 'hub', totalBytes: 90_868_376 });
    bar.update({ stage: 'convert', share: 0.5 });
    bar.close();
    bar.close();
    const lines = tty.text.split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]!.split('\r')).toHaveLength(12);
    for (const drawn of tty.text.replaceAll('\r\u001B[2K', '\n').split('\n')) expect(drawn.length).toBeLessThan(50);
  });

  it('draws no more often than a person can see, but always the end', () => {
    const tty = stream(true);
    const bar = createProgressBar(tty, { now: () => 0 });
    for (let i = 0; i <= 1000; i += 1) bar.update({ stage: 'convert', share: i / 1000 });
    expect(tty.text.split('\r')).toHaveLength(3);
    expect(tty.text).toContain('100% Converting');
  });

  it('writes a line at the start and each quarter where there is no terminal', () => {
    const log = stream(false);
    const bar = createProgressBar(log);
    for (let i = 0; i <= 100; i += 1) bar.update({ stage: 'download', share: i / 100, source: 'pip', totalBytes: 80_000_000 });
    bar.update({ stage: 'verify', share: 1 });
    bar.close();
    expect(log.text.trim().split('\n')).toEqual([
      '0% Downloading the model (pip), 0.0 of 80.0 MB',
      ' 25% Downloading the model (pip), 20.0 of 80.0 MB',
      ' 50% Downloading the model (pip), 40.0 of 80.0 MB',
      ' 75% Downloading the model (pip), 60.0 of 80.0 MB',
      '100% Downloading the model (pip), 80.0 of 80.0 MB',
      '100% Verifying it',
    ]);
  });
});
