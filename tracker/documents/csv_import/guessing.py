"""A first idea of which column is what, from the headings and the first rows."""

import re
from datetime import datetime
from typing import Any

from tracker.documents.csv_import.fields import DATES, fields_of
from tracker.documents.csv_import.files import Sample

# Headings that were seen in the wild, without blanks and in small letters; the likeliest first.
HEADINGS = {
    "document": "invoiceno invoicenumber invoice paymentno paymentnumber payment documentnumber"
    " documentno number transno no",
    "company": "customer customername client clientname company companyname contactname"
    " suppliername supplier accountname customerid clientid companyid",
    "company_reference": "customerid clientid companyid customerreference customercode clientcode"
    " customerno accountcode supplierid"
    " suppliercode supplierreference",
    "date": "date invoicedate paymentdate issuedate documentdate taxdate paiddate",
    "due_date": "duedate due dueby",
    "terms_days": "terms termsdays paymentterms creditdays",
    "currency": "currency currencycode",
    "reference": "reference ponumber po purchaseorder purchaseordernumber yourreference ref",
    "placement": "placement placementid placementreference",
    "consultant": "consultant salesperson",
    "branch": "branch office",
    "product": "product productcode item itemcode stockcode sku code expenditurecode",
    "description": "description details text narrative itemdescription expenditurecategory",
    "quantity": "quantity qty units hours days",
    "unit_price": "unitprice price unitamount rate unitcost amount net",
    "discount_percent": "discount discountpercent",
    "tax_treatment": "taxtreatment vattreatment vatcode",
    "worker": "worker contractor candidate temp",
    "supplier_number": "suppliernumber suppliersnumber supplierinvoiceno supplierinvoicenumber"
    " suppliersinvoicenumber billnumber",
    "supplier_date": "supplierdate suppliersdate supplierinvoicedate billdate",
    "invoice": "belongstoinvoice clientinvoice clientinvoiceno salesinvoice salesinvoiceno",
    "period_end": "periodend weekending weekend periodending",
}
# Without a format a date is ISO 8601. Day comes before month: the desk is British.
DATE_FORMATS = [
    "",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%m/%d/%Y",
]


def guessed_mapping(sample: Sample, *, kind: str) -> dict[str, Any]:
    """A mapping of what can be told; required fields may be missing from it."""
    found = {field: _column(HEADINGS[field].split(), sample) for field in fields_of(kind)}
    mapping: dict[str, Any] = {field: column for field, column in found.items() if column}
    for field in DATES & mapping.keys():
        if format := guessed_format(_texts(sample, mapping[field])):
            mapping[field] = {"column": mapping[field], "format": format}
    return mapping


def guessed_format(texts: list[str]) -> str:
    """The first form of dates in which all texts can be read; "" for ISO 8601, or for none."""
    return next((format for format in DATE_FORMATS if _all_read(texts, format)), "")


def _column(words: list[str], sample: Sample) -> str:
    plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(sample.header)}
    return next((plain[word] for word in words if word in plain), "")


def _texts(sample: Sample, column: str) -> list[str]:
    place = sample.header.index(column)
    return [" ".join(row[place].split()) for row in sample.rows if len(row) > place]


def _all_read(texts: list[str], format: str) -> bool:
    try:
        for text in filter(None, texts):
            datetime.strptime(text, format) if format else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
