// A .tgz of a few text files, as every tar reads it (ustar).
import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/** File name -> content, in this order, all below `folder`. Names are short and plain; `at` in milliseconds. */
export function packTgz(folder: string, files: readonly (readonly [string, string])[], at: number): Uint8Array {
  const parts = files.flatMap(([name, text]) => {
    const content = Buffer.from(text);
    return [header(`${folder}/${name}`, content.length, at), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]));
}

function header(name: string, size: number, at: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`too long a name for this archive: ${name}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'ascii');
  };
  block.write(name, 0, 'utf8');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(at / 1000), 136, 12);
  block.write('        ', 148, 'ascii'); // the checksum counts itself as spaces
  block.write('0', 156, 'ascii');
  block.write('ustar\x0000', 257, 'ascii');
  const checksum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}
