import { describe, expect, it } from 'vitest';
import { readZipEntry } from '../../../src/node/model/zip.ts';
import { text } from './tiny-model.ts';
import { writeZip } from './write-zip.ts';

const FILES = { 'a/one.txt': text('one'), 'a/two.txt': text('two '.repeat(1000)), 'empty.txt': text('') };
const isTwo = (name: string): boolean => name.endsWith('two.txt');
const invalid = { name: 'ModelError', code: 'model.invalid_file', retryable: false };

describe('reading one entry of a zip', () => {
  it.each([{ stored: true }, { stored: false }, { comment: 'a comment after the directory' }])('gives back what was packed, with %o', async (options) => {
    const zip = writeZip(FILES, options);
    expect(Buffer.from(await readZipEntry(zip, isTwo)).toString()).toBe('two '.repeat(1000));
    expect(await readZipEntry(zip, (name) => name === 'empty.txt')).toHaveLength(0);
  });

  it('takes the first entry that is wanted', async () => {
    expect(Buffer.from(await readZipEntry(writeZip(FILES), (name) => name.startsWith('a/'))).toString()).toBe('one');
  });

  it('says so when no entry is wanted', async () => {
    await expect(readZipEntry(writeZip(FILES), () => false)).rejects.toMatchObject(invalid);
  });

  it('refuses what is no zip, however short', async () => {
    await expect(readZipEntry(new Uint8Array(), isTwo)).rejects.toMatchObject(invalid);
    await expect(readZipEntry(text('<html>not found</html>'.repeat(20)), isTwo)).rejects.toMatchObject(invalid);
  });

  it('refuses an archive that was cut anywhere, and never reads outside it', async () => {
    const zip = writeZip(FILES);
    for (let length = 0; length < zip.length; length += 1) await expect(readZipEntry(zip.subarray(0, length), isTwo)).rejects.toMatchObject(invalid);
  });

  it('refuses an entry whose data is damaged', async () => {
    const zip = writeZip({ 'two.txt': FILES['a/two.txt'] }).slice();
    zip.fill(0xff, 45, 55);
    await expect(readZipEntry(zip, isTwo)).rejects.toMatchObject(invalid);
  });

  it('refuses an entry that inflates to more than it announced', async () => {
    const zip = Buffer.from(writeZip({ 'two.txt': FILES['a/two.txt'] }));
    zip.writeUInt32LE(10, zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    await expect(readZipEntry(zip, isTwo)).rejects.toMatchObject(invalid);
  });
});
