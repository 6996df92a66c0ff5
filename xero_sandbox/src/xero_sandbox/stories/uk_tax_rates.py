"""The UK's tax rates as a new organisation has them.

https://developer.xero.com/documentation/api/accounting/taxrates
"""

from decimal import Decimal

from xero_sandbox.books.table import Record

# tax type, name, percent, where it may stand, the VAT return's box for it
_ROWS = """
OUTPUT2|20% (VAT on Income)|20|sales|OUTPUT
INPUT2|20% (VAT on Expenses)|20|purchases|INPUT
RROUTPUT|5% (VAT on Income)|5|sales|OUTPUT
RRINPUT|5% (VAT on Expenses)|5|purchases|INPUT
ZERORATEDOUTPUT|Zero Rated Income|0|sales|ZERORATEDOUTPUT
ZERORATEDINPUT|Zero Rated Expenses|0|purchases|ZERORATEDINPUT
EXEMPTOUTPUT|Exempt Income|0|sales|EXEMPTOUTPUT
EXEMPTINPUT|Exempt Expenses|0|purchases|EXEMPTINPUT
ECZROUTPUT|Zero Rated EC Goods Income|0|sales|ECOUTPUT
ECZROUTPUTSERVICES|Zero Rated EC Services|0|sales|ECOUTPUTSERVICES
ECACQUISITIONS|EC Acquisitions (20%)|0|purchases|ECACQUISITIONS
ECZRACQUISITIONS|EC Acquisitions (Zero Rated)|0|purchases|ECACQUISITIONS
REVERSECHARGES|Reverse Charge Expenses (20%)|0|purchases|REVERSECHARGES
DRCHARGE20|Domestic Reverse Charge @ 20% (VAT on Income)|0|sales|DRCHARGE
DRCHARGE5|Domestic Reverse Charge @ 5% (VAT on Income)|0|sales|DRCHARGE
DRCHARGESUPPLY20|Domestic Reverse Charge @ 20% (VAT on Expenses)|0|purchases|DRCHARGESUPPLY
DRCHARGESUPPLY5|Domestic Reverse Charge @ 5% (VAT on Expenses)|0|purchases|DRCHARGESUPPLY
CAPEXOUTPUT2|20% (VAT on Capital Sales)|20|capital|CAPITALSALESOUTPUT
CAPEXINPUT2|20% (VAT on Capital Purchases)|20|capital|CAPITALEXPENSESINPUT
GSTONIMPORTS|VAT on Imports|0|imports|GSTONIMPORTS
NONE|No VAT|0|either|NONE
"""
_APPLIES = {
    "sales": {"Assets", "Equity", "Liabilities", "Revenue"},
    "purchases": {"Assets", "Equity", "Expenses", "Liabilities"},
    "either": {"Assets", "Equity", "Expenses", "Liabilities", "Revenue"},
    "capital": {"Assets"},
    "imports": {"Liabilities"},
}


def tax_rates() -> list[Record]:
    return [_rate(*row.split("|")) for row in _ROWS.strip().splitlines()]


def _rate(tax_type: str, name: str, percent: str, use: str, report: str) -> Record:
    rate = Decimal(percent).quantize(Decimal("0.0001"))
    applies = {
        f"CanApplyTo{group}": group in _APPLIES[use]
        for group in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
    }
    return {
        "Name": name,
        "TaxType": tax_type,
        "ReportTaxType": report,
        **applies,
        "DisplayTaxRate": rate,
        "EffectiveRate": rate,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": "VAT", "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }
