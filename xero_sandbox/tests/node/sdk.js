// The SDK as published, pointed at a sandbox: https://github.com/XeroAPI/xero-node
//
// Its hosts are fixed. Those of the accounting API are a property; the rest of its calls go
// through the one axios, whose interceptor moves them; sign-in discovers its issuer from us.
"use strict";

const axios = require("axios");
const { Issuer } = require("openid-client");
const { XeroClient } = require("xero-node");

const XEROS_HOSTS = /^https:\/\/(api|identity)\.xero\.com/;
const REDIRECT = "http://localhost:3000/callback";

async function pointedAt(sandbox) {
  axios.interceptors.request.use((call) => ({
    ...call,
    url: call.url.replace(XEROS_HOSTS, sandbox),
  }));
  const config = {
    clientId: "node-sdk",
    clientSecret: "secret",
    redirectUris: [REDIRECT],
    scopes: [
      "offline_access",
      "accounting.invoices",
      "accounting.payments",
      "accounting.contacts",
      "accounting.settings",
      "accounting.attachments",
    ],
    state: "where we were",
  };
  const xero = new XeroClient(config);
  xero.accountingApi.basePath = `${sandbox}/api.xro/2.0`;
  const issuer = await Issuer.discover(sandbox);
  xero.openIdClient = new issuer.Client({
    client_id: config.clientId,
    client_secret: config.clientSecret,
    redirect_uris: config.redirectUris,
  });
  return xero;
}

// What a person does on the consent page; where the browser is sent afterwards.
async function allowAccess(consentUrl, tenant) {
  const asked = new URL(consentUrl);
  const form = new URLSearchParams(asked.searchParams);
  form.set("tenant", tenant);
  form.set("decision", "allow");
  const page = `${asked.origin}${asked.pathname}`;
  const answer = await fetch(page, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("location");
}

// The SDK rejects with a text of JSON; this is what Xero said in it.
async function refusalOf(call) {
  const told = await call.then(
    () => null,
    (text) => JSON.parse(text),
  );
  if (told === null) throw new Error("Xero accepted what it should have refused.");
  const { statusCode, body } = told.response;
  const elements = body.Elements || [];
  const messages = elements.flatMap((each) => each.ValidationErrors.map((error) => error.Message));
  return { statusCode, messages };
}

module.exports = { allowAccess, pointedAt, refusalOf };
