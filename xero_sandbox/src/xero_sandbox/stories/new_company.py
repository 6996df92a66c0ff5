"""*New company*: one UK recruitment agency on its first day. A chart, tax rates, nothing else."""

from uuid import NAMESPACE_URL, uuid5

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.clock import Clock
from xero_sandbox.stories.uk_chart import accounts
from xero_sandbox.stories.uk_tax_rates import tax_rates


def begin(clock: Clock) -> list[Books]:
    return [uk_company(clock, "Harbour Talent Ltd")]


def fixed_id(*words: str) -> str:
    """The same id on every start, so that a story can be told again."""
    return str(uuid5(NAMESPACE_URL, "xero-sandbox/" + "/".join(words)))


def uk_company(clock: Clock, name: str) -> Books:
    """A UK company's books with chart, tax rates, pounds, one theme, and no documents."""
    books = Books(clock, _about(clock, name))
    for rate in tax_rates():
        books.put("TaxRates", rate)
    for account in accounts():
        account_id = fixed_id(name, "account", account["Code"])
        books.put("Accounts", {"AccountID": account_id, **account})
    books.put("Currencies", {"Code": "GBP", "Description": "British Pound"})
    books.put("BrandingThemes", _theme(clock, name))
    return books


def _about(clock: Clock, name: str) -> Record:
    return {
        "OrganisationID": fixed_id(name),
        "APIKey": "",
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": "UK",
        "OrganisationType": "COMPANY",
        "BaseCurrency": "GBP",
        "CountryCode": "GB",
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "RegistrationNumber": "09876543",
        "TaxNumber": "GB123456789",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": clock.now(),
        "Timezone": "GMTSTANDARDTIME",
        "OrganisationEntityType": "COMPANY",
        "ShortCode": "!" + fixed_id(name)[:5],
        "Edition": "BUSINESS",
        "Class": "STANDARD",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }


def _theme(clock: Clock, name: str) -> Record:
    return {
        "BrandingThemeID": fixed_id(name, "theme"),
        "Name": "Standard",
        "Type": "INVOICE",
        "SortOrder": 0,
        "CreatedDateUTC": clock.now(),
    }
