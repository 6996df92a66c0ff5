// A conversation: node conversation.js http://localhost:8001
//
// Each chapter goes on in the books that the one before it left, and the first wrong value ends it.
"use strict";

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const { allowAccess, pointedAt, refusalOf } = require("./sdk");

async function main(sandbox, organisation) {
  const xero = await pointedAt(sandbox);
  const tenant = await isLetIn(xero, organisation);
  const talk = { xero, api: xero.accountingApi, tenant };
  await readsTheLists(talk);
  talk.acme = await keepsContacts(talk);
  await keepsItems(talk);
  talk.first = await sendsInvoicesInBulk(talk);
  await readsInvoices(talk);
  await changesInvoices(talk);
  await paysAndTakesBack(talk);
  await creditsAndTakesBack(talk);
  await attachesFilesAndNotes(talk);
  await isShownOut(talk);
}

async function isLetIn(xero, organisation) {
  const back = await allowAccess(await xero.buildConsentUrl(), organisation);
  const first = await xero.apiCallback(back);
  assert.equal(first.token_type, "Bearer");
  const second = await xero.refreshToken();
  assert.notEqual(second.refresh_token, first.refresh_token);
  const third = await xero.refreshWithRefreshToken("node-sdk", "secret", second.refresh_token);
  assert.notEqual(third.access_token, second.access_token);

  const [tenant] = await xero.updateTenants();
  assert.equal(tenant.tenantId, organisation);
  assert.equal(tenant.tenantName, "Harbour Talent Ltd");
  assert.equal(tenant.orgData.baseCurrency, "GBP");
  return tenant.tenantId;
}

async function readsTheLists({ api, tenant }) {
  const chart = await api.getAccounts(tenant, undefined, 'Type=="BANK"');
  assert.deepEqual(chart.body.accounts.map((each) => each.code), ["090"]);
  const rates = (await api.getTaxRates(tenant)).body.taxRates;
  assert.equal(rates.find((rate) => rate.taxType === "OUTPUT2").effectiveRate, 20);
}

async function keepsContacts({ api, tenant }) {
  const wish = { name: "Acme Logistics Ltd", contactNumber: "TRK-1" };
  const made = await api.createContacts(tenant, { contacts: [wish] });
  const [acme] = made.body.contacts;
  assert.equal(acme.contactStatus, "ACTIVE");
  const refusal = await refusalOf(api.createContacts(tenant, { contacts: [wish] }));
  assert.equal(refusal.statusCode, 400);
  assert.match(refusal.messages[0], /must be unique across all active contacts/);
  await api.updateContact(tenant, acme.contactID, { contacts: [{ emailAddress: "ap@acme.example" }] });
  const found = await api.getContacts(tenant, undefined, 'Name=="ACME LOGISTICS LTD"');
  assert.equal(found.body.contacts[0].emailAddress, "ap@acme.example");
  return acme.contactID;
}

async function keepsItems({ api, tenant }) {
  const day = { code: "DAY", name: "Day", salesDetails: { unitPrice: 450.5, accountCode: "215" } };
  await api.createItems(tenant, { items: [day] });
  const kept = (await api.getItem(tenant, "DAY")).body.items[0];
  assert.deepEqual([kept.name, kept.salesDetails.unitPrice], ["Day", 450.5]);
}

async function sendsInvoicesInBulk({ api, tenant, acme }) {
  const wishes = [invoice(acme, "N-1"), invoice(acme, "N-2", "999"), invoice(acme, "N-3")];
  const call = [tenant, { invoices: wishes }, false, 4, randomUUID()];
  const told = (await api.createInvoices(...call)).body.invoices;
  assert.deepEqual(told.map((each) => each.statusAttributeString), ["OK", "ERROR", "OK"]);
  assert.match(told[1].validationErrors[0].message, /^Account code '999'/);
  assert.equal(told[0].total, 24.3);
  const replay = (await api.createInvoices(...call)).body.invoices;
  assert.equal(replay[0].invoiceID, told[0].invoiceID);
  const bills = [1, 2].map(() => ({ ...invoice(acme, "B-1", "320", "INPUT2"), type: "ACCPAY" }));
  const made = (await api.createInvoices(tenant, { invoices: bills })).body.invoices;
  assert.notEqual(made[0].invoiceID, made[1].invoiceID);
  return told[0].invoiceID;
}

async function readsInvoices({ api, tenant, first }) {
  const one = (await api.getInvoice(tenant, first, 4)).body.invoices[0];
  assert.equal(one.lineItems[0].unitAmount, 10.1234);
  assert.deepEqual(one.date, new Date("2026-11-03T00:00:00Z"));
  const where = 'Type=="ACCPAY" AND Date>=DateTime(2026,11,01)';
  const bills = await api.getInvoices(tenant, undefined, where);
  assert.deepEqual(bills.body.invoices.map((each) => each.invoiceNumber), ["B-1", "B-1"]);
  const page = (await pageOf(api, tenant, 2)).body;
  assert.deepEqual(page.invoices.map((each) => each.invoiceNumber), ["B-1"]);
  assert.deepEqual([page.pagination.pageCount, page.pagination.itemCount], [2, 4]);
  const tomorrow = new Date(Date.now() + 86_400_000);
  assert.deepEqual((await api.getInvoices(tenant, tomorrow)).body.invoices, []);
}

function pageOf(api, tenant, page) {
  const none = undefined;
  const query = [none, none, "InvoiceNumber DESC", none, none, none, none, page];
  return api.getInvoices(tenant, ...query, none, none, none, none, 3);
}

async function changesInvoices({ api, tenant, first }) {
  await api.updateInvoice(tenant, first, { invoices: [{ reference: "PO 7" }] });
  assert.equal((await api.getInvoice(tenant, "N-1")).body.invoices[0].reference, "PO 7");
  const third = (await api.getInvoice(tenant, "N-3")).body.invoices[0].invoiceID;
  const gone = await api.updateInvoice(tenant, third, { invoices: [{ status: "VOIDED" }] });
  assert.deepEqual([gone.body.invoices[0].status, gone.body.invoices[0].amountDue], ["VOIDED", 0]);
}

async function paysAndTakesBack({ api, tenant, first }) {
  const wish = { invoice: { invoiceID: first }, account: { code: "090" }, amount: 24.3 };
  const made = await api.createPayments(tenant, { payments: [{ ...wish, date: "2026-11-10" }] });
  const [payment] = made.body.payments;
  assert.equal(payment.paymentType, "ACCRECPAYMENT");
  assert.equal((await api.getInvoice(tenant, first)).body.invoices[0].status, "PAID");
  await api.deletePayment(tenant, payment.paymentID, { status: "DELETED" });
  const open = (await api.getInvoice(tenant, first)).body.invoices[0];
  assert.deepEqual([open.status, open.amountDue], ["AUTHORISED", 24.3]);
}

async function creditsAndTakesBack({ api, tenant, acme, first }) {
  const { lineItems } = invoice(acme, "CN-7");
  const wish = { contact: { contactID: acme }, creditNoteNumber: "CN-7", lineItems };
  const approved = { ...wish, type: "ACCRECCREDIT", status: "AUTHORISED", date: "2026-11-20" };
  const made = await api.createCreditNotes(tenant, { creditNotes: [approved] }, undefined, 4);
  const [note] = made.body.creditNotes;
  assert.deepEqual([note.status, note.remainingCredit], ["AUTHORISED", 24.3]);

  const part = { invoice: { invoiceID: first }, amount: 10, date: "2026-11-20" };
  await api.createCreditNoteAllocation(tenant, note.creditNoteID, { allocations: [part] });
  const kept = (await api.getCreditNote(tenant, note.creditNoteID)).body.creditNotes[0];
  assert.deepEqual([kept.remainingCredit, kept.allocations[0].amount], [14.3, 10]);
  const credited = (await api.getInvoice(tenant, first)).body.invoices[0];
  assert.deepEqual([credited.amountCredited, credited.amountDue], [10, 14.3]);
  const [{ allocationID }] = kept.allocations;
  await api.deleteCreditNoteAllocations(tenant, note.creditNoteID, allocationID);
  assert.equal((await api.getInvoice(tenant, first)).body.invoices[0].amountDue, 24.3);
}

async function attachesFilesAndNotes({ api, tenant, first }) {
  const [name, media] = ["week 44.pdf", "application/pdf"];
  const file = Buffer.from("%PDF-1.7\n\0\xff\xfe week 44", "latin1");
  const headers = { "Content-Type": media };
  const call = [tenant, first, name, file, true, undefined, { headers }];
  const [told] = (await api.createInvoiceAttachmentByFileName(...call)).body.attachments;
  assert.deepEqual([told.fileName, told.contentLength, told.mimeType], [name, file.length, media]);
  const found = await api.getInvoiceAttachmentByFileName(tenant, first, name, media);
  assert.deepEqual(found.body, file);

  const notes = { historyRecords: [{ details: "Timesheet checked" }] };
  await api.createInvoiceHistory(tenant, first, notes);
  const history = (await api.getInvoiceHistory(tenant, first)).body.historyRecords;
  assert.equal(history[0].details, "Timesheet checked");
}

async function isShownOut({ xero }) {
  await xero.disconnect((await xero.updateTenants(false))[0].id);
  assert.deepEqual(await xero.updateTenants(false), []);
  await xero.revokeToken();
  assert.deepEqual(xero.tenants, []);
}

// Two days at a price of four decimals: £20.25 and its VAT.
function invoice(contactID, invoiceNumber, accountCode = "200", taxType = "OUTPUT2") {
  return {
    type: "ACCREC",
    status: "AUTHORISED",
    contact: { contactID },
    invoiceNumber,
    date: "2026-11-03",
    dueDate: "2026-12-03",
    lineItems: [{ description: "Day rate", quantity: 2, unitAmount: 10.1234, accountCode, taxType }],
  };
}

main(...process.argv.slice(2)).catch((problem) => {
  console.error(problem);
  process.exitCode = 1;
});
