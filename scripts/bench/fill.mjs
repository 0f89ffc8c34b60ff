// What a comparison is measured on: books that hold the whole month already, and lists of billing codes and items beside each other.

/** Every invoice of the month in QuickBooks, modelled on the one that a run sent, and Autotask told of it. */
export function fillBooks(autotask, quickbooks) {
  const { Invoices, BillingItems, Companies } = autotask.tables;
  const [model] = quickbooks.tables.Invoice.values();
  const sent = Number(/\d+$/.exec(model.PrivateNote)[0]);
  const customers = new Map([...quickbooks.tables.Customer.values()].map((one) => [one.DisplayName, one.Id]));
  const items = grouped(BillingItems.values());
  const [line] = model.Line;
  const total = model.Line.find((one) => one.DetailType === 'SubTotalLineDetail');
  let id = Number(model.Id);
  let number = Number(model.DocNumber);
  for (const row of Invoices.values()) {
    if (row.id === sent) continue;
    id += 1;
    number += 1;
    const { companyName } = Companies.get(row.companyID);
    const lines = items.get(row.id).map((item, n) => ({
      ...line,
      Id: String(n + 1),
      LineNum: n + 1,
      Amount: Number(item.totalAmount),
      SalesItemLineDetail: { ...line.SalesItemLineDetail, UnitPrice: Number(item.totalAmount) },
    }));
    const amount = Number(row.invoiceTotal);
    const day = String(row.invoiceDateTime).slice(0, 10);
    quickbooks.tables.Invoice.set(String(id), {
      ...model,
      Id: String(id),
      DocNumber: String(number),
      PrivateNote: model.PrivateNote.replace(/\d+$/, String(row.id)),
      CustomerRef: { value: customers.get(companyName), name: companyName },
      TxnDate: day,
      DueDate: day,
      Line: total === undefined ? lines : [...lines, { ...total, Amount: amount }],
      TotalAmt: amount,
      Balance: amount,
    });
    Object.assign(row, { invoiceNumber: String(number), webServiceDate: row.createDateTime });
  }
  return quickbooks.tables.Invoice.size;
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const known = groups.get(row.invoiceID);
    if (known) known.push(row);
    else groups.set(row.invoiceID, [row]);
  }
  return groups;
}

/** So many billing codes more: of ten, eight have their item, one has it at another price, one has none. */
export function manyCodes(model, count) {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const name = (n) => `Catalogue article ${String(n).padStart(6, '0')}`;
  return {
    codes: numbers.map((n) => ({
      ...model,
      id: 100_000 + n,
      name: name(n),
      description: name(n),
      externalNumber: '',
      unitPrice: `${n + 1}.50`,
    })),
    items: numbers
      .filter((n) => n % 10 !== 9)
      .map((n) => ({
        name: name(n),
        type: 'Service',
        taxable: model.taxCategoryID !== null,
        unitPrice: `${n + 1}.${n % 10 === 8 ? '75' : '50'}`,
      })),
  };
}
