// The printed invoice: a small PDF that says its id, so that a file attached elsewhere can be told apart.
import type { Facts } from '../facts.ts';
import type { Row } from './rows.ts';

/** `InvoicePdf`'s answer: the file in base64 with its name and size. */
export function invoicePdfJson(invoice: Row, shape: Facts['pdf-shape']): string {
  const id = String(invoice['id']);
  const file = pdf([`Invoice ${String(invoice['invoiceNumber'] ?? '') || id}`, `Autotask invoice id ${id}`]);
  const answer = {
    id: Number(id),
    contentType: 'application/pdf',
    fileName: `Invoice-${id}.pdf`,
    fileSize: file.length,
    data: shape === 'bytes' ? [...file] : file.toString('base64'),
  };
  return JSON.stringify(shape === 'item' ? { item: answer } : shape === 'items' ? { items: [answer] } : answer);
}

function pdf(lines: readonly string[]): Buffer {
  const shown = lines.map((line, index) => `${index === 0 ? '72 720' : '0 -20'} Td (${line.replaceAll(/[\\()]/g, '\\$&')}) Tj`).join(' ');
  const stream = `BT /F1 14 Tf ${shown} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(stream, 'latin1')} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(Buffer.byteLength(text, 'latin1'));
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = Buffer.byteLength(text, 'latin1');
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`, 'latin1');
}
