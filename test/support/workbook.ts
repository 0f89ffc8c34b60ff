// Reads a workbook that was written: the cells of its first sheet as they are stored, without any spreadsheet's help.
import { inflateRawSync } from 'node:zlib';

/** Text, or what a cell stores with the format that it is shown in. */
export type StoredCell = string | { readonly number: string; readonly format: string } | null;

/** Rows of the first sheet; a number is as it stands in the file. */
export function readWorkbook(bytes: Uint8Array): StoredCell[][] {
  const files = unzip(Buffer.from(bytes));
  const part = (name: string): string => files.get(name) ?? '';
  const texts = matches(part('xl/sharedStrings.xml'), /<si>(.*?)<\/si>/gs).map(([, item = '']) =>
    matches(item, /<t[^>]*>(.*?)<\/t>/gs)
      .map(([, text = '']) => unescape(text))
      .join(''),
  );
  const formats = formatsOf(part('xl/styles.xml'));
  return matches(part('xl/worksheets/sheet1.xml'), /<row[^>]*?(?:\/>|>(.*?)<\/row>)/gs).map(([, row = '']) => {
    const cells: StoredCell[] = [];
    for (const [, attributes = '', content = ''] of matches(row, /<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = /<v>(.*?)<\/v>/s.exec(content)?.[1];
      const column = columnOf(/r="([A-Z]+)/.exec(attributes)?.[1] ?? 'A');
      while (cells.length < column) cells.push(null);
      if (value === undefined) cells.push(null);
      else if (/t="s"/.test(attributes)) cells.push(texts[Number(value)] ?? null);
      else cells.push({ number: value, format: formats[Number(/s="(\d+)"/.exec(attributes)?.[1] ?? 0)] ?? 'General' });
    }
    return cells;
  });
}

function formatsOf(styles: string): string[] {
  const custom = new Map(
    matches(styles, /<numFmt [^>]*>/g).map(([tag]) => [
      /numFmtId="(\d+)"/.exec(tag)?.[1],
      unescape(/formatCode="([^"]*)"/.exec(tag)?.[1] ?? ''),
    ]),
  );
  const cells = /<cellXfs.*?<\/cellXfs>/s.exec(styles)?.[0] ?? '';
  return matches(cells, /<xf [^>]*>/g).map(([tag]) => custom.get(/numFmtId="(\d+)"/.exec(tag)?.[1]) ?? 'General');
}

function columnOf(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}

function unescape(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => signs[name] ?? '');
}

/** By the directory at the end of the archive. */
function unzip(bytes: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    files.set(bytes.toString('utf8', at + 46, at + 46 + name), (method === 8 ? inflateRawSync(content) : content).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return files;
}
